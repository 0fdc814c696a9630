"""Buying, changing and losing a plan, from the plan page to Stripe and back."""

import datetime
import json

import pytest
from django.db import connection

from billing import subscriptions
from billing.models import Invoice, Plan, Subscription, WebhookEvent
from billing.reporting import reconciliation
from notices import reading
from tenants.limits import limits_of
from tenants.refusal import Refused
from tests.billing.stripe.conftest import post
from tests.billing.stripe.endpoints import WHSEC

pytestmark = pytest.mark.django_db


def buy(tenant, plan="school") -> str:
    return subscriptions.buy(
        tenant=tenant, code=plan, email="a@example.org", back="http://x/plans", language="zh-hans"
    )


def row(tenant) -> Subscription:
    return Subscription.objects.get(tenant=tenant)


def told(person) -> list[str]:
    """What the inbox says of plans, the oldest first."""
    return [each.kind for each in reversed(reading.of_person(person.user))]


def test_a_plan_is_bought_on_stripes_page_and_arrives_by_webhook(world, alice):
    address = buy(alice.tenant)
    assert address.startswith("https://checkout.stripe.test/")
    assert row(alice.tenant).plan_id == "trial", "nothing is paid yet"
    world.fake.complete_checkout(address)
    for event in world.fake.events:
        assert world.deliver(event) == 200
    bought = row(alice.tenant)
    assert (bought.plan_id, bought.remote_status) == ("school", "active")
    assert limits_of(alice.tenant).daily_ms == 120 * 60_000
    assert Invoice.objects.get().amount_paid == 2900


def test_an_event_is_applied_only_once(world, alice):
    world.fake.complete_checkout(buy(alice.tenant))
    event = world.fake.events[-1]
    calls = len(world.fake.calls)
    assert world.deliver(event) == 200
    after = len(world.fake.calls)
    assert after > calls
    assert world.deliver(event) == 200
    assert len(world.fake.calls) == after and WebhookEvent.objects.count() == 1


def test_an_event_whose_effect_fails_is_not_remembered(world, alice):
    world.fake.complete_checkout(buy(alice.tenant))
    world.fake.weather = lambda request: "down"
    assert world.deliver(world.fake.events[-1]) == 503
    assert not WebhookEvent.objects.exists() and row(alice.tenant).plan_id == "trial"
    world.fake.weather = lambda request: "fair"
    assert world.deliver(world.fake.events[-1]) == 200
    assert row(alice.tenant).plan_id == "school"


def test_stripes_current_state_decides_and_not_the_events_content(world, alice):
    subscription = world.subscribe(alice.tenant)
    [live] = world.fake.all("subscription")
    world.fake.become(live, "canceled")
    lie = {**world.fake.events[-1], "id": "evt_lie", "type": "customer.subscription.updated"}
    lie["data"] = {"object": {**live, "status": "active"}}
    assert world.deliver(lie) == 200
    assert row(subscription.tenant).plan_id == "trial"


@pytest.mark.parametrize(
    "forgery",
    [
        lambda body: post(body, "whsec_another"),
        lambda body: post(body, WHSEC, at=1_000_000_000),
    ],
)
def test_a_forged_webhook_is_refused(world, alice, forgery):
    body = json.dumps({"id": "evt_1", "object": "event", "type": "x", "data": {"object": {}}})
    assert forgery(body).status_code == 400
    assert not WebhookEvent.objects.exists()


@pytest.mark.parametrize("body", ["", "{}", "[]", "nonsense", '{"id": 1}', '"x"', "null"])
def test_a_signed_body_that_is_no_event_is_refused(world, body):
    assert post(body, WHSEC).status_code == 400


def test_a_webhook_about_an_unknown_customer_changes_nothing(world, alice):
    body = {"id": "evt_9", "object": "event", "type": "customer.subscription.updated"}
    body["data"] = {"object": {"object": "subscription", "customer": "cus_of_somebody"}}
    assert world.deliver(body) == 200
    assert row(alice.tenant).plan_id == "trial"


def test_a_failed_payment_keeps_the_plan_until_stripe_gives_up(world, alice):
    world.subscribe(alice.tenant)
    [live] = world.fake.all("subscription")
    world.fake.become(live, "past_due")
    assert world.deliver(world.fake.events[-1]) == 200
    late = row(alice.tenant)
    assert late.plan_id == "school" and late.past_due_since
    world.fake.become(live, "past_due")  # the next attempt fails, too: it is told once
    world.deliver(world.fake.events[-1])
    assert told(alice) == ["plan.changed", "plan.payment_failed"]
    world.fake.become(live, "active")
    world.deliver(world.fake.events[-1])
    assert row(alice.tenant).past_due_since is None
    world.fake.become(live, "unpaid")
    world.deliver(world.fake.events[-1])
    assert row(alice.tenant).plan_id == "trial"
    assert told(alice)[2:] == ["plan.changed"]


