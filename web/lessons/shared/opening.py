"""From a share link to its workspace: the one place where a token in an address opens a tenant."""

import math
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from lessons.links import services as links
from lessons.links.listening import Withdrawn
from lessons.links.models import ShareLink
from lessons.models import Lesson
from telemetry.context import name_tenant
from tenants.context import in_tenant
from tenants.refusal import Refused
from throttle import callers
from throttle.bucket import Verdict

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, ShareLink, Lesson, P], HttpResponseBase]
Opened = Callable[Concatenate[HttpRequest, str, P], HttpResponseBase]


def opens_link(view: View[P]) -> Opened[P]:
    """Give the view the link of the token and its lesson, in the schema of their workspace.

    Where there is none that works, the answer is always the same 404: nobody learns whether there
    ever was one. No answer is found by search engines, kept by caches or named to other sites.
    """

    @wraps(view)
    def opened(
        request: HttpRequest, /, token: str, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        response = _answer(view, request, token, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Referrer-Policy"] = "no-referrer"
        return response

    # Nobody is signed in here, and what the one form sends opens nothing but its own answer.
    return csrf_exempt(opened)


def _answer(
    view: View[P], request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs
) -> HttpResponseBase:
    link = links.opened_by(token)
    if link is None:
        callers.forget(request)
        return gone(request)
    name_tenant(link.tenant.slug)
    callers.remember(request, link.tenant)
    verdict = links.room_for_request(link)
    if verdict is not None and not verdict.allowed:
        message = _("Too many people are here at once. Try again in a minute.")
        return too_many(request, verdict, message)
    with in_tenant(link.tenant):
        lesson = links.lesson_of(link)
        if lesson is None:
            return gone(request)
        try:
            return view(request, link, lesson, *args, **kwargs)
        except (Withdrawn, Refused):
            return gone(request)


def gone(request: HttpRequest) -> HttpResponse:
    """The page of what is not shared any more, or never was."""
    return render(request, "shared/gone.html", status=404)


def too_many(request: HttpRequest, verdict: Verdict, message: str) -> HttpResponse:
    """The page for those who ask too often."""
    seconds = max(1, math.ceil(verdict.retry_after))
    response = render(request, "shared/gone.html", {"message": message}, status=429)
    response["Retry-After"] = str(seconds)
    return response
