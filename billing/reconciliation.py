"""Every night: what the provider has counted, against what it was told; and what it says of
every subscription, in case a webhook was lost."""

import datetime
import logging

from django.db.models import Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from billing import subscriptions
from billing.gateway import Gateway, GatewayError
from billing.models import MeterDifference, MeterReport, Subscription
from billing.sending import OLDEST

log = logging.getLogger(__name__)

DAY = datetime.timedelta(days=1)
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
    """Compare the days (UTC) of one customer that are over; returns how many differ.

    A report without an answer may be counted or not: both are right.
    """
    end = timezone.now().astimezone(datetime.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    begin = end - datetime.timedelta(days=OLDEST.days)
    told = _units(row.customer, begin, end, str(State.SENT))
    doubtful = _units(row.customer, begin, end, str(State.TRIED))
    counted = gateway.counted(row.customer, begin, end, by="day")
    differing = 0
    day = begin
    while day < end:
        least = told.get(day.date(), 0)
        found = counted.get(day, 0)
        if least <= found <= least + doubtful.get(day.date(), 0):
            MeterDifference.objects.filter(
                customer=row.customer, day=day.date(), resolved_at=None
            ).update(resolved_at=timezone.now())
        else:
            differing += 1
            MeterDifference.objects.update_or_create(
                customer=row.customer,
                day=day.date(),
                defaults={
                    "tenant_id": row.tenant_id,
                    "told_units": least,
                    "counted_units": found,
                    "resolved_at": None,
                },
            )
        day += DAY
    return differing


def _units(
    customer: str, begin: datetime.datetime, end: datetime.datetime, state: str
) -> dict[datetime.date, int]:
    reports = MeterReport.objects.filter(
        customer=customer, state=state, hour__gte=begin, hour__lt=end
    )
    by_day = reports.annotate(day=TruncDate("hour", tzinfo=datetime.UTC)).values("day")
    return dict(by_day.annotate(sum=Sum("units")).order_by().values_list("day", "sum"))
