"""The mails about accounts, and what the worker that writes one adds to what the request gave."""

from collections.abc import Callable
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User

Context = dict[str, Any]

CHANGES = {
    "password_changed": _("the password was changed"),
    "password_set": _("a password was set"),
    "password_reset": _("the password was set anew, by a link from a mail"),
    "totp_activated": _("an app was set up as second factor"),
    "totp_deactivated": _("the app that was the second factor was taken away"),
    "webauthn_added": _("a passkey was set up"),
    "webauthn_removed": _("a passkey was deleted"),
    "recovery_codes_generated": _("new recovery codes were made"),
    "email_changed": _("the e-mail address was changed"),
}
"""What somebody is told of their account, whoever has done it."""


def _as_given(_user: User | None, given: Context) -> Context:
    return given


def _of_somebody(user: User | None, given: Context) -> Context | None:
    return given if user is not None else None


def _reset_link(user: User | None, _given: Context) -> Context | None:
    """The link that sets a new password. Made here, so that a request for an address without an
    account does the same as for one with."""
    if user is None:
        return None
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return {"link": settings.PUBLIC_URL + reverse("accounts:password-new", kwargs=key)}


def _change(user: User | None, given: Context) -> Context:
    return {**given, "what": CHANGES[given["what"]], "name": user.name if user else ""}


KINDS: dict[str, Callable[[User | None, Context], Context | None]] = {
    "code": _as_given,
    "account_exists": _as_given,
    "reset": _reset_link,
    "changed": _change,
    "attempts": _of_somebody,
    "support_asks": _of_somebody,
}
"""By the names of their templates in `accounts/mail`: fn(person or None, what the request gave)
gives the context of the templates, or None if there is nothing to be sent."""
