"""Public: a lesson as those see and hear it who have its share link."""

import math

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET, require_http_methods

from lessons.export.read_along.markup import article, contents, controls, starts_of
from lessons.links import services as links
from lessons.links.listening import sound_now, spoken_now
from lessons.links.models import ShareLink
from lessons.models import Lesson
from lessons.services.sound import line_pcm
from synthesis.aigc.producer import HEADER, producer
from synthesis.encode import FORMATS
from throttle.bucket import Verdict
from throttle.client_address import client_address
from web.audio.response import out_rate_for
from web.audio.revalidation import revalidated, unchanged
from web.audio.whole_file import file_response
from web.lessons.read_along_response import wording
from web.lessons.shared.opening import opens_link, too_many

AUDIO = FORMATS["mp3"]
VISIT_IS_OVER = 403
ANY_KEY = "KEY"
"""What stands for a line's key in the address that the page gives to its script."""


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
    tenant = link.tenant
    digest = sound_now(tenant=tenant, lesson=lesson, key=key, digest=request.GET.get("sound", ""))
    links.count_play(link, visit)
    tag = f'"{digest}"'
    if answer := unchanged(request, tag):
        return answer
    pcm, rate = line_pcm(tenant=tenant, digest=digest)
    is_same = request.headers.get("If-Range", tag) == tag
    response = file_response(
        AUDIO,
        [pcm],
        sample_rate=rate,
        out_rate=out_rate_for(AUDIO, None, rate),
        produce_id=digest[:40],
        wanted=request.headers.get("Range", "") if is_same else "",
    )
    response[HEADER] = producer().label(digest[:40])
    return revalidated(response, tag)


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
    spoken = spoken_now(tenant=link.tenant, lesson=lesson)
    words = wording()
    starts = starts_of(spoken.lines)
    silent = sum(1 for line in spoken.lines if line.text and not line.digest)
    context |= {
        "title": spoken.title or words["untitled"],
        "label": words["label"],
        "logo": _logo(link),
        "silent": silent,
        "is_heard": any(line.digest for line in spoken.lines),
        # All text in them is escaped by lessons.export.read_along.markup.
        "contents": mark_safe(contents(spoken.lines, words)),  # noqa: S308
        "article": mark_safe("".join(article(spoken.lines, starts, with_sounds=True))),  # noqa: S308
        "controls": mark_safe(controls(words, spoken.ms)),  # noqa: S308
        "visit": links.new_visit(link),
        "state": reverse("shared-state", args=[link.token]),
        "line": reverse("shared-line", args=[link.token, ANY_KEY]),
        "says": {
            "gone": _("This lesson is no longer shared."),
            "over": _("Open this page again to go on listening."),
            "broken": _("The sound can’t be loaded now. Try again."),
        },
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
