"""A subscription ends with its workspace: with the period that is paid for, or at its deletion."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts import closing
from billing import ending
from billing.models import Subscription
from notices import reading
from tenants.models import Tenant
from tenants.refusal import Refused
from tenants.services import close_workspace


def row(tenant: Tenant) -> Subscription:
    return Subscription.objects.get(tenant=tenant)


def owner(person):
    return person.user.memberships.get()


def test_it_ends_with_the_period_and_goes_on_when_restored(world, alice, bob):
    world.subscribe(alice.tenant)
    world.subscribe(bob.tenant)
    closing.close(tenant=alice.tenant, by=owner(alice))
    assert ending.follow_closing(world.gateway) == 1 and ending.follow_closing(world.gateway) == 0
    closed = row(alice.tenant)
    assert closed.plan_id == "school" and closed.cancel_at == closed.period_end
    told = {each.kind for each in reading.of_person(alice.user)}
    assert "workspace.closing" in told and "plan.ends" not in told
    assert row(bob.tenant).cancel_at is None
    closing.restore(tenant=alice.tenant, by=owner(alice))
    assert ending.follow_closing(world.gateway) == 1 and ending.follow_closing(world.gateway) == 0
    assert row(alice.tenant).cancel_at is None and row(alice.tenant).plan_id == "school"


def test_what_the_customer_cancelled_stays_cancelled_when_restored(world, alice):
    world.subscribe(alice.tenant)
    [live] = world.fake.all("subscription")
    world.fake.become(live, "active", cancel_at_period_end=True)
    world.deliver(world.fake.events[-1])
    closing.close(tenant=alice.tenant, by=owner(alice))
    closing.restore(tenant=alice.tenant, by=owner(alice))
    assert ending.follow_closing(world.gateway) == 0 and row(alice.tenant).cancel_at


def test_a_period_that_was_over_meanwhile_is_not_brought_back(world, alice):
    world.subscribe(alice.tenant)
    closing.close(tenant=alice.tenant, by=owner(alice))
    ending.follow_closing(world.gateway)
    [live] = world.fake.all("subscription")
    world.fake.become(live, "canceled")
    world.deliver(world.fake.events[-1])
    closing.restore(tenant=alice.tenant, by=owner(alice))
    assert ending.follow_closing(world.gateway) == 0
    ended = row(alice.tenant)
    assert ended.plan_id == "trial" and not ended.ended_by_closing


def test_it_is_tried_again_while_the_provider_is_away(world, alice, settings):
    world.subscribe(alice.tenant)
    closing.close(tenant=alice.tenant, by=owner(alice))
    world.fake.weather = lambda request: "down"
    assert ending.follow_closing(world.gateway) == 0
    world.fake.weather = lambda request: "fair"
    assert ending.follow_closing(world.gateway) == 1


def test_deleting_cancels_it_first(world, alice):
    world.subscribe(alice.tenant)
    connection.check_constraints()
    close_workspace(tenant=alice.tenant)
    assert [each["status"] for each in world.fake.all("subscription")] == ["canceled"]
    assert not Tenant.objects.filter(id=alice.tenant.id).exists()


def test_nothing_is_deleted_that_would_be_charged_further(world, alice):
    world.subscribe(alice.tenant)
    world.fake.weather = lambda request: "down"
    with pytest.raises(Refused) as refused:
        close_workspace(tenant=alice.tenant)
    assert refused.value.code == "payment_unreachable"
    with pytest.raises(CommandError, match="does not answer"):
        call_command("delete_tenant", "alice-school", confirm="alice-school")
    assert Tenant.objects.filter(id=alice.tenant.id).exists()
    world.fake.weather = lambda request: "fair"


def test_a_workspace_that_never_paid_asks_nobody(world, bob):
    world.fake.weather = lambda request: "down"
    ending.end_now(bob.tenant)
    world.fake.weather = lambda request: "fair"
