"""The kinds of mails, and what the worker that writes one adds to what the request gave."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from accounts.mails.order import Letter, Order
from accounts.models import User
from notices import letters as notices
from tenants.letters import letter

Writer = Callable[[Order], Letter | None]
"""Writes a mail; None where there is nothing to say to this address."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of mail."""

    write: Writer
    useful_for: timedelta
    """How long it is tried to send it."""


def _code(order: Order) -> Letter:
    return _written(order, _person(order))


def _reset_link(order: Order) -> Letter | None:
    """The link that sets a new password. Made here, so that a request for an address without an
    account does the same as for one with."""
    user = _person(order)
    if user is None:
        return None
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    link = settings.PUBLIC_URL + reverse("accounts:password-new", kwargs=key)
    return _written(order, user, link=link)


def _person(order: Order) -> User | None:
    return User.objects.filter(email=order.email, is_active=True).first()


def _written(order: Order, user: User | None, **more: object) -> Letter:
    subject, body = letter(
        f"accounts/mail/{order.kind}_subject.txt",
        f"accounts/mail/{order.kind}.txt",
        {"user": user, "public_url": settings.PUBLIC_URL, **order.context, **more},
        language=(user.language if user else "") or order.language,
    )
    return Letter(subject, body)


ASKED_FOR = timedelta(hours=1)
"""Codes are no good any more by then, and a link can be asked for again."""

KINDS = {
    "code": Kind(_code, ASKED_FOR),
    "account_exists": Kind(_code, ASKED_FOR),
    "reset": Kind(_reset_link, ASKED_FOR),
    "speaker": Kind(_code, timedelta(days=3)),
    "release": Kind(_code, timedelta(days=3)),
    "notice": Kind(notices.written, timedelta(days=3)),
}
"""By name; all but the last have templates of that name in `accounts/mail`."""
