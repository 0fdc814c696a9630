"""What django-allauth does here in another way with second factors (settings.MFA_ADAPTER)."""

import base64
import io

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tenants.sealing.installation_keys import installation_key
from tenants.sealing.keys import seal, unseal

NAME = "Lectern"
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""Recovery codes come with one of these, and are none by themselves."""
_ABOUT = "second-factor"


class SecondFactors(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This is not the code, or it was used already."),
    }

    def encrypt(self, text: str) -> str:
        """Seal the secret of an app or of recovery codes, which is a key like a password."""
        return base64.b64encode(seal(_key(), text.encode(), about=_ABOUT)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open what `encrypt` has sealed. Raises tenants.sealing.keys.Undecryptable."""
        return unseal(_key(), base64.b64decode(encrypted_text), about=_ABOUT).decode()

    def build_totp_svg(self, url: str) -> str:
        """The QR code that an app reads, as an SVG image."""
        drawn = io.BytesIO()
        segno.make(url, error="m").save(drawn, kind="svg", scale=5, border=4, light="#fff")
        return drawn.getvalue().decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """What a passkey is called unless its person gives it a name."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Passkey %(number)d") % {"number": count + 1}

    def _get_site_name(self) -> str:
        return NAME


def has_one(user: User) -> bool:
    """Whether the person signs in with a second factor."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists()


def halfway(request: HttpRequest) -> str:
    """For `account` of page_limited: who has given a password, and is asked for a second factor."""
    pending = request.session.get("account_login")
    return str(pending.get("user_pk") or "") if isinstance(pending, dict) else ""


def _key() -> bytes:
    return installation_key("second-factors")
