"""Announcements of the operator: made, ended, shown on workspaces' pages, and put away."""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import OPERATOR, Actor
from accounts.models import User
from activity.log import record
from activity.who import NOWHERE, Origin, Thing
from announcements.models import Announcement, Dismissal
from tenants.models import Tenant
from tenants.refusal import Refused

MOST_AT_ONCE = 3
"""On a page; of more, the newest."""


@transaction.atomic
def announce(
    *,
    english: str,
    chinese: str,
    begins_at: datetime.datetime | None = None,
    ends_at: datetime.datetime,
    slugs: Iterable[str] = (),
    by: User,
    origin: Origin = NOWHERE,
) -> list[Announcement]:
    """Show a text, in both languages, from `begins_at` (else now) until `ends_at`, to the
    workspaces of the `slugs`, each by a row of its own, or to all where none is named.

    Raises Refused.
    """
    begins_at = begins_at or timezone.now()
    if ends_at <= max(begins_at, timezone.now()):
        raise Refused("announcement_is_over", _("Choose a day to come."), param="until")
    wanted = set(slugs)
    named = list(Tenant.objects.filter(slug__in=wanted))
    if unknown := wanted - {tenant.slug for tenant in named}:
        message = _("There is no workspace “%(slug)s”.") % {"slug": min(unknown)}
        raise Refused("unknown_workspace", message, param="slugs")
    tenants: list[Tenant | None] = [*named] if named else [None]
    made = [
        Announcement.objects.create(
            english=english,
            chinese=chinese,
            begins_at=begins_at,
            ends_at=ends_at,
            tenant=tenant,
            made_by=by,
        )
        for tenant in tenants
    ]
    for each in made:
        _record("operator.announced", each, Actor(by, origin=origin, as_operator=True))
    return made


@transaction.atomic
def end(announcement: Announcement, *, by: Actor = OPERATOR) -> None:
    """Stop showing it from now on; one that is over stays as it is."""
    now = timezone.now()
    if Announcement.objects.filter(id=announcement.id, ends_at__gt=now).update(ends_at=now):
        _record("operator.announcement_ended", announcement, by)


def _record(action: str, announcement: Announcement, by: Actor) -> None:
    thing = Thing("announcement", str(announcement.id))
    record(action=action, by=by.who, tenant=announcement.tenant, thing=thing)


def shown_to(tenant: Tenant, user: User) -> list[Announcement]:
    """Those that a member sees on the workspace's pages now, the newest first; one statement."""
    now = timezone.now()
    for_it = Q(tenant=None) | Q(tenant=tenant)
    put_away = Dismissal.objects.filter(announcement=OuterRef("pk"), user=user)
    running = Announcement.objects.filter(for_it, begins_at__lte=now, ends_at__gt=now)
    return list(running.exclude(Exists(put_away))[:MOST_AT_ONCE])


def dismiss(*, announcement_id: int, tenant: Tenant, user: User) -> None:
    """Don't show it to this person again, in any workspace. One that is not for the `tenant` stays
    as it is."""
    for_it = Q(tenant=None) | Q(tenant=tenant)
    if Announcement.objects.filter(for_it, id=announcement_id).exists():
        Dismissal.objects.get_or_create(announcement_id=announcement_id, user=user)
