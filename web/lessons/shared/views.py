"""Public: a lesson as those see and hear it who have its share link."""

import math

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET, require_http_methods

from lessons.links import services as links
from lessons.links.models import ShareLink
from lessons.models import Lesson
from throttle.bucket import Verdict
from throttle.client_address import client_address
from web.lessons.shared.lesson_page import ANY_KEY, contents_of, line_sound, says
from web.lessons.shared.opening import opens_link, too_many

VISIT_IS_OVER = 403


@require_http_methods(["GET", "POST"])
@opens_link
def page(request: HttpRequest, link: ShareLink, lesson: Lesson) -> HttpResponse:
    """The lesson to read along, after its password where it has one."""
    return _page(request, link, lesson)


@xframe_options_exempt
@require_http_methods(["GET", "POST"])
@opens_link
def embedded(request: HttpRequest, link: ShareLink, lesson: Lesson) -> HttpResponse:
    """The same in a frame of another site."""
    return _page(request, link, lesson, frame=True)


@require_GET
@opens_link
def state(request: HttpRequest, link: ShareLink, lesson: Lesson) -> HttpResponse:
    """204 while the page may go on playing: it asks now and then."""
    visit = links.visit_of(link, request.GET.get("visit", ""))
    return HttpResponse(status=204 if visit else VISIT_IS_OVER)


@require_GET
@opens_link
def line_audio(request: HttpRequest, link: ShareLink, lesson: Lesson, key: str) -> HttpResponseBase:
    """What plays of a line, as MP3; its ETag is the digest. The first one of a visit counts."""
    visit = links.visit_of(link, request.GET.get("visit", ""))
    if visit is None:
        return HttpResponse(status=VISIT_IS_OVER)
    return line_sound(
        request, link.tenant, lesson, key, heard=lambda: links.count_play(link, visit)
    )


def _logo(link: ShareLink) -> str:
    """The address of the workspace's logo; empty where it has none."""
    if not link.tenant.logo:
        return ""
    return f"{reverse('shared-logo', args=[link.token])}?v={link.tenant.logo}"


def _page(
    request: HttpRequest, link: ShareLink, lesson: Lesson, *, frame: bool = False
) -> HttpResponse:
    context: dict[str, object] = {"frame": frame}
    if link.password:
        wrong = False
        if request.method == "POST":
            tried = links.try_password(
                link, request.POST.get("password", ""), address=str(client_address(request))
            )
            if not isinstance(tried, bool):
                return _too_many_attempts(request, tried)
            wrong = not tried
        if wrong or request.method == "GET":
            context["wrong"] = wrong
            return render(request, "shared/password.html", context, status=403 if wrong else 200)
    context |= contents_of(link.tenant, lesson) | {
        "logo": _logo(link),
        "visit": links.new_visit(link),
        "state": reverse("shared-state", args=[link.token]),
        "line": reverse("shared-line", args=[link.token, ANY_KEY]),
        "report": request.path,
        "says": says(over=_("Open this page again to go on listening.")),
    }
    return render(request, "shared/lesson.html", context)


def _too_many_attempts(request: HttpRequest, verdict: Verdict) -> HttpResponse:
    minutes = math.ceil(verdict.retry_after / 60)
    message = ngettext(
        "Too many attempts. Try again in %(minutes)d minute.",
        "Too many attempts. Try again in %(minutes)d minutes.",
        minutes,
    )
    return too_many(request, verdict, message % {"minutes": minutes})
