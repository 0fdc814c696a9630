"""Freezing: sums up what each paying tenant used in an hour, in a report that never changes.

It does not call the provider, so an outage there delays nothing here.
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
"""A unit is a whole minute, since a minute's price is a whole number of minor units. The rest of a
minute is carried over to the next report."""

HOUR = datetime.timedelta(hours=1)
# A meter event's time is the start of its transaction, and none stays open for longer than this.
SETTLED = datetime.timedelta(minutes=5)


def freeze() -> int:
    """Make the reports of all past hours; returns how many."""
    until = _hour(timezone.now() - SETTLED)
    count = 0
    for customer in _customers(until):
        while _freeze_next(customer, until):
            count += 1
    return count


def waiting_ms(customer: str) -> int:
    """Milliseconds of audio made for the customer that are in no report yet."""
    events = MeterEvent.objects.filter(customer=customer, report=None)
    return events.aggregate(sum=Sum("audio_ms", default=0))["sum"]


def _customers(until: datetime.datetime) -> Iterator[str]:
    waiting = MeterEvent.objects.filter(report=None, created_at__lt=until).exclude(customer="")
    yield from waiting.order_by("customer").values_list("customer", flat=True).distinct()


@transaction.atomic
def _freeze_next(customer: str, until: datetime.datetime) -> bool:
    """Make the report of the customer's oldest hour without one. False if no hour lacks one."""
    # One report of a customer at a time, as the remainder goes from each into the next.
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
        # These events came after their hour was frozen: they go into the next report.
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
        # There is nothing to report, but the row records where its events went.
        report.state, report.next_try_at = MeterReport.State.SENT, None
    report.save(force_insert=True)
    events.update(report=report)
    payer.carry_ms = carried_out
    payer.save(update_fields=["carry_ms"])
    return True


def _hour(moment: datetime.datetime) -> datetime.datetime:
    return moment.astimezone(datetime.UTC).replace(minute=0, second=0, microsecond=0)
