"""Responses with the sound of a line or of a whole lesson, for pages and REST alike."""

import hashlib

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from lessons.export.names import disposition, file_name
from lessons.models import Lesson
from lessons.services import kept_audio, sound
from runtime.version import VERSION
from synthesis.aigc.producer import HEADER, producer
from synthesis.content_credentials.files import origin_of
from synthesis.encode import FORMATS, AudioFormat
from tenants.models import Tenant
from web.audio.response import out_rate_for
from web.audio.revalidation import revalidated, unchanged
from web.audio.subtitles import wanted, written
from web.audio.whole_file import file_response, kept_response


def line_response(
    request: HttpRequest, tenant: Tenant, lesson: Lesson, key: str
) -> HttpResponseBase:
    """What plays of a line, or its sound `?sound=<digest>`, as WAV with the digest as its ETag.
    Raises Refused (404)."""
    named = request.GET.get("sound", "")
    _line, digest = sound.line_that_plays(tenant=tenant, lesson=lesson, key=key, digest=named)
    tag = f'"{digest}"'
    if answer := unchanged(request, tag):
        return answer
    try:
        pcm, rate = sound.line_pcm(tenant=tenant, digest=digest)
    except FileNotFoundError:
        raise sound.not_ready() from None
    # A range of what is no longer there would be joined to the rest of something else.
    is_same = request.headers.get("If-Range", tag) == tag
    response = file_response(
        FORMATS["wav"],
        [pcm],
        sample_rate=rate,
        out_rate=None,
        produce_id=digest[:40],
        wanted=request.headers.get("Range", "") if is_same else "",
    )
    response["x-lectern-digest"] = digest
    response[HEADER] = producer().label(digest[:40])
    return revalidated(response, tag)


def whole_response(
    request: HttpRequest,
    tenant: Tenant,
    lesson: Lesson,
    audio_format: AudioFormat,
    *,
    out_rate: int | None = None,
) -> HttpResponseBase:
    """The whole lesson in a format. Raises Refused (409): it is empty, or lines are missing."""
    whole = sound.complete(tenant=tenant, lesson=lesson)
    rate = out_rate_for(audio_format, out_rate, whole.sample_rate)
    content = _digest((whole.parts, whole.sample_rate))
    digest = _digest((VERSION, settings.CONTENT_PRODUCER, audio_format.name, rate))
    tag = f'"{content}.{digest}"'
    if answer := unchanged(request, tag):
        return answer
    response = kept_response(
        request,
        audio_format,
        whole.pcm(),
        sample_rate=whole.sample_rate,
        out_rate=rate,
        produce_id=lesson.id,
        tag=tag,
        kept=kept_audio.kept_file(
            tenant=tenant, lesson=lesson, content=content, digest=digest, audio_format=audio_format
        ),
        origin=lambda: origin_of(lesson.id, whole.heard()),
    )
    response["Content-Disposition"] = _disposition(request, tenant, lesson, audio_format.extension)
    response[HEADER] = producer().label(lesson.id)
    return response


def subtitles_response(request: HttpRequest, tenant: Tenant, lesson: Lesson) -> HttpResponse:
    """The whole lesson as subtitles, as the query asks for them. Raises Refused, as
    `whole_response` does."""
    asked = wanted(request.GET)
    text = written(sound.complete(tenant=tenant, lesson=lesson).segments(), asked)
    response = HttpResponse(text, content_type=asked.content_type)
    response["Content-Disposition"] = _disposition(request, tenant, lesson, asked.name)
    return response


def _disposition(request: HttpRequest, tenant: Tenant, lesson: Lesson, extension: str) -> str:
    """Named by the lesson's title; with `download` in the query, to be kept rather than shown."""
    name = file_name(lesson.title(tenant), extension)
    return disposition(name, attached="download" in request.GET)


def _digest(named: tuple[object, ...]) -> str:
    return hashlib.sha256(repr(named).encode()).hexdigest()[:32]
