from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts import tokens
from accounts.actor import OPERATOR, Actor, person
from accounts.models import Membership, User
from activity.log import record
from activity.who import NOWHERE, Origin, Thing
from tenants.refusal import Refused
from tenants.services import open_workspace

UNVERIFIED_KEPT = timedelta(days=7)
FORGOTTEN_AT_ONCE = 1_000


@transaction.atomic
def sign_up(
    *,
    organisation: str,
    name: str,
    email: str,
    password: str,
    plan: str = "trial",
    slug: str | None = None,
    time_zone: str = "UTC",
    language: str = "",
    origin: Origin = NOWHERE,
) -> Membership:
    """Create a person, a workspace and the owner's membership, in one transaction.

    For commands: whoever gives them vouches for the address. Raises Refused when the address has
    an account, or the password is too weak.
    """
    user = open_account(name=name, email=email, password=password, language=language, verified=True)
    return open_for(
        owner=user,
        organisation=organisation,
        plan=plan,
        slug=slug,
        time_zone=time_zone,
        origin=origin,
    )


def open_account(
    *, name: str, email: str, password: str, language: str = "", verified: bool
) -> User:
    """Create a person's account, in the caller's transaction.

    `verified`: it is known that the address is theirs. Else they sign in with a code that is mailed
    to it, where mails are sent. Raises Refused when the address has an account, or the password is
    too weak.
    """
    if User.objects.filter(email__iexact=email).exists():
        raise _email_taken()
    check_password(password, user=User(email=email, name=name))
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, password, name=name, language=language)
            EmailAddress.objects.create(
                user=user, email=user.email, primary=True, verified=verified
            )
    except IntegrityError:
        # Somebody signed up with this address since it was looked up.
        raise _email_taken() from None
    return user


@transaction.atomic
def open_for(
    *,
    owner: User,
    organisation: str,
    plan: str = "trial",
    slug: str | None = None,
    time_zone: str = "UTC",
    origin: Origin = NOWHERE,
) -> Membership:
    """Open a workspace for an existing person, as its owner."""
    tenant = open_workspace(name=organisation, slug=slug, plan=plan, time_zone=time_zone)
    record(
        action="workspace.opened",
        by=Actor(owner, origin=origin).who,
        tenant=tenant,
        thing=Thing("workspace", str(tenant.id), tenant.name),
        details={"plan": plan},
    )
    return Membership.objects.create(user=owner, tenant=tenant, role=Membership.Role.OWNER)


def remove_member(*, membership: Membership) -> None:
    """Remove a person from a workspace, with what is theirs alone in it (ON_MEMBER_LEAVES).

    The membership goes last: after a crash in between, it can be removed again.
    """
    tokens.revoke_personal(membership)
    for name in settings.ON_MEMBER_LEAVES:
        import_string(name)(membership)
    membership.delete()


def delete_user(*, user: User, by: Actor = OPERATOR) -> None:
    """Remove a person from every workspace, then delete the account."""
    for membership in user.memberships.select_related("tenant", "user"):
        action = "member.left" if by.user_id == user.id else "member.removed"
        record(action=action, by=by.who, tenant=membership.tenant, thing=person(user))
        remove_member(membership=membership)
    user.delete()


def forget_unverified() -> int:
    """Delete a batch of accounts whose address nobody has verified; returns how many."""
    before = timezone.now() - UNVERIFIED_KEPT
    never_used = User.objects.filter(created_at__lt=before, last_login=None, memberships=None)
    # Those that an operator has made, or a restored backup, have no address that waits for a code.
    waiting = never_used.filter(emailaddress__verified=False, is_staff=False)
    batch = list(waiting.values_list("id", flat=True)[:FORGOTTEN_AT_ONCE])
    User.objects.filter(id__in=batch).delete()
    return len(batch)


def check_password(password: str, *, user: User) -> None:
    """Raises Refused when the password is too weak for this person."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused("weak_password", " ".join(error.messages), param="password") from None


def _email_taken() -> Refused:
    message = _("This e-mail address has an account: sign in.")
    return Refused("email_taken", message, param="email")
