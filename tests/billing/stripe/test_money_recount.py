"""Segments = daily usage = outbox = reports = Stripe, and each kind of drift is found."""

import pytest
from django.db.models import F

from billing.models import MeterEvent, MeterReport, Subscription
from billing.usage.models import DailyUsage, UsageBreakdown
from synthesis import storage
from synthesis.dispatch import queue
from synthesis.jobs.claimed_segment import start_segment
from synthesis.jobs.order import Order
from synthesis.jobs.outcomes.finish import finish_segment
from synthesis.jobs.submit import submit
from synthesis.monitoring import recount
from synthesis.storage import job_audio
from tenants.context import in_tenant
from tests.billing.stripe.ledger import settle

TEXT = "This is one sentence of some length, to be made. " * 60


@pytest.fixture(autouse=True)
def shared_snapshot(monkeypatch, db):
    monkeypatch.setattr(recount, "ISOLATE", "SELECT 1")


@pytest.fixture
def payer(world, alice) -> Subscription:
    """A paying tenant whose jobs were made, metered and reported."""
    row = world.subscribe(alice.tenant)
    with in_tenant(alice.tenant) as tenant:
        submit(tenant=tenant, order=Order(text=TEXT, voice="af_heart"))
        while claim := queue.claim(engine="kokoro", worker="by-hand"):
            job, segment = start_segment(claim=claim)
            pcm = b"\0\0" * segment.estimate_ms * 24
            storage.write_segment(job_audio(tenant, job), segment.index, pcm)
            finish_segment(claim=claim, audio_ms=segment.estimate_ms)
    settle(world, row)
    assert world.fake.total(row.customer) > 0
    return row


def test_a_recount_of_consistent_books_reports_nothing(payer):
    assert list(recount.differences()) == []


DRIFTS = {
    "by voice": lambda world: UsageBreakdown.objects.update(used_ms=F("used_ms") + 1),
    "used on": lambda world: DailyUsage.objects.update(used_ms=F("used_ms") + 1),
    "recounted": lambda world: MeterReport.objects.update(events=F("events") + 1),
    "to report": lambda world: MeterReport.objects.update(units=F("units") + 1),
    "carried": lambda world: Subscription.objects.update(carry_ms=F("carry_ms") + 1),
    "in no report": lambda world: (
        MeterEvent.objects.update(report=None),
        world.clock.turn(hours=3),
    ),
    "is rejected": lambda world: MeterReport.objects.update(state="rejected"),
    "units reported": lambda world: world.fake.usage.pop(),
}


@pytest.mark.parametrize("drift", DRIFTS)
def test_each_kind_of_inconsistency_is_reported(world, payer, alice, drift):
    with in_tenant(alice.tenant):
        DRIFTS[drift](world)
    assert any(drift in line for line in recount.differences())


def test_an_unreachable_provider_is_reported(world, payer):
    world.fake.weather = lambda request: "down"
    assert any("did not say" in line for line in recount.differences())
