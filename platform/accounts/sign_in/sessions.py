"""When a person has to sign in again, and what the log says of signing in and out."""

import hashlib
import logging
import time
from collections.abc import Callable
from typing import Any

from allauth.account import signals as allauth
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models import User
from accounts.rate_limits import should_warn
from accounts.sign_in import devices
from notices.services import notify
from rest.errors import is_rest
from throttle.client_address import client_address

log = logging.getLogger("lectern.accounts")

SIGNED_IN, SEEN = devices.BEGAN, "seen_at"
NOTED_EVERY = 3600
"""Seconds: the last request of a session is written at most this often."""

FORGOTTEN_AT_ONCE = 1_000

FOR_PROGRAMS = ("/healthz", "/readyz", "/metrics")

View = Callable[[HttpRequest], HttpResponse]


def sessions_end(get_response: View) -> View:
    """Sign a person out whose session is too old, was not used for too long, or was ended by them
    on another device."""

    def middleware(request: HttpRequest) -> HttpResponse:
        session = request.session
        # Programs have no session, and are answered also while the database is away.
        if not is_rest(request) and request.path not in FOR_PROGRAMS and SESSION_KEY in session:
            now = int(time.time())
            began, seen = session.get(SIGNED_IN, now), session.get(SEEN, now)
            too_old = now - began >= settings.SESSION_COOKIE_AGE
            if too_old or _was_ended(request) or now - seen >= settings.SESSION_IDLE_SECONDS:
                logout(request)
            elif SIGNED_IN not in session or now - seen >= NOTED_EVERY:
                session[SIGNED_IN], session[SEEN] = began, now
                if isinstance(request.user, User):
                    devices.note(request, request.user)
        return get_response(request)

    return middleware


def _was_ended(request: HttpRequest) -> bool:
    since = request.user.sessions_since if isinstance(request.user, User) else None
    return since is not None and request.session.get(SIGNED_IN, 0) < since.timestamp()


def forget_ended() -> int:
    """Delete a batch of sessions that have expired; returns how many."""
    ended = Session.objects.filter(expire_date__lt=timezone.now())
    batch = ended.values("session_key")[:FORGOTTEN_AT_ONCE]
    return Session.objects.filter(session_key__in=batch).delete()[0] + devices.forget_ended()


def watch() -> None:
    """Have each sign-in, sign-out and failed attempt logged, and note when a session began."""
    user_logged_in.connect(_signed_in)
    user_logged_out.connect(_signed_out)
    user_login_failed.connect(_refused)
    # These give the session a new key.
    allauth.password_changed.connect(_goes_on)
    allauth.password_set.connect(_goes_on)


def _signed_in(request: HttpRequest, user: User, **_signal: Any) -> None:
    request.session[SIGNED_IN] = request.session[SEEN] = int(time.time())
    request.session.pop(devices.IN_SESSION, None)
    devices.note(request, user)
    log.info("user %s signed in from %s", user.pk, client_address(request))


def _goes_on(request: HttpRequest, user: User, **_signal: Any) -> None:
    devices.note(request, user)


def _signed_out(request: HttpRequest, user: User | None, **_signal: Any) -> None:
    if user is not None:
        devices.forget(request)
        log.info("user %s signed out from %s", user.pk, client_address(request))


def _refused(
    credentials: dict[str, Any], request: HttpRequest | None = None, **_signal: Any
) -> None:
    # A digest, as people type their password into the wrong field.
    account = str(credentials.get("email", "")).strip().lower()
    if account and should_warn(account):
        notify(kind="account.attempts", to=User.objects.filter(email__iexact=account))
    digest = hashlib.sha256(account.encode(errors="replace")).hexdigest()[:12]
    address = client_address(request) if request else None
    log.warning("sign-in refused: account %s, from %s", digest, address)
