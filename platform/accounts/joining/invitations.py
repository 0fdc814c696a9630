"""Invitations into a workspace, by a signed link that expires."""

import logging
import smtplib
import uuid
from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.actor import OPERATOR, Actor
from accounts.joining import invitation_mails
from accounts.models import Invitation, Membership, User
from accounts.people.members import admit, lock
from accounts.services import open_account
from activity.log import record
from activity.who import NOWHERE, Origin, Thing
from notices.services import notify
from tenants.letters import letter
from tenants.limits import Limits, check_not_suspended, limits_of
from tenants.models import Tenant
from tenants.refusal import Refused

log = logging.getLogger(__name__)

VALID = timedelta(days=7)
RESEND_AFTER = timedelta(minutes=1)
MOST_OPEN = 100
KEPT = timedelta(days=90)
"""How long the address of somebody stays who accepted or didn't."""
FORGOTTEN_AT_ONCE = 1_000
ROLES = (Membership.Role.ADMIN, Membership.Role.MEMBER)

_signer = Signer(salt="accounts.invitation")


def invite(
    *, tenant: Tenant, email: str, role: str, by: User, origin: Origin = NOWHERE
) -> Invitation:
    """Hold a seat for an e-mail address. `mail` sends the link to it, `link_of` shows the link.

    Raises Refused: the person is a member or invited already, no seat is free, the role can't be
    given by an invitation, or too many were mailed within a day (.invitation_mails).
    """
    email, now = email.strip().lower(), timezone.now()
    if role not in ROLES:
        raise Refused("role_invalid", _("You can't give this role."), param="role")
    with transaction.atomic():
        lock(tenant)
        if Membership.objects.filter(tenant=tenant, user__email__iexact=email).exists():
            message = _("This person is a member already.")
            raise Refused("member_already", message, param="email", status=409)
        earlier = open_invitations(tenant).filter(email__iexact=email).first()
        if earlier is not None and not earlier.is_expired:
            message = _("This person is invited already. Send the invitation again below.")
            raise Refused("invited_already", message, param="email", status=409)
        limits = _check_seat_to_hold(tenant, besides=earlier)
        invitation_mails.count(tenant=tenant, limits=limits, email=email)
        invitation = earlier or Invitation(tenant=tenant, email=email)
        invitation.role, invitation.invited_by = role, by
        invitation.sent_at, invitation.expires_at = now, now + VALID
        invitation.save()
        _record("member.invited", invitation, Actor(by, origin=origin))
    return invitation


def resend(*, invitation: Invitation, by: User, origin: Origin = NOWHERE) -> Invitation:
    """Hold the seat for VALID from now on, with a new link. Raises Refused."""
    with transaction.atomic():
        lock(invitation.tenant)
        invitation = _open(invitation.id)
        now = timezone.now()
        if now - invitation.sent_at < RESEND_AFTER:
            message = _("It was sent a moment ago. Wait a minute.")
            raise Refused("sent_just_now", message, status=429)
        limits = _check_seat_to_hold(invitation.tenant, besides=invitation)
        tenant, email = invitation.tenant, invitation.email
        invitation_mails.count(tenant=tenant, limits=limits, email=email)
        invitation.invited_by, invitation.sent_at = by, now
        invitation.expires_at = now + VALID
        invitation.save()
        _record("invitation.sent_again", invitation, Actor(by, origin=origin))
    return invitation


@transaction.atomic
def withdraw(*, invitation: Invitation, by: Actor = OPERATOR) -> None:
    """Make the link useless and free the seat. An accepted invitation is left as it is."""
    if Invitation.objects.filter(id=invitation.id, accepted_at=None).delete()[0]:
        _record("invitation.withdrawn", invitation, by)


def open_invitations(tenant: Tenant) -> QuerySet[Invitation]:
    """Invitations that nobody has accepted, expired ones included."""
    return Invitation.objects.filter(tenant=tenant, accepted_at=None)


def seats_taken(tenant: Tenant) -> int:
    """How many seats are taken by members, or held by invitations that have not expired."""
    held = open_invitations(tenant).filter(expires_at__gt=timezone.now())
    return Membership.objects.filter(tenant=tenant).count() + held.count()


def link_of(invitation: Invitation, *, mailed: bool = False) -> str:
    """The address that accepts it. The token is in the query, which is never logged.

    `mailed`: whoever has the link can read the mails of the invited address.
    """
    claims: dict[str, object] = {
        "id": str(invitation.id),
        "exp": int(invitation.expires_at.timestamp()),
    }
    if mailed:
        claims["mailed"] = True
    query = urlencode({"token": _signer.sign_object(claims)})
    return f"{settings.PUBLIC_URL}{reverse('accounts:invitation')}?{query}"


def mail(invitation: Invitation) -> bool:
    """Mail the link, in all languages where the person's is not known. False if it failed."""
    known = User.objects.filter(email__iexact=invitation.email).first()
    context = {
        "invitation": invitation,
        "tenant": invitation.tenant,
        "by": invitation.invited_by,
        "link": link_of(invitation, mailed=True),
        "days": VALID.days,
    }
    subject, body = letter(
        "accounts/invitation_subject.txt",
        "accounts/invitation_email.txt",
        context,
        language=(known.language if known else "") or invitation.tenant.language,
    )
    try:
        send_mail(subject, body, None, [invitation.email])
    except (OSError, smtplib.SMTPException) as error:
        log.warning("invitation %s not mailed: %s", invitation.id, error)
        return False
    return True


