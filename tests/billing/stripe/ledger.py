"""Helpers that write usage into the ledger, and check it in the end."""

import itertools
import random

from django.utils import timezone

from billing.gateway.base import Gateway
from billing.models import MeterEvent, MeterReport, Subscription
from billing.reporting import metering, sending
from tests.billing.stripe.fake import FakeStripe

_numbers = itertools.count()
State = MeterReport.State


def made(row: Subscription, audio_ms: int) -> None:
    """A finished segment of a paying tenant, as billing.quota.settle leaves it."""
    MeterEvent.objects.create(
        identifier=f"job_{next(_numbers)}:0:0",
        tenant_id=row.tenant_id,
        day=timezone.now().date(),
        audio_ms=audio_ms,
        customer=row.customer,
    )


def round_of_beat(gateway: Gateway) -> None:
    """Does once what the periodic task does every minute."""
    metering.freeze()
    sending.send_due(gateway)


def settle(world, row: Subscription) -> None:
    """Run the task without failures until nothing waits; then everything is reported."""
    world.fake.weather = lambda request: "fair"
    for _hour in range(80):
        world.clock.turn(hours=1)
        round_of_beat(world.gateway)
        waiting = MeterEvent.objects.filter(customer=row.customer, report=None)
        if not waiting and not MeterReport.objects.filter(state__in=MeterReport.DUE):
            return
    raise AssertionError("something still waits after 80 hours of fair weather")


def assert_reported_once(fake: FakeStripe, row: Subscription) -> None:
    """Stripe charges exactly the audio made, except for the remainder that is carried over."""
    row.refresh_from_db()
    ledger = sum(
        MeterEvent.objects.filter(customer=row.customer).values_list("audio_ms", flat=True)
    )
    assert fake.total(row.customer) * metering.UNIT_MS + row.carry_ms == ledger
    assert 0 <= row.carry_ms < metering.UNIT_MS
    assert set(MeterReport.objects.values_list("state", flat=True)) <= {State.SENT}


def any_weather(chance: random.Random, bad: float):
    """Each request may be lost, unanswered, broken before or after it was done, or limited."""

    def weather(request) -> str:
        if chance.random() >= bad:
            return "fair"
        return chance.choice(["lost", "mute", "broken", "broken late", "limited", "down"])

    return weather
