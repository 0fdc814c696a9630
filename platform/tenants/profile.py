"""What a workspace is called, its address, the time zone of its day, and the language of its mails.

Its former address leads on to the new one for SLUG_KEPT, and belongs to no other workspace then.
"""

from datetime import timedelta
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.log import Detail, record
from activity.who import Thing, Who, command
from tenants.models import FormerSlug, Tenant, valid_slug
from tenants.refusal import Refused

LONGEST_NAME = 100
BY_COMMAND = command("shell")
SHOWN = ("name", "slug", "time_zone", "language", "idle_minutes")
"""What the activity log tells of a change."""
SLUG_KEPT = timedelta(days=90)
MOST_FORMER = 3
"""Former addresses of a workspace, lest one holds many that others would like to have."""
SHORTEST_IDLE, LONGEST_IDLE = 15, 7 * 24 * 60
"""Minutes that a member may be away before they prove again who they are."""
ZONE_EVERY = timedelta(days=7)
"""A day's quota begins anew at midnight: whoever moved midnight would have two a day."""


@transaction.atomic
def change(
    *,
    tenant: Tenant,
    name: str | None = None,
    slug: str | None = None,
    time_zone: str | None = None,
    language: str | None = None,
    idle_minutes: int | None = None,
    by: Who = BY_COMMAND,
) -> Tenant:
    """Change what is given, all of it or nothing; returns the tenant as it is then.

    Raises Refused, whose `param` is the argument at fault.
    """
    if slug is not None:
        lock_slug(slug)
    current = Tenant.objects.select_for_update(no_key=True).get(id=tenant.id)
    changed: dict[str, object] = {}
    if name is not None:
        changed["name"] = _checked_name(name)
    if language is not None:
        if language and language not in dict(settings.LANGUAGES):
            raise Refused("invalid_value", _("There is no such language here."), param="language")
        changed["language"] = language
    if idle_minutes is not None:
        if idle_minutes and not SHORTEST_IDLE <= idle_minutes <= LONGEST_IDLE:
            figures = {"least": SHORTEST_IDLE, "most": LONGEST_IDLE}
            message = _("From %(least)d to %(most)d minutes, or 0.") % figures
            raise Refused("invalid_value", message, param="idle_minutes")
        changed["idle_minutes"] = idle_minutes
    if time_zone is not None and time_zone != current.time_zone:
        changed |= _zone(current, time_zone)
    if slug is not None and slug != current.slug:
        _leave_address(current, slug)
        changed["slug"] = slug
    if changed:
        details: dict[str, Detail] = {
            name: str(changed[name])
            for name in SHOWN
            if name in changed and changed[name] != getattr(current, name)
        }
        Tenant.objects.filter(id=tenant.id).update(**changed)
        current.refresh_from_db()
        if details:
            thing = Thing("workspace", str(tenant.id), current.name)
            record(action="workspace.changed", by=by, tenant=current, thing=thing, details=details)
    return current


def lock_slug(slug: str) -> None:
    """Let only one transaction at a time give this address to a workspace, until it ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('lectern:slug:' || %s))", [slug])


def is_taken(slug: str, *, by_others_than: Tenant | None = None) -> bool:
    """Whether a workspace has this address, or had it until lately."""
    has, had = Tenant.objects.filter(slug=slug), FormerSlug.objects.live().filter(slug=slug)
    if by_others_than is not None:
        has, had = has.exclude(id=by_others_than.id), had.exclude(tenant=by_others_than)
    return has.exists() or had.exists()


def forget_former() -> int:
    """Delete a batch of former addresses that lead on no more; returns how many."""
    return FormerSlug.objects.filter(until__lte=timezone.now()).delete()[0]


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        message = _("A name has 1 to %(most)s characters.") % {"most": LONGEST_NAME}
        raise Refused("invalid_value", message, param="name")
    return name


def _zone(tenant: Tenant, time_zone: str) -> dict[str, object]:
    if time_zone not in available_timezones():
        message = _("There is no such time zone; write Europe/Berlin, for example.")
        raise Refused("invalid_value", message, param="time_zone")
    now = timezone.now()
    if tenant.zone_changed_at is not None and now - tenant.zone_changed_at < ZONE_EVERY:
        message = _("The time zone was changed lately. It can be changed once in %(days)s days.")
        figures = {"days": ZONE_EVERY.days}
        raise Refused("changed_lately", message % figures, param="time_zone", status=409)
    return {"time_zone": time_zone, "zone_changed_at": now}


def _leave_address(tenant: Tenant, slug: str) -> None:
    try:
        valid_slug(slug)
    except ValidationError as error:
        raise Refused("invalid_value", " ".join(error.messages), param="slug") from None
    if is_taken(slug, by_others_than=tenant):
        message = _("Another workspace has this address, or had it until lately.")
        raise Refused("slug_taken", message, param="slug", status=409)
    former = FormerSlug.objects.live().filter(tenant=tenant)
    # Back to an address of its own: that one is former no more.
    former.filter(slug=slug).delete()
    if former.exclude(slug=tenant.slug).count() >= MOST_FORMER:
        message = _("The address was changed %(count)s times in %(days)s days. Wait a while.")
        figures = {"count": MOST_FORMER, "days": SLUG_KEPT.days}
        raise Refused("changed_lately", message % figures, param="slug", status=409)
    FormerSlug.objects.create(tenant=tenant, slug=tenant.slug, until=timezone.now() + SLUG_KEPT)
