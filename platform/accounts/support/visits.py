"""A visit of support: asked for with a reason, allowed for an hour by an admin, and ended."""

import uuid
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor, person
from accounts.models import SupportVisit, User
from accounts.people import members
from accounts.support.operators import may_look
from activity.log import Detail, record
from notices.services import admins_of, notify
from tenants.limits import closing
from tenants.models import Tenant
from tenants.refusal import Refused

LASTS = timedelta(hours=1)
WAITS = timedelta(days=7)
"""How long a request may be answered."""


def ask(*, tenant: Tenant, reason: str, by: Actor) -> SupportVisit:
    """Ask the workspace's admins, who are told. Raises Refused: they are asked already, or the
    person may look already."""
    user = _person(by)
    with transaction.atomic():
        members.lock(tenant)
        if tenant.deletes_at is not None:
            raise closing(tenant.deletes_at)
        mine = of(tenant).filter(asked_by=user)
        if mine.filter(_waiting() | _open()).exists():
            message = _("You have asked already, or may look into it now.")
            raise Refused("visit_exists", message, param="reason", status=409)
        visit = SupportVisit.objects.create(tenant=tenant, asked_by=user, reason=reason)
        _record("support.asked", visit, by, reason=reason)
        _tell_admins(visit)
    return visit


def allow(*, tenant: Tenant, visit_id: uuid.UUID, by: Actor) -> SupportVisit:
    """Let the person look into the workspace from now on, for LASTS. Raises Refused."""
    with transaction.atomic():
        visit = _decided(tenant, visit_id, by)
        if not may_look(visit.asked_by):
            message = _("This person is not of the support any more.")
            raise Refused("not_support", message, status=409)
        visit.ends_at = timezone.now() + LASTS
        visit.save(update_fields=["decided_by", "decided_at", "ends_at"])
        _record("support.allowed", visit, by, until=visit.ends_at.isoformat(timespec="seconds"))
    return visit


def decline(*, tenant: Tenant, visit_id: uuid.UUID, by: Actor) -> None:
    """Don't let the person look into the workspace. Raises Refused."""
    with transaction.atomic():
        visit = _decided(tenant, visit_id, by)
        visit.save(update_fields=["decided_by", "decided_at"])
        _record("support.declined", visit, by)


def end(*, tenant: Tenant, visit_id: uuid.UUID, by: Actor) -> None:
    """End a visit before its time, from the next request on; one that is over stays as it is.

    An operator ends one of their own alone, or takes back what they asked for.
    """
    now = timezone.now()
    with transaction.atomic():
        visit = _locked(tenant, visit_id)
        if by.as_operator and visit.asked_by_id != by.user_id:
            raise _not_there()
        if visit.is_open or (visit.decided_at is None and by.as_operator):
            visit.ends_at, visit.decided_at = now, visit.decided_at or now
            visit.save(update_fields=["ends_at", "decided_at"])
            _record("support.ended", visit, by)


def open_visit(user: User, slug: str) -> SupportVisit | None:
    """The visit by which the person may look into the workspace of this address now, if any."""
    if not user.is_staff:
        return None  # nearly everybody: asks the database nothing
    visits = SupportVisit.objects.filter(_open(), tenant__slug=slug, asked_by=user.pk)
    visit = visits.select_related("tenant", "asked_by").first()
    return visit if visit is not None and may_look(visit.asked_by) else None


def of(tenant: Tenant) -> QuerySet[SupportVisit]:
    """The workspace's visits, the newest first, with their people."""
    return SupportVisit.objects.filter(tenant=tenant).select_related("asked_by", "decided_by")


def to_show(tenant: Tenant) -> list[SupportVisit]:
    """Those that wait for an answer, and those that are open; one statement."""
    return list(of(tenant).filter(_waiting() | _open()))


def _open() -> Q:
    return Q(ends_at__gt=timezone.now())


def _waiting() -> Q:
    return Q(decided_at=None, asked_at__gt=timezone.now() - WAITS)


def _decided(tenant: Tenant, visit_id: uuid.UUID, by: Actor) -> SupportVisit:
    """The visit, locked, with who decides on it now. Raises Refused: somebody has already."""
    visit = _locked(tenant, visit_id)
    if visit.decided_at is not None or visit.asked_at <= timezone.now() - WAITS:
        message = _("This request was answered, taken back, or has waited too long.")
        raise Refused("visit_decided", message, status=409)
    visit.decided_by, visit.decided_at = by.user, timezone.now()
    return visit


def _locked(tenant: Tenant, visit_id: uuid.UUID) -> SupportVisit:
    rows = SupportVisit.objects.select_for_update(of=("self",)).select_related("asked_by")
    visit = rows.filter(tenant=tenant, id=visit_id).first()
    if visit is None:
        raise _not_there()
    return visit


def _not_there() -> Refused:
    return Refused("visit_not_found", _("There is no such visit."), status=404)


def _person(by: Actor) -> User:
    if by.user is None:
        raise ValueError("Only a person can look into a workspace.")
    return by.user


def _tell_admins(visit: SupportVisit) -> None:
    notify(
        kind="support.asks",
        to=admins_of(visit.tenant),
        tenant=visit.tenant,
        details={"who": visit.asked_by.name, "reason": visit.reason},
    )


def _record(action: str, visit: SupportVisit, by: Actor, **details: Detail) -> None:
    thing = person(visit.asked_by)
    record(action=action, by=by.who, tenant=visit.tenant, thing=thing, details=details)
