"""Checks the books: daily usage equals its breakdown, and meter events equal the reports made of
them, which equal what the provider counted.

synthesis.monitoring.recount, which knows segments, checks that they equal daily usage and events.
"""

import datetime
from collections.abc import Iterator

from django.db.models import Count, Sum
from django.utils import timezone

from billing import gateway as gateways
from billing.gateway.base import GatewayError
from billing.models import MeterReport, MeterSum, Subscription
from billing.reporting import reconciliation
from billing.reporting.metering import HOUR, SETTLED, UNIT_MS
from billing.reporting.sending import OLDEST
from billing.usage.models import DailyUsage, UsageBreakdown
from tenants.models import Tenant

# Reports are made every minute. A beat that was down for less than this has lost nothing.
LATE = HOUR + SETTLED + datetime.timedelta(minutes=30)


def differences(tenant: Tenant) -> Iterator[str]:
    """One line for each figure of a tenant that does not add up.

    Runs in the tenant's schema and the caller's snapshot.
    """
    yield from _breakdown()
    payer = Subscription.objects.filter(tenant=tenant).exclude(customer="").first()
    if payer is not None:
        yield from _reports(payer)


def differences_at_provider() -> Iterator[str]:
    """One line for each day on which the provider counted other units than were reported to it.

    None where no provider is set up.
    """
    gateway = gateways.current()
    if gateway is None:
        return
    now = timezone.now().astimezone(datetime.UTC)
    end = now.replace(hour=0, minute=0, second=0, microsecond=0) + datetime.timedelta(days=1)
    begin = end - datetime.timedelta(days=OLDEST.days)
    for row in Subscription.objects.exclude(customer="").select_related("tenant"):
        try:
            days = reconciliation.differences(row.customer, gateway, begin, end)
            for day, reported, counted in days:
                yield f"{row.tenant.slug}: {day}: {reported} units reported, {counted} counted"
        except GatewayError as error:
            yield f"{row.tenant.slug}: the provider did not say what it counted: {error}"


def _breakdown() -> Iterator[str]:
    """Every job has a voice, so the sums by voice must equal the day."""
    voices = UsageBreakdown.objects.filter(kind=UsageBreakdown.Kind.VOICE).values("day")
    sums = {
        day: (reserved, used)
        for day, reserved, used in voices.annotate(r=Sum("reserved_ms"), u=Sum("used_ms"))
        .order_by()
        .values_list("day", "r", "u")
    }
    for usage in DailyUsage.objects.all():
        by_voice = sums.pop(usage.day, (0, 0))
        if (usage.reserved_ms, usage.used_ms) != by_voice:
            yield (
                f"reserved and used on {usage.day}: {(usage.reserved_ms, usage.used_ms)}, "
                f"by voice {by_voice}"
            )
    for day in sums:
        yield f"{day} is broken down by voice and has no usage"


def _reports(payer: Subscription) -> Iterator[str]:
    carried = None
    reports = MeterReport.objects.filter(customer=payer.customer).order_by("hour")
    sums = {
        of: (count, made)
        for of, count, made in MeterSum.objects.filter(report__in=reports)
        .values("report")
        .annotate(count=Sum("events"), made=Sum("audio_ms"))
        .values_list("report", "count", "made")
    }
    for report in reports.annotate(
        made=Sum("meterevent__audio_ms", default=0), count=Count("meterevent")
    ):
        count, made = sums.get(report.id, (0, 0))
        count, made = count + report.count, made + report.made
        if (report.events, report.audio_ms) != (count, made):
            yield (
                f"report {report}: {report.audio_ms} ms of {report.events} segments, recounted "
                f"{made} of {count}"
            )
        reported = report.units * UNIT_MS + report.carried_out_ms
        if report.carried_in_ms + report.audio_ms != reported:
            held = report.carried_in_ms + report.audio_ms
            yield f"report {report}: {held} ms to report, {reported} reported or carried on"
        if carried is not None and report.carried_in_ms != carried:
            yield f"report {report}: {report.carried_in_ms} ms carried in, {carried} carried out"
        carried = report.carried_out_ms
    if payer.carry_ms != (carried or 0):
        yield f"milliseconds carried: {payer.carry_ms}, by the reports {carried or 0}"
    since = timezone.now() - LATE
    waiting = payer.tenant.meterevent_set.filter(report=None, created_at__lt=since)
    if late := waiting.exclude(customer="").count():
        yield f"{late} segments are in no report"
    settled = [MeterReport.State.SENT, MeterReport.State.CLOSED]
    for unsettled in reports.exclude(state__in=[*MeterReport.DUE, *settled]):
        yield f"report {unsettled} is {unsettled.state}: {unsettled.error}"
