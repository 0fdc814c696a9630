"""What django-allauth does here in another way than by itself (settings.ACCOUNT_ADAPTER)."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.joining import opening
from accounts.mails import queued_mail
from accounts.models import User
from accounts.notice_kinds import CHANGES
from accounts.rate_limits import check_may_mail
from accounts.sign_in import known_browsers
from accounts.sign_in.reauthentication import is_recent
from notices.services import notify
from tenants.refusal import Refused
from throttle.client_address import client_address

MAILS = {
    "account/email/email_confirmation": "code",
    "account/email/email_confirmation_signup": "code",
    "account/email/account_already_exists": "account_exists",
}
"""Which of our mails stands for one of django-allauth's. It sends no others."""

SAID = {
    "account/messages/password_changed.txt": _(
        "Your password is changed. Other devices are signed out."
    ),
    "account/messages/password_set.txt": _("Your password is set."),
    "mfa/messages/totp_activated.txt": _("Your app is set up. You need its code to sign in."),
    "mfa/messages/totp_deactivated.txt": _("The app is no longer needed to sign in."),
    "mfa/messages/webauthn_added.txt": _("The passkey is set up."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is deleted."),
    "mfa/messages/recovery_codes_generated.txt": _("You have new recovery codes."),
    "account/messages/email_confirmed.txt": _("Your e-mail address is verified."),
    "account/messages/email_confirmation_failed.txt": _("This address can't be used."),
}
"""What a page says after one of django-allauth's steps. Of the others it says nothing."""


class Adapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This e-mail address and password don't go together."),
        "email_taken": _("This e-mail address has an account: sign in."),
        "enter_current_password": _("This is not your password."),
        "incorrect_password": _("This is not your password."),
        "incorrect_code": _("This is not the code."),
        "same_as_current": _("This is your address already."),
        "duplicate_email": _("This is your address already."),
        "too_many_login_attempts": _("Too many wrong codes. Sign in again to get a new one."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue our mail in place of django-allauth's (mails.queued_mail). Raises Refused."""
        if kind := MAILS.get(template_prefix):
            check_may_mail(email)
            given = {"code": context["code"]} if "code" in context else {}
            queued_mail.queue(kind, email, **given)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the person that their account was changed. A changed address is told to the old
        one, which `email` is then."""
        what = template_prefix.rpartition("/")[2]
        if what in CHANGES:
            address = self.get_client_ip(self.request)
            notify(
                kind="account.changed",
                to=[user],
                details={"what": what, "address": address},
                language=get_language() or "",
                email=email or "",
            )

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say what we have words for."""
        if said := SAID.get(message_template or "") or message:
            messages.add_message(request, level, str(said))

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address of the client, behind the proxies that we trust."""
        return str(client_address(request) or "")

    def is_ajax(self, request: HttpRequest) -> bool:
        """Pages answer with pages, whatever the request accepts."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Lead to addresses of this installation alone."""
        host = self.request.get_host()
        return url_has_allowed_host_and_scheme(url, {host}, require_https=settings.BEHIND_TLS)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Signing in is as good as being asked again."""
        return not is_recent(self.request)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """An account that is switched off is as one that is not there."""
        return redirect("accounts:sign-in")

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Open the workspace that the person gave a name to when they signed up, and lead there."""
        if kwargs["signup"]:
            # They have just chosen the password, so nothing asks for it in the next minutes.
            record_authentication(request, user, "password")
        response = super().post_login(request, user, **kwargs)
        known_browsers.greet(request, response, user)
        try:
            membership = opening.open_planned(request, user)
        except Refused as refusal:
            # Signed in they are; the page of those without a workspace says what they can do.
            messages.error(request, str(refusal))
            membership = None
        if membership is None:
            return response
        opened = redirect("workspace:home", slug=membership.tenant.slug)
        opened.cookies = response.cookies
        return opened
