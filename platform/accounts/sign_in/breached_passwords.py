"""Refuses passwords that were found in breaches, where the operator names a service for that.

The service learns five of forty hexadecimal digits of the password's SHA-1, which hundreds of
passwords share (k-anonymity, as of Have I Been Pwned). Without its answer a password is accepted.
"""

import hashlib
import logging
import urllib.request

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User

log = logging.getLogger("lectern.accounts")

SECONDS = 2.0
MOST_BYTES = 1_000_000
"""An answer has some 40 kB."""


class NotBreached:
    """A validator of passwords, which does nothing unless BREACHED_PASSWORDS_URL is set."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError."""
        if settings.BREACHED_PASSWORDS_URL and is_breached(password):
            message = _("This password was found in data that were stolen elsewhere. Take another.")
            raise ValidationError(message, code="password_breached")

    def get_help_text(self) -> str:
        return _("Not one that was found in stolen data.")


def is_breached(password: str) -> bool:
    """Ask the service. False, too, where it does not answer."""
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    address = settings.BREACHED_PASSWORDS_URL + digest[:5]
    # Padding hides from others how many there are of these five digits; such lines count 0.
    request = urllib.request.Request(address, headers={"Add-Padding": "true"})  # noqa: S310  (the operator's address)
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            lines = answer.read(MOST_BYTES).decode("ascii", "replace").splitlines()
    except (OSError, ValueError) as error:
        log.warning("breached passwords not checked: %s", error)
        return False
    found = dict(line.strip().split(":", 1) for line in lines if ":" in line)
    return found.get(digest[5:], "0").strip() != "0"
