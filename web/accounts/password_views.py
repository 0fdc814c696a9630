import logging
from typing import Any

from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import PasswordChangeForm, PasswordResetForm
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

log = logging.getLogger("lectern.accounts")


class ChangePassword(auth_views.PasswordChangeView):
    """Set a new password, which needs the old one. It ends the person's other sessions."""

    template_name = "accounts/password_change.html"

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        response = super().form_valid(form)
        log.info("user %s changed the password", form.user.pk)
        messages.success(self.request, _("Your password is changed. Other devices are signed out."))
        return response


class ResetForm(PasswordResetForm):
    """Mails in the language of the account, not of whoever asked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail")

    def send_mail(
        self,
        subject_template_name: str,
        email_template_name: str,
        context: dict[str, Any],
        from_email: str | None,
        to_email: str,
        html_email_template_name: str | None = None,
    ) -> None:
        """Called by Django for each account of the address."""
        language = context["user"].language or translation.get_language()
        names = (subject_template_name, email_template_name)
        with translation.override(language):
            super().send_mail(*names, context, from_email, to_email, html_email_template_name)


class SignOut(auth_views.LogoutView):
    """End the session, and have the browser forget what it keeps of these pages."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response
