"""Whether somebody signs in with a browser that they have used before, and telling them if not.

A browser is known by a cookie, and not by its name and the network that it is in: in a school,
everybody has the same of both, and who most likely has a teacher's password is a pupil. The price
is a notice too many for people whose browser forgets cookies.

The cookie is random, the same for all who use the browser, and says nothing of them. The database
has its digest for each person, so that it is of no use elsewhere, and goes with the account.
"""

import hashlib
import re
import secrets
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import KnownBrowser, User
from accounts.sign_in.devices import recognised
from activity.who import Origin
from notices.services import notify

KEPT = timedelta(days=400)
"""Since it was used last; browsers keep no cookie longer."""
FIRST_DAY = timedelta(days=1)
"""Whose account is younger, and has no known browser yet, signs in for the first time."""
FORGOTTEN_AT_ONCE = 1_000
TOKEN = re.compile(r"[\w-]{43}", re.ASCII)


def greet(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Called when somebody has signed in: tell them if this browser is new to them, and have it
    known from now on."""
    digest = _digest_of(request)
    known = KnownBrowser.objects.filter(user=user)
    is_new = not known.filter(digest=digest).exists()
    if is_new and (known.exists() or user.created_at < timezone.now() - FIRST_DAY):
        _tell(request, user)
    token = request.COOKIES[settings.BROWSER_COOKIE_NAME] if digest else secrets.token_urlsafe(32)
    now = {"seen_at": timezone.now()}
    KnownBrowser.objects.update_or_create(user=user, digest=_digest(token), defaults=now)
    response.set_cookie(
        settings.BROWSER_COOKIE_NAME,
        token,
        max_age=int(KEPT.total_seconds()),
        secure=settings.BEHIND_TLS,
        httponly=True,
        samesite="Lax",
    )


def is_known(request: HttpRequest, email: str) -> bool:
    """Whether the person with that address has signed in with this browser before."""
    digest = _digest_of(request)
    known = KnownBrowser.objects.filter(user__email=email, digest=digest)
    return bool(digest) and known.exists()


def forget_others(request: HttpRequest, user: User) -> None:
    """Have none of the person's browsers known but this one."""
    KnownBrowser.objects.filter(user=user).exclude(digest=_digest_of(request)).delete()


def forget_old() -> int:
    """Delete a batch of browsers that were not used for KEPT; returns how many."""
    old = KnownBrowser.objects.filter(seen_at__lt=timezone.now() - KEPT)
    batch = list(old.values_list("id", flat=True)[:FORGOTTEN_AT_ONCE])
    return KnownBrowser.objects.filter(id__in=batch).delete()[0]


def _tell(request: HttpRequest, user: User) -> None:
    origin = Origin.of(request)
    details = {"browser": recognised(origin.user_agent), "address": origin.address or ""}
    notify(
        kind="account.new_browser",
        to=[user],
        details=details,
        language=get_language() or "",
    )


def _digest_of(request: HttpRequest) -> str:
    """Of the browser's cookie; empty where it has none of ours."""
    token = request.COOKIES.get(settings.BROWSER_COOKIE_NAME, "")
    return _digest(token) if TOKEN.fullmatch(token) else ""


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