def test_a_cancelled_plan_lasts_to_the_end_of_its_period(world, alice):
    world.subscribe(alice.tenant)
    [live] = world.fake.all("subscription")
    world.fake.become(live, "active", cancel_at_period_end=True)
    world.deliver(world.fake.events[-1])
    ending = row(alice.tenant)
    assert ending.plan_id == "school" and ending.cancel_at == ending.period_end
    world.deliver(world.fake.events[-1])
    assert told(alice) == ["plan.changed", "plan.ends"]
    world.fake.become(live, "canceled")
    world.deliver(world.fake.events[-1])
    ended = row(alice.tenant)
    assert (ended.plan_id, ended.remote_status, ended.cancel_at) == ("trial", "canceled", None)


def test_a_paying_tenant_changes_its_plan_at_once(world, alice):
    world.subscribe(alice.tenant)
    assert buy(alice.tenant, "campus") == "http://x/plans"
    assert row(alice.tenant).plan_id == "campus"
    assert len(world.fake.all("subscription")) == 1


def test_a_declined_card_changes_nothing(world, alice):
    world.subscribe(alice.tenant)
    world.fake.declines = True
    with pytest.raises(Refused) as refused:
        buy(alice.tenant, "campus")
    assert refused.value.code == "payment_refused"
    assert row(alice.tenant).plan_id == "school"


def test_a_plan_bought_in_two_windows_is_paid_once(world, alice):
    first, second = buy(alice.tenant), buy(alice.tenant, "campus")
    world.fake.complete_checkout(first)
    world.clock.turn(seconds=5)
    world.fake.complete_checkout(second)
    for event in list(world.fake.events):
        world.deliver(event)
    assert [s["status"] for s in world.fake.all("subscription")] == ["canceled", "active"]
    assert row(alice.tenant).plan_id == "campus"


def test_a_nightly_task_applies_changes_of_lost_webhooks(world, alice):
    world.fake.complete_checkout(buy(alice.tenant))
    reconciliation.reconcile(world.gateway)
    assert row(alice.tenant).plan_id == "school"


def test_a_plan_set_by_the_operator_is_not_changed(world, alice):
    world.subscribe(alice.tenant)
    [live] = world.fake.all("subscription")
    world.fake.become(live, "canceled")
    reconciliation.reconcile(world.gateway)
    Subscription.objects.filter(tenant=alice.tenant).update(plan=Plan.objects.get(code="campus"))
    reconciliation.reconcile(world.gateway)
    assert row(alice.tenant).plan_id == "campus"


def test_only_customers_can_open_the_portal(world, alice):
    with pytest.raises(Refused) as refused:
        subscriptions.portal(tenant=alice.tenant, back="http://x", language="en")
    assert refused.value.code == "no_customer"
    buy(alice.tenant)
    address = subscriptions.portal(tenant=alice.tenant, back="http://x", language="en")
    assert address == "https://portal.stripe.test/x"


@pytest.mark.parametrize("weather", ["lost", "broken", "down", "limited"])
def test_an_unreachable_stripe_is_explained(world, alice, weather):
    world.fake.weather = lambda request: weather
    with pytest.raises(Refused) as refused:
        buy(alice.tenant)
    assert (refused.value.code, refused.value.status) == ("payment_unreachable", 503)


def test_without_keys_only_payment_is_unavailable(alice, settings):
    settings.STRIPE_SECRET_KEY = ""
    with pytest.raises(Refused) as refused:
        buy(alice.tenant)
    assert refused.value.code == "payment_not_set_up"
    assert post("{}", WHSEC).status_code == 503
    assert limits_of(alice.tenant).plan == "trial"


def test_the_subscription_is_fetched_under_its_row_lock(world, alice, monkeypatch):
    """An old answer can't overwrite a newer one, since the row is locked before the request."""
    world.subscribe(alice.tenant)
    fetch = world.gateway.subscriptions
    held = []

    def looking(customer: str):
        held.append(locked_rows())
        return fetch(customer)

    monkeypatch.setattr(world.gateway, "subscriptions", looking)
    subscriptions.refresh(row(alice.tenant).customer, world.gateway)
    assert held == [True]


def locked_rows() -> bool:
    """This transaction holds row locks on subscriptions."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND mode = 'RowShareLock' "
            "AND relation = 'public.billing_subscription'::regclass"
        )
        return cursor.fetchone()[0] > 0


def test_a_customer_is_made_once(world, alice):
    buy(alice.tenant)
    Subscription.objects.filter(tenant=alice.tenant).update(customer="")
    buy(alice.tenant)
    assert len(world.fake.all("customer")) == 1


def test_the_period_of_a_subscription_is_saved(world, alice):
    bought = world.subscribe(alice.tenant)
    assert bought.period_end - bought.period_start == datetime.timedelta(days=30)
