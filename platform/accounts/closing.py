"""An owner closes a workspace, which is deleted after a grace (tenants.closing), or restores it."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import DueMail, Membership, User
from accounts.people.members import lock
from activity.log import record
from activity.who import NOWHERE, Origin, Thing
from notices.services import members_of, notify
from tenants.limits import closing
from tenants.models import Tenant
from tenants.refusal import Refused

log = logging.getLogger("lectern.accounts")


def close(*, tenant: Tenant, by: Membership, origin: Origin = NOWHERE) -> Tenant:
    """Stop all use of the workspace at once, and have it deleted in settings.CLOSING_DAYS.

    Its pages, REST, share links and workers stop; members get a mail, and the subscription ends
    with the period that is paid for. Raises Refused: not by an owner, or it is closed already.
    """
    with transaction.atomic():
        current = _owned(tenant, by)
        if current.deletes_at is not None:
            raise closing(current.deletes_at)
        current.deletes_at = timezone.now() + timedelta(days=settings.CLOSING_DAYS)
        Tenant.objects.filter(id=tenant.id).update(deletes_at=current.deletes_at)
        _tell_members("workspace.closing", current)
        record(
            action="workspace.closed",
            by=Actor(by.user, origin=origin).who,
            tenant=current,
            thing=Thing("workspace", str(current.id), current.name),
            details={"deletes_at": current.deletes_at.isoformat(timespec="seconds")},
        )
    log.info("user %s closed the workspace %s", by.user_id, tenant.slug)
    _follow(current)
    return current


def restore(*, tenant: Tenant, by: Membership, origin: Origin = NOWHERE) -> Tenant:
    """Open a closed workspace again, with all that it had. Raises Refused: not by an owner, or its
    deletion has begun. One that is open is left as it is."""
    with transaction.atomic():
        current = _owned(tenant, by)
        if current.deletes_at is None:
            return current
        if current.deletes_at <= timezone.now():
            message = _("The time to restore this workspace is over: it is being deleted.")
            raise Refused("workspace_deleting", message, status=409)
        current.deletes_at = None
        Tenant.objects.filter(id=tenant.id).update(deletes_at=None)
        _tell_members("workspace.restored", current)
        record(
            action="workspace.reopened",
            by=Actor(by.user, origin=origin).who,
            tenant=current,
            thing=Thing("workspace", str(current.id), current.name),
        )
    log.info("user %s restored the workspace %s", by.user_id, tenant.slug)
    _follow(current)
    return current


@transaction.atomic
def take_over_due_mails() -> None:
    """Have the mails sent that wait in the table of before (models.DueMail)."""
    due = DueMail.objects.select_for_update(skip_locked=True, of=("self",))
    for mail in due.select_related("membership__user", "membership__tenant"):
        membership = mail.membership
        _tell(f"workspace.{mail.kind}", membership.tenant, [membership.user])
        mail.delete()


def _tell_members(kind: str, tenant: Tenant) -> None:
    _tell(kind, tenant, members_of(tenant))


def _tell(kind: str, tenant: Tenant, users: list[User]) -> None:
    details = {"deletes_at": tenant.deletes_at.isoformat()} if tenant.deletes_at else {}
    # What waits to be mailed and says the opposite is dropped.
    notify(kind=kind, to=users, tenant=tenant, details=details, topic="closing")


def _owned(tenant: Tenant, by: Membership) -> Tenant:
    """The tenant as it is now, locked. Raises Refused (403) where `by` is not of an owner."""
    lock(tenant)
    owners = Membership.objects.filter(tenant=tenant, role=Membership.Role.OWNER)
    if not owners.filter(id=by.id).exists():
        message = _("Only an owner can delete or restore the workspace.")
        raise Refused("not_allowed", message, status=403)
    return Tenant.objects.get(id=tenant.id)


def _follow(tenant: Tenant) -> None:
    for name in settings.ON_LIMITS_CHANGED:
        try:
            import_string(name)(tenant)
        except Exception:
            # The workspace is closed or open already; a periodic task makes up for this.
            log.exception("%s failed for %s", name, tenant.slug)
