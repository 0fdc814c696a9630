"""Webhooks in any order, twice, late or never: the tenant ends on the plan that it pays for."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing import subscriptions
from billing.models import Subscription
from billing.reporting import reconciliation
from tests.thoroughness import examples

pytestmark = pytest.mark.django_db

STEPS = ["buy school", "buy campus", "fail", "recover", "give up", "cancel", "schedule"]


def live(world, customer):
    owned = [s for s in world.fake.all("subscription") if s["customer"] == customer]
    return [s for s in owned if s["status"] in Subscription.LIVE]


def act(world, tenant, step: str) -> None:
    """Something that the customer does, or their bank."""
    row = Subscription.objects.get(tenant=tenant)
    if step.startswith("buy"):
        if not row.customer:
            row = subscriptions._with_customer(tenant, "a@example.org", world.gateway)
        keys = [f"lectern_{step.split()[1]}_{kind}" for kind in ("month", "minutes")]
        prices = [next(p for p in world.fake.all("price") if p["lookup_key"] == k) for k in keys]
        world.clock.turn(seconds=5)
        world.fake.subscribe(row.customer, prices)
        return
    for subscription in live(world, row.customer)[-1:]:
        match step:
            case "fail":
                world.fake.become(subscription, "past_due")
            case "recover":
                world.fake.become(subscription, "active", cancel_at_period_end=False)
            case "give up":
                world.fake.become(subscription, "unpaid")
            case "cancel":
                world.fake.become(subscription, "canceled")
            case "schedule":
                world.fake.become(subscription, "active", cancel_at_period_end=True)


@settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    derandomize=True,
)
@given(steps=st.lists(st.sampled_from(STEPS), min_size=1, max_size=7), seed=st.integers(0, 10**6))
def test_any_order_duplication_delay_and_loss_end_on_the_right_plan(world, alice, steps, seed):
    chance = random.Random(seed)
    for subscription in world.fake.all("subscription"):
        subscription["status"] = "canceled"
    waiting: list[dict] = []
    for step in steps:
        before = len(world.fake.events)
        act(world, alice.tenant, step)
        for event in world.fake.events[before:]:
            waiting += [event] * chance.choice([0, 1, 1, 2])
        chance.shuffle(waiting)
        for event in waiting[: chance.randrange(len(waiting) + 1)]:
            assert world.deliver(event) == 200
    reconciliation.reconcile(world.gateway)
    # Deliveries that Stripe kept back until now can't do harm any more.
    for event in waiting:
        assert world.deliver(event) == 200
    row = Subscription.objects.get(tenant=alice.tenant)
    paying = live(world, row.customer) if row.customer else []
    assert len(paying) <= 1
    if paying:
        product = paying[0]["items"]["data"][0]["price"]["product"]
        assert product == f"lectern_{row.plan_id}" and row.remote_status == paying[0]["status"]
    else:
        assert row.plan_id == "trial"
