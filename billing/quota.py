"""The daily quota: a job reserves its estimate before it starts, and settles by the segment.

All functions run in the tenant's schema and inside the caller's transaction.
"""

import datetime
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.models import MeterEvent
from billing.usage.models import DailyUsage
from tenants.limits import Limits
from tenants.models import Tenant
from tenants.refusal import Refused


@dataclass(frozen=True, slots=True)
class Quota:
    """The state of a day, in milliseconds of audio."""

    day: datetime.date
    limit_ms: int
    used_ms: int
    reserved_ms: int

    @property
    def left_ms(self) -> int:
        return max(0, self.limit_ms - self.used_ms - self.reserved_ms)

    @property
    def percent(self) -> int:
        return min(100, round(100 * (self.used_ms + self.reserved_ms) / max(1, self.limit_ms)))


def today(tenant: Tenant) -> datetime.date:
    """The date it is now where the workspace is."""
    return timezone.now().astimezone(ZoneInfo(tenant.time_zone)).date()


def quota_of(tenant: Tenant, limits: Limits) -> Quota:
    """What of today's quota is used, reserved and left."""
    day = today(tenant)
    usage = DailyUsage.objects.filter(day=day).first() or DailyUsage(day=day)
    return Quota(day, limits.daily_ms, usage.used_ms, usage.reserved_ms)


def reserve(*, tenant: Tenant, limits: Limits, audio_ms: int) -> datetime.date:
    """Set `audio_ms` aside for a job and return the day it was taken from.

    Locks the day, so that requests at the same moment can't overrun it together.
    Raises Refused (402) when less is left.
    """
    day = today(tenant)
    DailyUsage.objects.bulk_create([DailyUsage(day=day)], ignore_conflicts=True)
    usage = DailyUsage.objects.select_for_update().get(day=day)
    quota = Quota(day, limits.daily_ms, usage.used_ms, usage.reserved_ms)
    if audio_ms > quota.left_ms:
        message = _(
            "This needs about %(needed)s seconds of audio and %(left)s of today's %(limit)s are "
            "left. Shorten the text, wait until tomorrow, or ask your admin for a larger plan."
        )
        figures = {
            "needed": round(audio_ms / 1000),
            "left": quota.left_ms // 1000,
            "limit": quota.limit_ms // 1000,
        }
        raise Refused("insufficient_quota", message % figures, status=402)
    usage.reserved_ms += audio_ms
    usage.save(update_fields=["reserved_ms"])
    return day


def lock(day: datetime.date) -> None:
    """Lock a day's row, before the job's: every transaction takes its locks in this order."""
    DailyUsage.objects.select_for_update().get(day=day)


def settle(
    *, tenant: Tenant, day: datetime.date, reserved_ms: int, used_ms: int, identifier: str
) -> None:
    """Turn a segment's reservation into use, and put what was made into the meter outbox.

    `identifier` names the segment for good, so that it can't be counted twice.
    """
    DailyUsage.objects.filter(day=day).update(
        reserved_ms=F("reserved_ms") - reserved_ms, used_ms=F("used_ms") + used_ms
    )
    MeterEvent.objects.create(identifier=identifier, tenant=tenant, day=day, audio_ms=used_ms)


def release(*, day: datetime.date, reserved_ms: int) -> None:
    """Give back what was reserved and will not be made."""
    if reserved_ms:
        DailyUsage.objects.filter(day=day).update(reserved_ms=F("reserved_ms") - reserved_ms)