def read(token: str) -> Invitation:
    """The open invitation of a link. Raises Refused, saying what became of the invitation."""
    try:
        claims = _signer.unsign_object(token)
        invitation_id, expires = uuid.UUID(claims["id"]), int(claims["exp"])
    except (BadSignature, ValueError, KeyError, TypeError):
        message = _("This is no link of an invitation. Copy the whole link from the mail.")
        raise Refused("invitation_unknown", message, status=404) from None
    invitation = _open(invitation_id)
    if expires <= timezone.now().timestamp():
        raise _expired(invitation)
    invitation.link_was_mailed = claims.get("mailed") is True
    return invitation


def accept(*, invitation: Invitation, user: User, origin: Origin = NOWHERE) -> Membership:
    """Make the invited person a member. Raises Refused.

    Somebody who became a member in another way meanwhile keeps their role.
    """
    with transaction.atomic():
        lock(invitation.tenant)
        invitation = _open(invitation.id)
        if invitation.is_expired:
            raise _expired(invitation)
        if user.email.lower() != invitation.email.lower():
            message = _("This invitation is for another e-mail address.")
            raise Refused("invitation_for_another", message, status=403)
        check_not_suspended(limits_of(invitation.tenant))
        members = Membership.objects.filter(tenant=invitation.tenant)
        membership = members.filter(user=user).first()
        if membership is None:
            membership = admit(
                tenant=invitation.tenant,
                user=user,
                role=invitation.role,
                by=Actor(user, origin=origin),
                details={"invitation": str(invitation.id)},
            )
        invitation.accepted_at = timezone.now()
        invitation.save(update_fields=["accepted_at"])
        if invitation.invited_by is not None:
            notify(
                kind="invitation.accepted",
                to=[invitation.invited_by],
                tenant=invitation.tenant,
                details={"name": user.name},
            )
    return membership


@transaction.atomic
def accept_as_new(
    *,
    invitation: Invitation,
    name: str,
    password: str,
    language: str = "",
    origin: Origin = NOWHERE,
) -> Membership:
    """Open an account for the invited person and make them a member, in one transaction.

    An address is verified by a link that was mailed to it. Raises Refused; also where the same
    person's other request has just done it.
    """
    verified = invitation.link_was_mailed
    lock(invitation.tenant)
    invitation = _open(invitation.id)
    user = open_account(
        name=name,
        email=invitation.email,
        password=password,
        language=language,
        verified=verified,
    )
    return accept(invitation=invitation, user=user, origin=origin)


def _record(action: str, invitation: Invitation, by: Actor) -> None:
    record(
        action=action,
        by=by.who,
        tenant=invitation.tenant,
        thing=Thing("invitation", str(invitation.id), invitation.email),
        details={"role": invitation.role},
    )


def _open(invitation_id: uuid.UUID) -> Invitation:
    invitations = Invitation.objects.select_related("tenant", "invited_by")
    invitation = invitations.filter(id=invitation_id).first()
    if invitation is None:
        message = _("This invitation was withdrawn. Ask the person who sent it.")
        raise Refused("invitation_withdrawn", message, status=410)
    if invitation.accepted_at is not None:
        message = _("This invitation was used already. Sign in to go to your workspace.")
        raise Refused("invitation_used", message, status=410)
    return invitation


def _expired(invitation: Invitation) -> Refused:
    message = _("This invitation has expired. Ask %(name)s for a new one.")
    name = invitation.invited_by.name if invitation.invited_by else invitation.tenant.name
    return Refused("invitation_expired", message % {"name": name}, status=410)


def _check_seat_to_hold(tenant: Tenant, *, besides: Invitation | None) -> Limits:
    limits: Limits = limits_of(tenant)
    check_not_suspended(limits)
    taken = seats_taken(tenant)
    if besides is not None and not besides.is_expired:
        taken -= 1
    if limits.seats_full(taken):
        message = _(
            "All %(seats)s seats of your plan are taken, open invitations included. Withdraw one, "
            "or change the plan."
        )
        raise Refused("no_free_seat", message % {"seats": limits.seats}, status=402)
    if open_invitations(tenant).count() - (besides is not None) >= MOST_OPEN:
        message = _("At most %(count)s invitations can be open. Withdraw some.")
        raise Refused("too_many_invitations", message % {"count": MOST_OPEN}, status=409)
    return limits


def forget_old() -> int:
    """Delete a batch of invitations that were accepted or expired long ago; returns how many."""
    before = timezone.now() - KEPT
    old = Invitation.objects.filter(Q(accepted_at__lt=before) | Q(expires_at__lt=before))
    batch = old.order_by().values("id")[:FORGOTTEN_AT_ONCE]
    return Invitation.objects.filter(id__in=batch).delete()[0]
