"""Recounts money: daily usage = its breakdown, outbox = reports = what the provider counts.

synthesis.monitoring.recount, which knows segments, checks that segments = daily usage = outbox.
"""

import datetime
from collections.abc import Iterator

from django.db.models import Count, Sum
from django.utils import timezone

from billing import gateway as gateways
from billing import reconciliation
from billing.gateway import GatewayError
from billing.metering import HOUR, SETTLED, UNIT_MS
from billing.models import MeterReport, Subscription
from billing.sending import OLDEST
from billing.usage.models import DailyUsage, UsageBreakdown
from tenants.models import Tenant

# Beat freezes every minute; one that was down for a while is not yet money that is lost.
LATE = HOUR + SETTLED + datetime.timedelta(minutes=30)


def differences(tenant: Tenant) -> Iterator[str]:
    """What does not add up for one tenant, in its schema and the caller's snapshot."""
    yield from _breakdown()
    payer = Subscription.objects.filter(tenant=tenant).exclude(customer="").first()
    if payer is not None:
        yield from _reports(payer)


def differences_at_provider() -> Iterator[str]:
    """What the provider counts differently than it was told, up to now; nothing without one."""
    gateway = gateways.current()
    if gateway is None:
        return
    now = timezone.now().astimezone(datetime.UTC)
    end = now.replace(hour=0, minute=0, second=0, microsecond=0) + datetime.timedelta(days=1)
    begin = end - datetime.timedelta(days=OLDEST.days)
    for row in Subscription.objects.exclude(customer="").select_related("tenant"):
        try:
            for day, told, counted in reconciliation.differences(row.customer, gateway, begin, end):
                yield f"{row.tenant.slug}: units told for {day}: {told}, the provider has {counted}"
        except GatewayError as error:
            yield f"{row.tenant.slug}: the provider does not say what it counted: {error}"


def _breakdown() -> Iterator[str]:
    """Every job has a voice, so a day's voices are the whole day."""
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
    for report in reports.annotate(
        made=Sum("meterevent__audio_ms", default=0), count=Count("meterevent")
    ):
        if (report.events, report.audio_ms) != (report.count, report.made):
            yield (
                f"report {report}: {report.audio_ms} ms of {report.events} segments, recounted "
                f"{report.made} of {report.count}"
            )
        told = report.units * UNIT_MS + report.carried_out_ms
        if report.carried_in_ms + report.audio_ms != told:
            yield f"report {report}: {report.carried_in_ms + report.audio_ms} ms, it tells {told}"
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
    for report in reports.exclude(state__in=[*MeterReport.DUE, *settled]):
        yield f"report {report} is {report.state}: {report.error}"
