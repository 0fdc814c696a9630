"""How django-allauth signs people in at other providers (settings.SOCIALACCOUNT_ADAPTER).

A workspace's provider speaks for addresses of the workspace's confirmed domains, and for no others.
"""

import logging
import uuid
from typing import Any, NoReturn

import requests
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import User
from accounts.people import members
from activity.who import Origin
from single_sign_on import services
from single_sign_on.models import IdentityProvider
from single_sign_on.outward import Session
from tenants.refusal import Refused

log = logging.getLogger("lectern.accounts")


class Adapter(DefaultSocialAccountAdapter):
    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """The provider of that id; without an id none, as nobody chooses from a list."""
        try:
            row = _provider(provider or "")
        except IdentityProvider.DoesNotExist:
            return []
        settings = {
            "server_url": row.issuer,
            "verified_email": services.confirmed_domains(row.tenant),
            "email_authentication": True,
            "oauth_pkce_enabled": True,
        }
        return [
            SocialApp(
                provider=row.kind,
                provider_id=str(row.id),
                name=row.name,
                client_id=row.client_id,
                secret=row.secret if row.sealed_secret else "",
                settings=settings,
            )
        ]

    def get_requests_session(self) -> requests.Session:
        """Never into our own network."""
        return Session()

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let nobody in whom the provider does not speak for, and make others members."""
        # What else the directory says of the person is nobody's business here.
        sociallogin.account.extra_data = {}
        tenant = _provider(sociallogin.account.provider).tenant
        known = [each.email for each in sociallogin.email_addresses if each.verified]
        domains = services.confirmed_domains(tenant)
        if not known or any(services.domain_of(email) not in domains for email in known):
            message = _("Your organisation’s sign-in does not speak for this e-mail address.")
            _refuse(request, message)
        try:
            if sociallogin.is_existing:
                user = sociallogin.user
                if sociallogin.account.pk is None and not _is_verified(user, known[0]):
                    # Whoever opened the account never proved that the address is theirs, and must
                    # not keep a way in; django-allauth takes the password away, and so sessions.
                    Authenticator.objects.filter(user=user).delete()
                services.join(tenant=tenant, user=user, by=Actor(user, origin=Origin.of(request)))
            elif User.objects.filter(email__iexact=known[0]).exists():
                _refuse(request, _("Sign in with your password, and verify your address first."))
            else:
                members.check_may_join(tenant)
        except Refused as refusal:
            _refuse(request, str(refusal))

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: Any) -> User:
        """The name is what the directory says, else what stands before the @."""
        user: User = super().populate_user(request, sociallogin, data)
        named = str(data.get("name") or "").strip() or user.email.partition("@")[0]
        user.name, user.email = named[:100], user.email.lower()
        return user

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        """Keep the new account, as a member of the provider's workspace."""
        user: User = super().save_user(request, sociallogin, form)
        tenant = _provider(sociallogin.account.provider).tenant
        try:
            services.join(tenant=tenant, user=user, by=Actor(user, origin=Origin.of(request)))
        except Refused as refusal:
            # The last seat went to somebody else a moment ago.
            user.delete()
            _refuse(request, str(refusal))
        return user

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: Any = None,
    ) -> None:
        """Back to the page of signing in, which says that it did not work."""
        log.warning("sign-in at %s failed: %s %s", provider.app.provider_id, error, exception)
        _refuse(request, _("Signing in at your organisation did not work. Try again."))


def _is_verified(user: User, email: str) -> bool:
    return EmailAddress.objects.filter(user=user, email__iexact=email, verified=True).exists()


def _provider(provider_id: str) -> IdentityProvider:
    try:
        wanted = uuid.UUID(provider_id)
    except ValueError:
        raise IdentityProvider.DoesNotExist from None
    rows = IdentityProvider.objects.select_related("tenant").filter(tenant__deletes_at=None)
    return rows.get(id=wanted)


def _refuse(request: HttpRequest, message: str) -> NoReturn:
    messages.error(request, message)
    raise ImmediateHttpResponse(redirect("accounts:sign-in"))
