"""Lets a browser keep audio, if it asks before each time it plays it: it may be deleted by then."""

import hashlib
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import parse_etags

from runtime.version import VERSION
from synthesis.encode import AudioFormat
from synthesis.storage import JobAudio
from tenants import files


def etag(
    audio: JobAudio, indices: Iterable[int], audio_format: AudioFormat, out_rate: int | None
) -> str:
    """A name for the bytes that these segments make in a format, at `out_rate` Hz (None: theirs).

    A segment that is made again has another file; another version of Lectern may encode otherwise.
    Raises FileNotFoundError.
    """
    named: list[object] = [VERSION, settings.CONTENT_PRODUCER, audio.job_id]
    named += [audio_format.name, out_rate]
    stored = {file.name: file for file in files.store().files(audio.folder)}
    for index in indices:
        file = stored.get(audio.segment(index)) or stored.get(audio.segment_before(index))
        if file is None:
            raise FileNotFoundError(audio.segment(index))
        named += [file.name, file.size, file.version]
    return f'"{hashlib.sha256(repr(named).encode()).hexdigest()[:32]}"'


def unchanged(request: HttpRequest, tag: str) -> HttpResponseBase | None:
    """The 304 (or 412) for a client that names these bytes; None where it needs them.

    Of a file that was signed, the client's ETag says more than `tag` (whole_file.kept_response):
    which signature it has does not matter to what is heard.
    """
    tag = _as_named(request, tag)
    answer = get_conditional_response(request, etag=tag)
    return revalidated(answer, tag) if answer else None


def _as_named(request: HttpRequest, tag: str) -> str:
    """The ETag that the client sent for a file of which `tag` says what it is made of, or that."""
    headers = (request.headers.get(name, "") for name in ("If-None-Match", "If-Match"))
    named = (each.removeprefix("W/") for header in headers for each in parse_etags(header))
    return next((each for each in named if each.startswith(f"{tag[:-1]}.")), tag)


def revalidated(response: HttpResponseBase, tag: str) -> HttpResponseBase:
    """The response with its ETag, to be kept by one browser that asks before each use."""
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response
