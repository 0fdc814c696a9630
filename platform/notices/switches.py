"""How a person wants to hear of what: each kind by mail, in the inbox, both or neither."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import User
from notices.kinds import NoticeKind, kinds
from notices.models import NoticeSwitch
from tenants.refusal import Refused

_signer = Signer(salt="notices.unsubscribe")


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether a person hears of a kind by mail, and in the inbox."""

    kind: NoticeKind
    mail: bool
    inbox: bool


def choices_of(user: User) -> list[Choice]:
    """The person's choice for each kind; those that can't be switched off are always on."""
    rows = {each.kind: each for each in NoticeSwitch.objects.filter(user=user)}
    return [choice(kind, rows.get(kind.name)) for kind in kinds().values()]


@transaction.atomic
def choose(user: User, wanted: Mapping[str, tuple[bool, bool]]) -> None:
    """Set (mail, inbox) for kinds by name. What can't be switched off, or isn't there, is left."""
    for name, (mail, inbox) in wanted.items():
        kind = kinds().get(name)
        if kind is not None and kind.fixed is None:
            NoticeSwitch.objects.update_or_create(
                user=user, kind=name, defaults={"mail": mail, "inbox": inbox}
            )


def choice(kind: NoticeKind, row: NoticeSwitch | None) -> Choice:
    """What holds for a kind where the person has set this, or nothing."""
    if row is None or kind.fixed is not None:
        return Choice(kind, kind.mail, True)
    return Choice(kind, row.mail, row.inbox)


def stop_link(user: User, kind: NoticeKind) -> str:
    """The path that stops mails of this kind to this person, for whoever has the mail. It does not
    expire, as mails are found again years later, and can do nothing else."""
    token = _signer.sign_object({"user": user.id, "kind": kind.name})
    return f"{reverse('notices:stop-mails')}?{urlencode({'token': token})}"


def read_link(token: str) -> tuple[User, NoticeKind]:
    """Whose mails of which kind a link stops. Raises Refused (404)."""
    try:
        claims = _signer.unsign_object(token)
        user, kind = User.objects.get(id=claims["user"]), kinds()[claims["kind"]]
    except (BadSignature, ValueError, TypeError, KeyError, User.DoesNotExist):
        message = _("This is no link that stops mails. Copy the whole link from the mail.")
        raise Refused("link_unknown", message, status=404) from None
    return user, kind


def stop_mails(user: User, kind: NoticeKind) -> None:
    """Mail nothing of this kind to the person any more; their inbox stays as it is."""
    row = NoticeSwitch.objects.filter(user=user, kind=kind.name).first()
    choose(user, {kind.name: (False, choice(kind, row).inbox)})
