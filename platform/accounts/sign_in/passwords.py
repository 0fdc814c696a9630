"""What a password may not be made of, besides what Django's validators refuse."""

import re

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User

# Words that everybody who tries to get into an installation would think of first.
WORDS = ("lectern", "kokoro", "text to speech", "speech", "voice", "workspace", "school", "lesson")
LEAST_LEFT = 6
"""How many letters and digits a password must have besides one of WORDS."""

_REST = re.compile(r"[\W_]+")


class LongEnough(MinimumLengthValidator):
    """Django's own, whose sentence is not translated to Chinese."""

    def get_error_message(self) -> str:
        return ngettext(
            "This password is too short. Take at least %(count)d character.",
            "This password is too short. Take at least %(count)d characters.",
            self.min_length,
        ) % {"count": self.min_length}


class NoContextWords:
    """Refuses a password that is a word of this product with a few characters around it."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError."""
        plain = _REST.sub("", password.lower())
        for word in WORDS:
            bare = word.replace(" ", "")
            if bare in plain and len(plain.replace(bare, "")) < LEAST_LEFT:
                message = _("“%(word)s” and little else is easy to guess. Add more words.")
                raise ValidationError(message % {"word": word}, code="password_context_word")

    def get_help_text(self) -> str:
        return _("Not a word of this product with little else.")
