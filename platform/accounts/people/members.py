"""The people of a workspace: their roles, and how they leave."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import services
from accounts.actor import Actor, person
from accounts.models import Invitation, Membership, User
from activity.log import record
from activity.who import NOWHERE, Origin
from notices.services import notify
from tenants.limits import check_not_suspended, limits_of
from tenants.models import Tenant
from tenants.refusal import Refused

SEEN_EVERY = timedelta(minutes=5)


def may_change(by: Membership, other: Membership) -> bool:
    """Owners may change everybody, admins everybody but owners."""
    return by.role == Membership.Role.OWNER or (by.is_admin and other.role != Membership.Role.OWNER)


def roles_to_give(by: Membership) -> list[str]:
    """The roles that a member may give to others: none above their own."""
    if by.role == Membership.Role.OWNER:
        return list(Membership.Role.values)
    below_owner = [role for role in Membership.Role.values if role != Membership.Role.OWNER]
    return below_owner if by.is_admin else []


def admit(
    *, tenant: Tenant, user: User, role: str, by: Actor, details: Mapping[str, str]
) -> Membership:
    """Make somebody a member who is none, in the caller's transaction with the lock held. The
    activity log gets their role and the `details`. Raises Refused (check_may_join)."""
    check_may_join(tenant)
    membership = Membership.objects.create(tenant=tenant, user=user, role=role)
    _record("member.joined", membership, by=by, role=role, **details)
    return membership


def check_may_join(tenant: Tenant) -> None:
    """Raises Refused where nobody can become a member: the workspace is suspended, or has no free
    seat."""
    limits = limits_of(tenant)
    check_not_suspended(limits)
    if limits.seats_full(Membership.objects.filter(tenant=tenant).count()):
        message = _("All %(seats)s seats of this workspace are taken. Ask its admins to make room.")
        raise Refused("no_free_seat", message % {"seats": limits.seats}, status=409)


def change_role(
    *, membership: Membership, role: str, by: Membership, origin: Origin = NOWHERE
) -> Membership:
    """Give a member another role. Raises Refused, also if no owner would be left."""
    with transaction.atomic():
        lock(membership.tenant)
        membership, by = _reloaded(membership), _reloaded(by)
        _check_may(by, membership)
        if role not in roles_to_give(by):
            raise Refused("role_invalid", _("You can't give this role."), param="role")
        if role != Membership.Role.OWNER:
            _check_owner_stays(membership)
        actor, changed = Actor(by.user, origin=origin), {"from": membership.role, "to": role}
        _record("member.role_changed", membership, by=actor, **changed)
        membership.role = role
        membership.save(update_fields=["role"])
        if by.user_id != membership.user_id:
            told = {"to": role, "by": by.user.name}
            notify(
                kind="member.role_changed",
                to=[membership.user],
                tenant=membership.tenant,
                details=told,
            )
    return membership


def remove(*, membership: Membership, by: Membership, origin: Origin = NOWHERE) -> None:
    """Remove a member, and what is theirs alone (ON_MEMBER_LEAVES). Raises Refused."""
    with transaction.atomic():
        lock(membership.tenant)
        membership, by = _reloaded(membership), _reloaded(by)
        _check_may(by, membership)
        _begin_leaving(membership)
        _record("member.removed", membership, by=Actor(by.user, origin=origin))
        _tell_removed(membership)
    services.remove_member(membership=membership)


def remove_for(*, membership: Membership, by: Actor) -> None:
    """Remove a member for a program of the workspace, which has no role and may remove everybody.
    Raises Refused for the last owner."""
    with transaction.atomic():
        lock(membership.tenant)
        membership = _reloaded(membership)
        _begin_leaving(membership)
        _record("member.removed", membership, by=by)
        _tell_removed(membership)
    services.remove_member(membership=membership)


def leave(*, membership: Membership, origin: Origin = NOWHERE) -> None:
    """Remove a member who asked for it. Raises Refused for the last owner."""
    with transaction.atomic():
        lock(membership.tenant)
        membership = _reloaded(membership)
        _begin_leaving(membership)
        _record("member.left", membership, by=Actor(membership.user, origin=origin))
    services.remove_member(membership=membership)


def note_seen(membership: Membership) -> None:
    """Record when the member last used the workspace, at most once every SEEN_EVERY."""
    now = timezone.now()
    earlier = now - SEEN_EVERY
    if membership.last_seen_at is None or membership.last_seen_at < earlier:
        long_ago = Q(last_seen_at=None) | Q(last_seen_at__lt=earlier)
        Membership.objects.filter(long_ago, id=membership.id).update(last_seen_at=now)


def hide_first_steps(membership: Membership) -> None:
    """The member doesn't want to see what to do first."""
    Membership.objects.filter(id=membership.id).update(steps_hidden_at=timezone.now())


def lock(tenant: Tenant) -> None:
    """Let only one transaction at a time change who is in the workspace; jobs go on meanwhile."""
    Tenant.objects.select_for_update(no_key=True).get(id=tenant.id)


def _begin_leaving(membership: Membership) -> None:
    """Called with the lock held. Deleting the person's voices comes later, without it, and may take
    a while: so an owner loses that role now, lest two owners leave at once and none remain."""
    _check_owner_stays(membership)
    step_down(membership)


def _record(action: str, membership: Membership, *, by: Actor, **details: str) -> None:
    record(
        action=action,
        by=by.who,
        tenant=membership.tenant,
        thing=person(membership.user),
        details=details,
    )


def _tell_removed(membership: Membership) -> None:
    # The name as it is now: what becomes of the workspace later is nothing to them.
    notify(
        kind="member.removed",
        to=[membership.user],
        tenant=membership.tenant,
        details={"workspace": membership.tenant.name},
    )


def step_down(membership: Membership) -> None:
    """Take a leaving member's rights, with the lock held: what they invited is withdrawn."""
    membership.role = Membership.Role.MEMBER
    membership.save(update_fields=["role"])
    Invitation.objects.filter(
        tenant=membership.tenant, invited_by=membership.user, accepted_at=None
    ).delete()


def _reloaded(membership: Membership) -> Membership:
    memberships = Membership.objects.select_related("tenant", "user")
    current = memberships.filter(id=membership.id).first()
    if current is None:
        raise Refused("member_not_found", _("This person has left the workspace."), status=404)
    return current


def _check_may(by: Membership, other: Membership) -> None:
    if by.tenant_id != other.tenant_id or not may_change(by, other):
        message = _("Only an owner can change an owner.")
        raise Refused("not_allowed", message, status=403)


def _check_owner_stays(membership: Membership) -> None:
    """Raises Refused (409) if the member is the only owner."""
    if membership.role != Membership.Role.OWNER:
        return
    others = Membership.objects.filter(tenant=membership.tenant, role=Membership.Role.OWNER)
    if not others.exclude(id=membership.id).exists():
        message = _("A workspace needs an owner: make somebody else an owner first.")
        raise Refused("last_owner", message, status=409)
