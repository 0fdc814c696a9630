"""Freezing: what paying tenants used, hour by hour, into reports that never change again.

Needs no provider, so an outage of it delays nothing here.
"""

import datetime
import logging
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Count, Max, Min, Sum
from django.utils import timezone

from billing.models import MeterEvent, MeterReport, Subscription

log = logging.getLogger(__name__)

UNIT_MS = 60_000
"""A unit is a whole minute: prices of a minute are whole minor units. What is left of a minute
is carried over to the next report."""

HOUR = datetime.timedelta(hours=1)
# A segment's row gets its time when its transaction begins; longer than this none is open.
SETTLED = datetime.timedelta(minutes=5)


def freeze() -> int:
    """Make the reports of all hours that are over; returns how many."""
    until = _hour(timezone.now() - SETTLED)
    made = 0
    for customer in _customers(until):
        while _freeze_next(customer, until):
            made += 1
    return made


def waiting_ms(customer: str) -> int:
    """What was made for the customer and is in no report yet."""
    events = MeterEvent.objects.filter(customer=customer, report=None)
    return events.aggregate(sum=Sum("audio_ms", default=0))["sum"]


def _customers(until: datetime.datetime) -> Iterator[str]:
    waiting = MeterEvent.objects.filter(report=None, created_at__lt=until).exclude(customer="")
    yield from waiting.order_by("customer").values_list("customer", flat=True).distinct()


@transaction.atomic
def _freeze_next(customer: str, until: datetime.datetime) -> bool:
    """The report of the customer's oldest hour without one. False when there is none."""
    # One report of a customer at a time: the remainder goes from one into the next.
    payer = Subscription.objects.select_for_update().filter(customer=customer).first()
    if payer is None:
        log.error("usage of %s belongs to no tenant", customer)
        return False
    waiting = MeterEvent.objects.filter(customer=customer, report=None)
    first = waiting.filter(created_at__lt=until).aggregate(first=Min("created_at"))["first"]
    if first is None:
        return False
    hour = _hour(first)
    last = MeterReport.objects.filter(customer=customer).order_by("-hour").first()
    if last is not None and last.hour >= hour:
        # Came after its hour was frozen: it counts to the next one.
        hour = last.hour + HOUR
        if hour + HOUR > until:
            return False
    events = waiting.filter(created_at__lt=hour + HOUR)
    sums = events.aggregate(
        audio=Sum("audio_ms", default=0), count=Count("id"), last=Max("created_at")
    )
    units, carried_out = divmod(payer.carry_ms + sums["audio"], UNIT_MS)
    report = MeterReport(
        tenant_id=payer.tenant_id,
        customer=customer,
        hour=hour,
        at=max(hour, sums["last"]),
        events=sums["count"],
        audio_ms=sums["audio"],
        carried_in_ms=payer.carry_ms,
        units=units,
        carried_out_ms=carried_out,
        next_try_at=timezone.now(),
    )
    report.identifier = str(report.id)
    if not units:
        # Nothing to tell, and yet the record of where its events went.
        report.state, report.next_try_at = MeterReport.State.SENT, None
    report.save(force_insert=True)
    events.update(report=report)
    payer.carry_ms = carried_out
    payer.save(update_fields=["carry_ms"])
    return True


def _hour(moment: datetime.datetime) -> datetime.datetime:
    return moment.astimezone(datetime.UTC).replace(minute=0, second=0, microsecond=0)
