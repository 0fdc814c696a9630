"""Every night: compares the usage that the provider counted with what was reported to it, and
fetches every subscription again, in case a webhook was lost."""

import datetime
import logging
from collections.abc import Iterator

from django.db.models import Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from billing import subscriptions
from billing.gateway.base import Gateway, GatewayError
from billing.models import MeterDifference, MeterReport, Subscription
from billing.reporting.sending import OLDEST

log = logging.getLogger(__name__)

State = MeterReport.State


def reconcile(gateway: Gateway) -> int:
    """Compare every customer; returns the number of days that differ."""
    differences = 0
    for row in Subscription.objects.exclude(customer="").order_by("customer"):
        try:
            subscriptions.refresh(row.customer, gateway)
            differences += compare(row, gateway)
        except GatewayError as error:
            log.warning("%s not reconciled: %s", row.customer, error)
    return differences


def compare(row: Subscription, gateway: Gateway) -> int:
    """Compare the past days (UTC) of one customer, and record those that differ."""
    end = timezone.now().astimezone(datetime.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    begin = end - datetime.timedelta(days=OLDEST.days)
    differing = {day: figures for day, *figures in differences(row.customer, gateway, begin, end)}
    open_ones = MeterDifference.objects.filter(
        customer=row.customer, day__gte=begin.date(), resolved_at=None
    )
    open_ones.exclude(day__in=differing).update(resolved_at=timezone.now())
    for day, (reported, counted) in differing.items():
        MeterDifference.objects.update_or_create(
            customer=row.customer,
            day=day,
            defaults={
                "tenant_id": row.tenant_id,
                "reported_units": reported,
                "counted_units": counted,
                "resolved_at": None,
            },
        )
    return len(differing)


def differences(
    customer: str, gateway: Gateway, begin: datetime.datetime, end: datetime.datetime
) -> Iterator[tuple[datetime.date, int, int]]:
    """(day, units reported, units counted) of every day (UTC) of the span that differs.

    A report that the provider never answered may be counted or not; neither is a difference.
    """
    reported = _units(customer, begin, end, str(State.SENT))
    unanswered = _units(customer, begin, end, str(State.TRIED))
    counted = {
        moment.date(): units
        for moment, units in gateway.usage_counted(customer, begin, end, by="day").items()
    }
    for day in sorted({*reported, *counted}):
        least, actual = reported.get(day, 0), counted.get(day, 0)
        if not least <= actual <= least + unanswered.get(day, 0):
            yield day, least, actual


def _units(
    customer: str, begin: datetime.datetime, end: datetime.datetime, state: str
) -> dict[datetime.date, int]:
    reports = MeterReport.objects.filter(
        customer=customer, state=state, hour__gte=begin, hour__lt=end
    )
    by_day = reports.annotate(day=TruncDate("hour", tzinfo=datetime.UTC)).values("day")
    return dict(by_day.annotate(sum=Sum("units")).order_by().values_list("day", "sum"))
