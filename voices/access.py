"""Who may do what with a voice: a table of role × whose × action.

A voice is held by its speaker; where the speaker has no account here, by the member who recorded
it. The holder decides who may use it. Owners may delete and withdraw every voice, and hold those
whose holder has left. A voice that a program made is held by the workspace's tokens, and by owners.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.request import TenantRequest, TokenRequest
from accounts.tokens import ADMIN, scopes_now
from tenants.models import Tenant
from tenants.refusal import Refused
from voices.models import Consent, Voice


class Action(StrEnum):
    """What somebody may do with a voice. Everybody in the workspace may see that it is there."""

    USE = "use"
    """Have texts spoken with it, and hear its sample."""
    CHANGE = "change"
    """Rename it, add, correct and delete its recordings."""
    SHARE = "share"
    """Decide who may use it."""
    WITHDRAW = "withdraw"
    """Delete it, or withdraw the consent that it was made under."""


class Role(StrEnum):
    """Who acts: a member (admins too), an owner, or a program, by the scopes of its service
    token."""

    MEMBER = "member"
    OWNER = "owner"
    TOKEN = "token"  # noqa: S105 (a role, no secret)
    ADMIN_TOKEN = "admin_token"  # noqa: S105


class Whose(StrEnum):
    """Whose voice it is, as the one who acts sees it."""

    OWN = "own"
    OPEN = "open"
    """Another's, which they may use."""
    CLOSED = "closed"


_ALL = frozenset(Action)
_USE, _WITHDRAW = frozenset({Action.USE}), frozenset({Action.WITHDRAW})
_NOTHING: frozenset[Action] = frozenset()

TABLE: dict[tuple[Role, Whose], frozenset[Action]] = {
    (Role.MEMBER, Whose.OWN): _ALL,
    (Role.MEMBER, Whose.OPEN): _USE,
    (Role.MEMBER, Whose.CLOSED): _NOTHING,
    (Role.OWNER, Whose.OWN): _ALL,
    (Role.OWNER, Whose.OPEN): _USE | _WITHDRAW,
    (Role.OWNER, Whose.CLOSED): _WITHDRAW,
    (Role.TOKEN, Whose.OWN): _ALL,
    (Role.TOKEN, Whose.OPEN): _USE,
    (Role.TOKEN, Whose.CLOSED): _NOTHING,
    (Role.ADMIN_TOKEN, Whose.OWN): _ALL,
    (Role.ADMIN_TOKEN, Whose.OPEN): _USE | _WITHDRAW,
    (Role.ADMIN_TOKEN, Whose.CLOSED): _WITHDRAW,
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who acts on voices: a person, or a program by its token.

    With a service token `user` is None; a personal token acts as its person.
    """

    tenant: Tenant
    role: Role
    user: int | None = None
    token: uuid.UUID | None = None

    def rights(self, voice: Voice) -> frozenset[Action]:
        """What they may do with the voice."""
        if self._holds(voice):
            return TABLE[self.role, Whose.OWN]
        is_open = usable_by(self.user).filter(id=voice.id).exists()
        return TABLE[self.role, Whose.OPEN if is_open else Whose.CLOSED]

    def check(self, voice: Voice, action: Action) -> None:
        """Raises Refused (403) where they may not do this with the voice."""
        if action not in self.rights(voice):
            raise Refused("voice_not_yours", _REFUSALS[action](), status=403)

    def may_withdraw(self, consent: Consent) -> bool:
        """Whether they may withdraw a consent: of a voice they hold, or one they recorded."""
        return self.role in (Role.OWNER, Role.ADMIN_TOKEN) or self.holds_consent(consent)

    def holds_consent(self, consent: Consent) -> bool:
        """Whether a consent is of a voice they hold, or one they recorded: they may rename it, and
        make voices of it."""
        if any(self._holds(voice) for voice in consent.voices.all()):
            return True
        return consent.recorded_by_id == self.user  # no user for a program, in both

    def _holds(self, voice: Voice) -> bool:
        holder = voice.holder_id
        if holder is None:
            return self.role is not Role.MEMBER
        if self.user is None:
            return False
        if holder == self.user:
            return True
        if self.role is not Role.OWNER:
            return False
        return not Membership.objects.filter(tenant=self.tenant, user_id=holder).exists()


def check_withdrawal(viewer: Viewer, consent: Consent) -> None:
    """Raises Refused (403) where they may not withdraw the consent."""
    if not viewer.may_withdraw(consent):
        message = _(
            "Only the person who gave this consent, or an owner of the workspace, may withdraw it."
        )
        raise Refused("consent_not_yours", message, status=403)


def check_change(viewer: Viewer, consent: Consent) -> None:
    """Raises Refused (403) where they may not rename the consent, or make voices of it."""
    if not viewer.holds_consent(consent):
        message = _(
            "Only the person who gave this consent may change it or have voices made of it."
        )
        raise Refused("consent_not_yours", message, param="consent", status=403)


def consent_to_use(viewer: Viewer, consent_id: str) -> Consent:
    """The consent that they name to have a voice made of it. Raises Refused: unknown (404), or
    somebody else's (403)."""
    consent = Consent.objects.filter(id=consent_id, hidden_at=None).first()
    if consent is None:
        message = _("There is no such consent.")
        raise Refused("consent_not_found", message, param="consent", status=404)
    check_change(viewer, consent)
    return consent


def viewer_of(request: TenantRequest | TokenRequest) -> Viewer:
    """Who sent the request."""
    if request.api_token is not None:
        token = request.api_token
        may_all = ADMIN in scopes_now(token)
        if token.maker is None:
            role = Role.ADMIN_TOKEN if may_all else Role.TOKEN
            return Viewer(request.tenant, role, token=token.id)
        owner = may_all and token.maker.role == Membership.Role.OWNER
        role = Role.OWNER if owner else Role.MEMBER
        return Viewer(request.tenant, role, user=token.maker.user_id, token=token.id)
    owner = request.membership.role == Membership.Role.OWNER
    return Viewer(request.tenant, Role.OWNER if owner else Role.MEMBER, user=request.user.id)


def usable_by(user: int | None) -> QuerySet[Voice]:
    """The voices that a member may use, or a program (None); ready or not."""
    everybodys = Q(usable_by=Voice.UsableBy.EVERYBODY)
    if user is None:
        return Voice.objects.filter(everybodys | Q(speaker=None, created_by=None))
    held = Q(speaker=user) | Q(speaker=None, created_by=user)
    listed = Q(usable_by=Voice.UsableBy.LISTED, listed_users__user=user)
    return Voice.objects.filter(everybodys | held | listed).distinct()


def closed_to(user: int | None, voices: Iterable[str]) -> set[str]:
    """Those of these ids of voices whose holders do not let the member, or program, use them."""
    there = set(Voice.objects.filter(id__in=set(voices)).values_list("id", flat=True))
    return there - set(usable_by(user).filter(id__in=there).values_list("id", flat=True))


def check_use(user: int | None, voice: str) -> None:
    """Raises Refused (403) where a voice of this id is there and they may not use it."""
    if closed_to(user, [voice]):
        message = _REFUSALS[Action.USE]()
        raise Refused("voice_not_yours", message, param="voice", status=403)


_REFUSALS: dict[Action, Callable[[], str]] = {
    Action.USE: lambda: _("The person whose voice this is has not shared it with you."),
    Action.CHANGE: lambda: _("Only the person whose voice this is may change it."),
    Action.SHARE: lambda: _("Only the person whose voice this is may decide who uses it."),
    Action.WITHDRAW: lambda: _(
        "Only the person whose voice this is, or an owner of the workspace, may delete it."
    ),
}
