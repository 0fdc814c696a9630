"""A lesson as those see and hear it who have no account: by a link, or in a course."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from lessons.export.read_along.markup import article, contents, controls, starts_of
from lessons.links.listening import sound_now, spoken_now
from lessons.models import Lesson
from lessons.services.sound import line_pcm
from synthesis.aigc.producer import HEADER, producer
from synthesis.encode import FORMATS
from tenants.models import Tenant
from web.audio.response import out_rate_for
from web.audio.revalidation import revalidated, unchanged
from web.audio.whole_file import file_response
from web.lessons.read_along_response import wording

AUDIO = FORMATS["mp3"]
ANY_KEY = "KEY"
"""What stands for a line's key in the address that the page gives to its script."""


def contents_of(tenant: Tenant, lesson: Lesson) -> dict[str, object]:
    """What the template shared/lesson.html needs of the lesson itself. Raises Withdrawn."""
    spoken = spoken_now(tenant=tenant, lesson=lesson)
    words = wording()
    starts = starts_of(spoken.lines)
    return {
        "title": spoken.title or words["untitled"],
        "label": words["label"],
        "silent": sum(1 for line in spoken.lines if line.text and not line.digest),
        "is_heard": any(line.digest for line in spoken.lines),
        # All text in them is escaped by lessons.export.read_along.markup.
        "contents": mark_safe(contents(spoken.lines, words)),  # noqa: S308
        "article": mark_safe("".join(article(spoken.lines, starts, with_sounds=True))),  # noqa: S308
        "controls": mark_safe(controls(words, spoken.ms)),  # noqa: S308
    }


def says(*, over: str) -> dict[str, str]:
    """What the page's script says when it can't go on; `over` where the visit has ended."""
    return {
        "gone": _("This lesson is no longer shared."),
        "over": over,
        "broken": _("The sound can’t be loaded now. Try again."),
    }


def line_sound(
    request: HttpRequest,
    tenant: Tenant,
    lesson: Lesson,
    key: str,
    *,
    heard: Callable[[], None] | None = None,
) -> HttpResponseBase:
    """What plays of a line, as MP3; its ETag is the digest. `heard` is called before it is sent.

    Raises Refused (404) where there is none, and Withdrawn.
    """
    digest = sound_now(tenant=tenant, lesson=lesson, key=key, digest=request.GET.get("sound", ""))
    if heard is not None:
        heard()
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
