"""Voices that nobody uses are deleted: their holder and the admins are told NOTICE before.

A voice is used where speech in it is counted, and where a recording of it is made. Whoever was told
and uses it keeps it, and is told again the next time. None is deleted that nobody was told of.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.actor import Actor
from accounts.models import User
from activity.log import record
from activity.who import Thing, Who, system
from notices.services import admins_of, notify
from tenants.models import Tenant
from voices import purge
from voices.models import Take, Voice

NOTICE = timedelta(days=30)
AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Retention(Actor):
    """Lectern itself, that deletes what is kept no longer."""

    @property
    def who(self) -> Who:
        return system("retention")


def tell(*, tenant: Tenant) -> int:
    """Tell of a batch of voices that will be deleted unless somebody uses them; returns how
    many."""
    before = timezone.now() - timedelta(days=settings.VOICE_UNUSED_DAYS) + NOTICE
    told = 0
    for voice in _unused(_ready().filter(unused_told_at=None), before)[:AT_ONCE]:
        with transaction.atomic():
            now = timezone.now()
            # Only once, also where two processes look at it.
            if Voice.objects.filter(id=voice.id, unused_told_at=None).update(unused_told_at=now):
                _notify(tenant, voice, now + NOTICE)
                thing = Thing("voice", voice.id, voice.name)
                record(
                    action="voice.unused_told", by=system("retention"), tenant=tenant, thing=thing
                )
                told += 1
    return told


def forget_told(*, tenant: Tenant) -> int:
    """Of a batch of voices that were used since somebody was told, forget that; returns how
    many."""
    told = list(_ready().exclude(unused_told_at=None))
    last = _last_uses(told)
    used = [each.id for each in told if _used_since_told(each, last[each.id])]
    return Voice.objects.filter(id__in=used[:AT_ONCE]).update(unused_told_at=None)


def delete(*, tenant: Tenant) -> int:
    """Delete a batch of voices that nobody has used, and of which somebody was told NOTICE ago;
    returns how many. The records of their consents stay."""
    now = timezone.now()
    told = _ready().filter(unused_told_at__lte=now - NOTICE)
    gone = _unused(told, now - timedelta(days=settings.VOICE_UNUSED_DAYS))[:AT_ONCE]
    for voice in gone:
        purge.purge_for_good(tenant=tenant, voice_id=voice.id, by=Retention(), unused=True)
    return len(gone)


def _ready() -> QuerySet[Voice]:
    """Those that hold a template: what waits or has failed ends by other rules."""
    return Voice.objects.filter(status=Voice.Status.READY).order_by("created_at", "id")


def _unused(voices: QuerySet[Voice], before: datetime.datetime) -> list[Voice]:
    """Those of the voices that were last used before this time, and before they were told of."""
    old = list(voices.filter(created_at__lt=before))
    last = _last_uses(old)
    return [
        each for each in old if last[each.id] < before and not _used_since_told(each, last[each.id])
    ]


def _used_since_told(voice: Voice, last: datetime.datetime) -> bool:
    """Whether it was used since somebody was told. A day's usage says no hour, so that a use on
    the day itself counts as one since."""
    told = voice.unused_told_at
    return told is not None and last >= _begin(told.date())


def _last_uses(voices: Iterable[Voice]) -> dict[str, datetime.datetime]:
    """When each was made, recorded for or spoken with last."""
    found = {each.id: each.created_at for each in voices}
    takes = Take.objects.filter(voice__in=list(found)).order_by()
    for voice, at in takes.values_list("voice").annotate(Max("created_at")):
        found[voice] = max(found[voice], at)
    days: dict[str, datetime.date] = import_string(settings.LAST_USE_OF_VOICES)(list(found))
    for voice, day in days.items():
        found[voice] = max(found[voice], _begin(day + timedelta(days=1)))
    return found


def _begin(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time.min, datetime.UTC)


def _notify(tenant: Tenant, voice: Voice, ends_at: datetime.datetime) -> None:
    holders = User.objects.filter(id__in=[each for each in [voice.holder_id] if each])
    to = {each.id: each for each in [*holders, *admins_of(tenant)]}
    details = {"voice": voice.name, "day": ends_at.date().isoformat()}
    notify(kind="voice.unused", to=list(to.values()), tenant=tenant, details=details)
