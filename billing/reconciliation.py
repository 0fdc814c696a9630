"""Every night: what the provider has counted, against what it was told; and what it says of
every subscription, in case a webhook was lost."""

import datetime
import logging
from collections.abc import Iterator

from django.db.models import Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from billing import subscriptions
from billing.gateway import Gateway, GatewayError
from billing.models import MeterDifference, MeterReport, Subscription
from billing.sending import OLDEST

log = logging.getLogger(__name__)

State = MeterReport.State


def reconcile(gateway: Gateway) -> int:
    """Check all customers; returns how many days differ."""
    differences = 0
    for row in Subscription.objects.exclude(customer="").order_by("customer"):
        try:
            subscriptions.refresh(row.customer, gateway)
            differences += compare(row, gateway)
        except GatewayError as error:
            log.warning("%s not reconciled: %s", row.customer, error)
    return differences


def compare(row: Subscription, gateway: Gateway) -> int:
    """Compare the days (UTC) of one customer that are over, and write down what differs."""
    end = timezone.now().astimezone(datetime.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    begin = end - datetime.timedelta(days=OLDEST.days)
    differing = {day: figures for day, *figures in differences(row.customer, gateway, begin, end)}
    open_ones = MeterDifference.objects.filter(
        customer=row.customer, day__gte=begin.date(), resolved_at=None
    )
    open_ones.exclude(day__in=differing).update(resolved_at=timezone.now())
    for day, (told, counted) in differing.items():
        MeterDifference.objects.update_or_create(
            customer=row.customer,
            day=day,
            defaults={
                "tenant_id": row.tenant_id,
                "reported_units": told,
                "counted_units": counted,
                "resolved_at": None,
            },
        )
    return len(differing)


def differences(
    customer: str, gateway: Gateway, begin: datetime.datetime, end: datetime.datetime
) -> Iterator[tuple[datetime.date, int, int]]:
    """(day, units told, units counted) of every day (UTC) of the span that differs.

    A report without an answer may be counted or not: both are right.
    """
    told = _units(customer, begin, end, str(State.SENT))
    doubtful = _units(customer, begin, end, str(State.TRIED))
    counted = {
        moment.date(): units
        for moment, units in gateway.counted(customer, begin, end, by="day").items()
    }
    for day in sorted({*told, *counted}):
        least, found = told.get(day, 0), counted.get(day, 0)
        if not least <= found <= least + doubtful.get(day, 0):
            yield day, least, found


def _units(
    customer: str, begin: datetime.datetime, end: datetime.datetime, state: str
) -> dict[datetime.date, int]:
    reports = MeterReport.objects.filter(
        customer=customer, state=state, hour__gte=begin, hour__lt=end
    )
    by_day = reports.annotate(day=TruncDate("hour", tzinfo=datetime.UTC)).values("day")
    return dict(by_day.annotate(sum=Sum("units")).order_by().values_list("day", "sum"))
