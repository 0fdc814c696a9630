"""Usage over a span of time, by day (of the workspace's time zone) or by hour."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.db.models import Sum
from django.db.models.functions import TruncHour
from django.utils.translation import gettext as _

from billing.models import MeterEvent
from billing.reporting.rolling_up import KEPT, first_day_kept
from billing.usage.models import DailyUsage, UsageBreakdown
from tenants.models import Tenant
from tenants.refusal import Refused

WIDTHS = ("1d", "1h")
GROUPS = {"voice": "voice_id", "user": "user_id", "token": "api_key_id"}
KINDS = {"voice": "voice", "user": "member", "token": "token"}
MOST_BUCKETS = {"1d": 366, "1h": 7 * 24}


@dataclass(frozen=True, slots=True)
class Bucket:
    """Milliseconds of audio from `start` up to `end`, by key; the key is "" without groups."""

    start: datetime.datetime
    end: datetime.datetime
    used_ms: dict[str, int] = field(default_factory=dict)


def buckets(
    tenant: Tenant,
    *,
    start: datetime.datetime,
    end: datetime.datetime,
    width: str = "1d",
    group_by: str = "",
) -> list[Bucket]:
    """The buckets that overlap the span from `start` to `end`, empty ones included.

    Days begin at midnight in the workspace's time zone. Groups are known by day only. Raises
    Refused. Runs in the tenant's schema.
    """
    if width not in WIDTHS:
        raise _unknown("bucket_width", WIDTHS)
    if group_by and group_by not in GROUPS:
        raise _unknown("group_by", tuple(GROUPS))
    if group_by and width != "1d":
        message = _("Usage by %(group)s is counted by the day: ask for bucket_width=1d.")
        raise Refused("invalid_value", message % {"group": group_by}, param="bucket_width")
    if start >= end:
        message = _("“start_time” must lie before “end_time”.")
        raise Refused("invalid_value", message, param="start_time")
    zone = ZoneInfo(tenant.time_zone)
    if width == "1h" and start.date() < first_day_kept():
        message = _("Usage by the hour is known for the last %(days)s days.") % {"days": KEPT.days}
        raise Refused("invalid_value", message, param="start_time")
    empty = _days(start, end, zone) if width == "1d" else _hours(start, end)
    if len(empty) > MOST_BUCKETS[width]:
        message = _("That is more than %(most)s buckets. Ask for less at a time.")
        raise Refused("invalid_value", message % {"most": MOST_BUCKETS[width]}, param="start_time")
    used = _used_by_day(empty, zone, group_by) if width == "1d" else _used_by_hour(tenant, empty)
    return [Bucket(each.start, each.end, used.get(each.start, {})) for each in empty]


def _unknown(param: str, known: tuple[str, ...]) -> Refused:
    message = _("“%(name)s” must be one of %(known)s.")
    figures = {"name": param, "known": ", ".join(known)}
    return Refused("invalid_value", message % figures, param=param)


def _days(start: datetime.datetime, end: datetime.datetime, zone: ZoneInfo) -> list[Bucket]:
    day, last = start.astimezone(zone).date(), end.astimezone(zone)
    days: list[Bucket] = []
    while (begin := _midnight(day, zone)) < last and len(days) <= MOST_BUCKETS["1d"]:
        day += datetime.timedelta(days=1)
        days.append(Bucket(begin, _midnight(day, zone)))
    return days


def _hours(start: datetime.datetime, end: datetime.datetime) -> list[Bucket]:
    begin = start.astimezone(datetime.UTC).replace(minute=0, second=0, microsecond=0)
    hour = datetime.timedelta(hours=1)
    hours: list[Bucket] = []
    while begin < end and len(hours) <= MOST_BUCKETS["1h"]:
        hours.append(Bucket(begin, begin + hour))
        begin += hour
    return hours


def _midnight(day: datetime.date, zone: ZoneInfo) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), tzinfo=zone)


def _used_by_day(
    days: list[Bucket], zone: ZoneInfo, group_by: str
) -> dict[datetime.datetime, dict[str, int]]:
    first, last = days[0].start.date(), days[-1].start.date()
    used: dict[datetime.datetime, dict[str, int]] = defaultdict(dict)
    if not group_by:
        for day in DailyUsage.objects.filter(day__range=(first, last), used_ms__gt=0):
            used[_midnight(day.day, zone)] = {"": day.used_ms}
        return used
    rows = UsageBreakdown.objects.filter(
        kind=KINDS[group_by], day__range=(first, last), used_ms__gt=0
    )
    for row in rows.order_by("day", "key"):
        used[_midnight(row.day, zone)][row.key] = row.used_ms
    return used


def _used_by_hour(tenant: Tenant, hours: list[Bucket]) -> dict[datetime.datetime, dict[str, int]]:
    events = MeterEvent.objects.filter(
        tenant=tenant, created_at__gte=hours[0].start, created_at__lt=hours[-1].end
    )
    by_hour = events.annotate(hour=TruncHour("created_at", tzinfo=datetime.UTC)).values("hour")
    sums = by_hour.annotate(sum=Sum("audio_ms")).order_by("hour").values_list("hour", "sum")
    return {hour: {"": used} for hour, used in sums}
