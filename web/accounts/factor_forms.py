"""Forms of second factors; django-allauth finds them in settings.MFA_FORMS."""

from typing import Any

from allauth.mfa.base import forms as base
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.sign_in.second_factors import SecondFactors
from web.accounts.forms import code_field

MALFORMED = (AttributeError, KeyError, TypeError, ValueError)
"""What the library raises for an answer that no browser gives."""


class SecondFactorForm(base.AuthenticateForm):
    """A code of the app, or a recovery code, from somebody who is signing in."""

    code = code_field(_("Code of your app, or a recovery code"))


class CodeAgainForm(base.ReauthenticateForm):
    """The same from somebody who is signed in."""

    code = code_field(_("Code of your app, or a recovery code"))


class AppForm(ActivateTOTPForm):
    """A first code of an app that has read the secret."""

    code = code_field(_("Code that the app shows"))


def _name() -> forms.CharField:
    return forms.CharField(
        label=_("Name of the passkey"),
        max_length=100,
        help_text=_("So that you know it again: “phone”, “blue key”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class NewPasskeyForm(webauthn.AddWebAuthnForm):
    passwordless = forms.BooleanField(
        label=_("Sign in with it alone, without the password"),
        required=False,
        initial=True,
        help_text=_("The device then asks for your finger, face or PIN."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = _name()
        self.fields["name"].required = False
        self.order_fields(["name", "passwordless", "credential"])

    def clean(self) -> dict[str, Any]:
        """The new passkey. Raises ValidationError."""
        try:
            return super().clean()
        except MALFORMED:
            raise SecondFactors().validation_error("incorrect_code") from None


class _Passkey(forms.Form):
    def clean_credential(self) -> Any:
        """The passkey that was used. Raises ValidationError."""
        try:
            return super().clean_credential()  # type: ignore[misc]
        except MALFORMED:
            raise SecondFactors().validation_error("incorrect_code") from None


class PasskeySignInForm(_Passkey, webauthn.LoginWebAuthnForm):
    """A passkey in place of the password."""


class PasskeyForm(_Passkey, webauthn.AuthenticateWebAuthnForm):
    """A passkey after the password."""


class PasskeyAgainForm(_Passkey, webauthn.ReauthenticateWebAuthnForm):
    """A passkey of somebody who is signed in."""


class PasskeyNameForm(webauthn.EditWebAuthnForm):
    name = _name()
