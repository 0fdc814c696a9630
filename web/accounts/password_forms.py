"""Forms that take or set a password; django-allauth finds them in settings.ACCOUNT_FORMS."""

from typing import Any

from allauth.account import forms as allauth
from allauth.account.models import EmailAddress
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.mails import queued_mail
from accounts.models import User
from accounts.rate_limits import may_mail
from accounts.sign_in.adapter import Adapter


class NewPassword(forms.CharField):
    """A password that a person chooses. The form says whose it is in `user`."""

    user: User | None = None

    def __init__(self) -> None:
        super().__init__(
            label=_("New password"),
            max_length=128,
            strip=False,
            help_text=_("At least 10 characters."),
            widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        )

    def clean(self, value: Any) -> Any:
        """Raises ValidationError where the password is too weak for this person."""
        return Adapter().clean_password(super().clean(value), user=self.user)


def _again() -> forms.CharField:
    return forms.CharField(
        label=_("New password again"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


def own_password(label: Any, **attrs: Any) -> forms.CharField:
    """The field of a password that a person has."""
    return forms.CharField(
        label=label,
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", **attrs}),
    )


class OwnPasswordForm(allauth.ReauthenticateForm):
    """The password once more, from somebody who is signed in."""

    password = own_password(_("Your password"), autofocus=True)


class ChangePasswordForm(allauth.ChangePasswordForm):
    oldpassword = own_password(_("Your password until now"), autofocus=True)
    password1 = NewPassword()
    password2 = _again()


class SetPasswordForm(allauth.SetPasswordForm):
    password1 = NewPassword()
    password2 = _again()


class NewPasswordForm(allauth.ResetPasswordKeyForm):
    """The form that the link of a mail leads to, which proves that the address is the person's."""

    password1 = NewPassword()
    password2 = _again()

    def save(self) -> None:
        """Set the password, and note that the address is verified."""
        super().save()
        user = self.user
        EmailAddress.objects.update_or_create(
            user=user, email=user.email, defaults={"verified": True, "primary": True}
        )


class ResetForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )

    def save(self, request: HttpRequest) -> None:
        """Have a link mailed, if there is an account: the worker that writes the mail looks."""
        # Whoever has got ten mails within the hour has links enough, and should not be flooded.
        if may_mail(self.cleaned_data["email"]):
            queued_mail.queue("reset", self.cleaned_data["email"])
