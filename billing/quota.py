"""The quota of a day and a month: a job reserves its estimate, and settles by the segment.

All functions run in the tenant's schema and inside the caller's transaction. A transaction that
changes usage first locks the month (an advisory lock), then the day (its row), and only then rows
of jobs. So what is read here stays true until it ends.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.models import MeterEvent, SpendingCap, Subscription
from billing.spender import NOBODY, Spender
from billing.usage.models import DailyUsage, UsageBreakdown
from tenants.context import current_tenant
from tenants.limits import Limits
from tenants.models import Tenant
from tenants.refusal import Refused


@dataclass(frozen=True, slots=True)
class Quota:
    """A day (or the month that begins on `day`), in milliseconds of audio."""

    day: datetime.date
    limit_ms: int
    used_ms: int
    reserved_ms: int

    @property
    def left_ms(self) -> int:
        return max(0, self.limit_ms - self.used_ms - self.reserved_ms)

    @property
    def over_ms(self) -> int:
        """What is used and reserved beyond the limit."""
        return max(0, self.used_ms + self.reserved_ms - self.limit_ms)

    @property
    def percent(self) -> int:
        return min(100, round(100 * (self.used_ms + self.reserved_ms) / max(1, self.limit_ms)))


@dataclass(frozen=True, slots=True)
class QuotaStatus:
    """All limits of a spender on a day, with what is used of each; None where there is no limit."""

    day: Quota
    month: Quota | None
    cap: Quota | None

    def __iter__(self) -> Iterator[Quota]:
        return (quota for quota in (self.day, self.month, self.cap) if quota is not None)

    @property
    def left_ms(self) -> int:
        return min(quota.left_ms for quota in self)

    @property
    def over_ms(self) -> int:
        """How much of the reservations must be released for usage and reservations to fit."""
        return max(quota.over_ms for quota in self)

    @property
    def is_overrun(self) -> bool:
        """More is used, reservations aside, than may be."""
        return any(quota.used_ms > quota.limit_ms for quota in self)


def today(tenant: Tenant) -> datetime.date:
    """Today's date in the workspace's time zone."""
    return timezone.now().astimezone(ZoneInfo(tenant.time_zone)).date()


def quota_of(tenant: Tenant, limits: Limits) -> Quota:
    """Today's quota: what is used, reserved and left of it."""
    return _day(today(tenant), limits)


def month_of(tenant: Tenant, limits: Limits) -> Quota:
    """The same for the month; without a monthly limit, `limit_ms` is 0."""
    return _month(today(tenant), limits)


def quota_status(
    tenant: Tenant, limits: Limits, day: datetime.date, spender: Spender
) -> QuotaStatus:
    """The quota of the day, of its month and of the spender's cap."""
    return QuotaStatus(
        _day(day, limits),
        _month(day, limits) if limits.monthly_ms is not None else None,
        cap_of(tenant, day, spender),
    )


def cap_of(tenant: Tenant, day: datetime.date, spender: Spender) -> Quota | None:
    """The daily limit that an admin set for this member or token; None where none is set."""
    if spender.member is None and spender.token is None:
        return None
    if spender.member is not None:
        whose, key = Q(user_id=spender.member), (UsageBreakdown.Kind.MEMBER, str(spender.member))
    else:
        whose, key = Q(token_id=spender.token), (UsageBreakdown.Kind.TOKEN, str(spender.token))
    cap = SpendingCap.objects.filter(whose, tenant=tenant).first()
    if cap is None:
        return None
    row = UsageBreakdown.objects.filter(day=day, kind=key[0], key=key[1]).first()
    used, reserved = (row.used_ms, row.reserved_ms) if row else (0, 0)
    return Quota(day, cap.daily_ms, used, reserved)


def reserve(
    *, tenant: Tenant, limits: Limits, audio_ms: int, spender: Spender = NOBODY
) -> datetime.date:
    """Set `audio_ms` aside for a job and return the day it was taken from.

    Concurrent requests wait for each other, so that together they can't exceed a limit.
    Raises Refused (402) when less is left.
    """
    day = open_today(tenant)
    status = quota_status(tenant, limits, day, spender)
    if audio_ms > status.left_ms:
        raise _used_up(status, audio_ms)
    DailyUsage.objects.filter(day=day).update(reserved_ms=F("reserved_ms") + audio_ms)
    _break_down(day, spender, reserved_ms=audio_ms)
    return day


