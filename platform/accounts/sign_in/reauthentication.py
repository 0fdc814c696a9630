"""Whether a person has lately proved who they are, for what a stolen session must not do."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django_htmx.http import HttpResponseClientRedirect

P = ParamSpec("P")
Q = TypeVar("Q", bound=HttpRequest)
R = TypeVar("R", bound=HttpResponseBase)

PROOFS = frozenset({"password", "mfa", "socialaccount"})
"""What django-allauth notes in the session when somebody signs in or is asked again: with the
password, with a second factor or passkey, or at another identity provider."""


def recently_authenticated(
    view: Callable[Concatenate[Q, P], R],
) -> Callable[Concatenate[Q, P], R | HttpResponse]:
    """Let people pass who have proved who they are within settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    seconds, and ask others to do so first.

    A form that was sent too late is lost: the person comes back to the page that it was on. So let
    the page with the form be decorated, too, where somebody types much.
    """

    @wraps(view)
    def checked(request: Q, /, *args: P.args, **kwargs: P.kwargs) -> R | HttpResponse:
        if not is_recent(request):
            return ask(request)
        return view(request, *args, **kwargs)

    return checked


def is_recent(request: HttpRequest) -> bool:
    """Whether the person has proved who they are lately, by signing in or when they were asked."""
    if not request.user.is_authenticated:
        return False
    since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    records = get_authentication_records(request, request.user)
    return any(each["method"] in PROOFS and each["at"] > since for each in records)


def ask(request: HttpRequest, *, back_to: str = "") -> HttpResponse:
    """Lead to the page that asks, and from there back to the page that the person is on, or to
    `back_to`."""
    query = urlencode({"next": back_to or _page_of(request)})
    methods = get_adapter().get_reauthentication_methods(request.user)
    if methods:
        address = f"{methods[0]['url']}?{query}"
    else:
        # Without a password or factor here, only signing in anew proves anything.
        logout(request)
        address = f"{resolve_url(settings.LOGIN_URL)}?{query}"
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(address)
    return HttpResponseRedirect(address)


def _page_of(request: HttpRequest) -> str:
    if request.method in ("GET", "HEAD") and not request.headers.get("HX-Request"):
        return request.get_full_path()
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}):
        return reverse("accounts:home")
    parts = urlsplit(referer)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
