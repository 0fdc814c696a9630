"""Responses with the sound of a line or of a whole lesson, for pages and REST alike."""

import hashlib
import os
from collections.abc import Iterable
from typing import BinaryIO

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _

from lessons.models import Lesson
from lessons.services import sound
from runtime.version import VERSION
from synthesis.aigc.producer import HEADER, producer, tags_for
from synthesis.encode import FORMATS, AudioFormat, encode_file
from tenants.encrypted_scratch import encrypted_scratch
from tenants.models import Tenant
from tenants.refusal import Refused
from web.audio import byte_range
from web.audio.response import blocks, out_rate_for
from web.audio.revalidation import revalidated, unchanged

MOST_MISSING_NAMED = 100


def line_response(
    request: HttpRequest, tenant: Tenant, lesson: Lesson, key: str
) -> HttpResponseBase:
    """What plays of a line, as WAV with the digest as its ETag. Raises Refused (404)."""
    _line, digest = sound.line_that_plays(tenant=tenant, lesson=lesson, key=key)
    tag = f'"{digest}"'
    if answer := unchanged(request, tag):
        return answer
    try:
        pcm, rate = sound.line_pcm(tenant=tenant, digest=digest)
    except FileNotFoundError:
        raise sound.not_ready() from None
    wav = FORMATS["wav"]
    file = _encoded(wav, [pcm], rate, digest[:40])
    response = _ranged(request, file, wav, tag)
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
    whole = sound.whole(tenant=tenant, lesson=lesson)
    if not whole.parts and not whole.missing:
        message = _("This lesson has no lines to hear.")
        raise Refused("lesson_empty", message, status=409)
    if whole.missing:
        message = _("%(count)s lines are not made yet. Make them first: %(keys)s")
        keys = ", ".join(whole.missing[:MOST_MISSING_NAMED])
        figures = {"count": len(whole.missing), "keys": keys}
        raise Refused("lines_missing", message % figures, status=409)
    rate = out_rate_for(audio_format, out_rate, whole.sample_rate)
    named = repr((VERSION, whole.parts, audio_format.name, rate)).encode()
    tag = f'"{hashlib.sha256(named).hexdigest()[:32]}"'
    if answer := unchanged(request, tag):
        return answer
    file = _encoded(audio_format, whole.pcm(), whole.sample_rate, lesson.id, rate)
    response = _ranged(request, file, audio_format, tag)
    response["Content-Disposition"] = f'inline; filename="{lesson.id}.{audio_format.extension}"'
    response[HEADER] = producer().label(lesson.id)
    return revalidated(response, tag)


def _encoded(
    audio_format: AudioFormat,
    pcm: Iterable[bytes],
    sample_rate: int,
    produce_id: str,
    out_rate: int | None = None,
) -> BinaryIO:
    file = encrypted_scratch()  # the answer closes it
    encode_file(
        audio_format,
        pcm,
        sample_rate=sample_rate,
        out_rate=out_rate,
        out=file,
        tags=tags_for(produce_id, audio_format),
    )
    return file


def _ranged(
    request: HttpRequest, file: BinaryIO, audio_format: AudioFormat, tag: str
) -> HttpResponseBase:
    """The file, or the range of it that the request names."""
    length = file.seek(0, os.SEEK_END)
    wanted = request.headers.get("Range", "")
    # A range of what is no longer there would be joined to the rest of something else.
    if request.headers.get("If-Range", tag) != tag:
        wanted = ""
    try:
        part = byte_range.parse(wanted, length)
    except byte_range.Unsatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{length}"})
    start, end = part or (0, length)
    file.seek(start)
    response = StreamingHttpResponse(blocks(file, end - start), status=206 if part else 200)
    response["Content-Type"] = audio_format.content_type
    response["Content-Length"] = str(end - start)
    response["Accept-Ranges"] = "bytes"
    if part:
        response["Content-Range"] = f"bytes {start}-{end - 1}/{length}"
    return response