def open_today(tenant: Tenant) -> datetime.date:
    """Lock today for a change of its usage, making its row where there is none."""
    day = today(tenant)
    _lock_month(day)
    DailyUsage.objects.bulk_create([DailyUsage(day=day)], ignore_conflicts=True)
    DailyUsage.objects.select_for_update().get(day=day)
    return day


def lock(day: datetime.date) -> None:
    """Lock a day for a change of its usage. Must come before the lock of a job's row."""
    _lock_month(day)
    DailyUsage.objects.select_for_update().get(day=day)


def settle(
    *,
    tenant: Tenant,
    day: datetime.date,
    reserved_ms: int,
    used_ms: int,
    identifier: str,
    spender: Spender = NOBODY,
) -> None:
    """Turn a segment's reservation into use, and put what was made into the meter outbox.

    `identifier` is the segment's for ever, so that it can't be counted twice.
    """
    DailyUsage.objects.filter(day=day).update(
        reserved_ms=F("reserved_ms") - reserved_ms, used_ms=F("used_ms") + used_ms
    )
    _break_down(day, spender, reserved_ms=-reserved_ms, used_ms=used_ms)
    payer = Subscription.objects.filter(tenant=tenant, remote_status__in=Subscription.LIVE)
    MeterEvent.objects.create(
        identifier=identifier,
        tenant=tenant,
        day=day,
        audio_ms=used_ms,
        customer=payer.values_list("customer", flat=True).first() or "",
    )


def release(*, day: datetime.date, reserved_ms: int, spender: Spender = NOBODY) -> None:
    """Give back what was reserved for audio that will not be made."""
    if reserved_ms:
        DailyUsage.objects.filter(day=day).update(reserved_ms=F("reserved_ms") - reserved_ms)
        _break_down(day, spender, reserved_ms=-reserved_ms)


def month_begin(day: datetime.date) -> datetime.date:
    return day.replace(day=1)


def _day(day: datetime.date, limits: Limits) -> Quota:
    usage = DailyUsage.objects.filter(day=day).first() or DailyUsage(day=day)
    return Quota(day, limits.daily_ms, usage.used_ms, usage.reserved_ms)


def _month(day: datetime.date, limits: Limits) -> Quota:
    begin = month_begin(day)
    end = month_begin(begin + datetime.timedelta(days=31))
    sums = DailyUsage.objects.filter(day__gte=begin, day__lt=end).aggregate(
        used=Sum("used_ms", default=0), reserved=Sum("reserved_ms", default=0)
    )
    return Quota(begin, limits.monthly_ms or 0, sums["used"], sums["reserved"])


def _lock_month(day: datetime.date) -> None:
    """One lock for all days of a month, as around midnight jobs of two days settle at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext(%s), %s)",
            [f"lectern:usage:{current_tenant().schema_name}", day.year * 12 + day.month],
        )


def _break_down(
    day: datetime.date, spender: Spender, *, reserved_ms: int, used_ms: int = 0
) -> None:
    for kind, key in spender.rows():
        rows = UsageBreakdown.objects.filter(day=day, kind=kind, key=key)
        changed = rows.update(
            reserved_ms=F("reserved_ms") + reserved_ms, used_ms=F("used_ms") + used_ms
        )
        if not changed:
            UsageBreakdown.objects.create(
                day=day, kind=kind, key=key, reserved_ms=reserved_ms, used_ms=used_ms
            )


def _used_up(status: QuotaStatus, audio_ms: int) -> Refused:
    figures = {"needed": round(audio_ms / 1000)}
    if status.cap is not None and audio_ms > status.cap.left_ms:
        code, tightest = "cap_reached", status.cap
        message = _(
            "This needs about %(needed)s seconds of audio and %(left)s are left of the %(limit)s "
            "a day that your admin has set. Shorten the text, wait until tomorrow, or ask your "
            "admin."
        )
    elif audio_ms > status.day.left_ms:
        code, tightest = "insufficient_quota", status.day
        message = _(
            "This needs about %(needed)s seconds of audio and %(left)s of today's %(limit)s are "
            "left. Shorten the text, wait until tomorrow, or ask your admin for a larger plan."
        )
    elif status.month is None:
        raise ValueError("The day's quota has room and the month has no limit.")
    else:
        code, tightest = "insufficient_quota", status.month
        message = _(
            "This needs about %(needed)s seconds of audio and %(left)s of this month's %(limit)s "
            "are left. Shorten the text, wait until next month, or ask your admin for a larger "
            "plan."
        )
    figures |= {"left": tightest.left_ms // 1000, "limit": tightest.limit_ms // 1000}
    return Refused(code, message % figures, status=402)
