"""Changing a password, and setting a new one by a link from a mail."""

import logging

from allauth.account import views as allauth
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.views.generic import TemplateView

from web.accounts.password_forms import ChangePasswordForm, NewPasswordForm

log = logging.getLogger("lectern.accounts")


class ChangePassword(allauth.PasswordChangeView):
    """Set a new password, which needs the old one. It ends the person's other sessions."""

    template_name = "accounts/password_change.html"
    success_url = reverse_lazy("accounts:home")

    def form_valid(self, form: ChangePasswordForm) -> HttpResponse:
        """Change it; the person is told by mail, too."""
        response = super().form_valid(form)
        log.info("user %s changed the password", form.user.pk)
        return response


class Reauthenticate(allauth.ReauthenticateView):
    """Ask for the password once more, and lead on (accounts.sign_in.reauthentication)."""

    template_name = "accounts/reauthenticate.html"


class SetPassword(allauth.PasswordSetView):
    """Set a first password, for somebody who signs in without one."""

    template_name = "accounts/password_set.html"
    success_url = reverse_lazy("accounts:home")


class ForgottenPassword(allauth.PasswordResetView):
    """Have a link mailed that sets a new password."""

    template_name = "accounts/password_reset.html"
    success_url = reverse_lazy("accounts:password-sent")


class LinkSent(TemplateView):
    """The same answer for every address."""

    template_name = "accounts/password_sent.html"


class NewPassword(allauth.PasswordResetFromKeyView):
    """Set a new password by a link from a mail, and sign in. It ends all sessions."""

    template_name = "accounts/password_new.html"

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:
        """Set it; the person is told by mail, too."""
        response = super().form_valid(form)
        log.info("user %s set the password anew", form.user.pk)
        return response


change_password = login_required(ChangePassword.as_view())
reauthenticate = login_required(Reauthenticate.as_view())
set_password = login_required(SetPassword.as_view())
