"""Responses with a whole file, or the range of it that the client wants."""

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Callable, Iterable
from typing import BinaryIO
from weakref import WeakValueDictionary

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

from synthesis.aigc.producer import tags_for
from synthesis.encode import AudioFormat, encode_file
from tenants import derived_files
from tenants.derived_files import DerivedFile
from tenants.sealing.encrypted_scratch import encrypted_scratch
from web.audio import byte_range

BLOCK = 512 * 1024
"""As much as comes with the first answer of an object storage."""
_looking = threading.Lock()
_locks: WeakValueDictionary[str, threading.Lock] = WeakValueDictionary()
"""Of the files that are being encoded, by their names, as long as somebody holds or awaits them."""


def file_response(
    audio_format: AudioFormat,
    pcm: Iterable[bytes],
    *,
    sample_rate: int,
    out_rate: int | None,
    produce_id: str,
    wanted: str,
    kept: DerivedFile | None = None,
) -> HttpResponseBase:
    """Mono 16-bit PCM as a labelled file with its true length; `wanted` is a Range header or "".

    What is `kept` is sent without a look at `pcm`; where nothing is, it is kept from now on.
    Answers 416 for a range outside of the file.
    """

    def encoded() -> BinaryIO:
        return _encoded(audio_format, pcm, sample_rate, out_rate, produce_id)

    file = _kept(kept, encoded) if kept else encoded()
    return ranged_file(file, audio_format.content_type, wanted)  # which closes it


def _kept(kept: DerivedFile, encoded: Callable[[], BinaryIO]) -> BinaryIO:
    """What is kept; or what `encoded` gives, which is kept from now on.

    A player that seeks while its first request is encoded waits for that one, if it is in this
    process, instead of having all encoded once more.
    """
    if file := derived_files.opened(kept):
        return file
    with _lock_of(kept.name):
        if file := derived_files.opened(kept):
            return file
        file = encoded()
        derived_files.keep(kept, file)
        return file


def _lock_of(name: str) -> threading.Lock:
    with _looking:
        return _locks.setdefault(name, threading.Lock())


def _encoded(
    audio_format: AudioFormat,
    pcm: Iterable[bytes],
    sample_rate: int,
    out_rate: int | None,
    produce_id: str,
) -> BinaryIO:
    file = encrypted_scratch()
    encode_file(
        audio_format,
        pcm,
        sample_rate=sample_rate,
        out_rate=out_rate,
        out=file,
        tags=tags_for(produce_id, audio_format),
    )
    return file


def ranged_file(file: BinaryIO, content_type: str, wanted: str) -> HttpResponseBase:
    """A file, or the range of it that the Range header `wanted` names; 416 for one outside of it.
    The file is closed after it is sent."""
    length = file.seek(0, os.SEEK_END)
    try:
        part = byte_range.parse(wanted, length)
    except byte_range.Unsatisfiable:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{length}"})
    start, end = part or (0, length)
    file.seek(start)
    response = _streamed(file, end - start, content_type)
    response.status_code = 206 if part else 200
    response["Accept-Ranges"] = "bytes"
    if part:
        response["Content-Range"] = f"bytes {start}-{end - 1}/{length}"
    return response


def whole_file(file: BinaryIO, content_type: str) -> StreamingHttpResponse:
    """All of a file, which is closed after it is sent."""
    length = file.seek(0, os.SEEK_END)
    file.seek(0)
    return _streamed(file, length, content_type)


def _streamed(file: BinaryIO, length: int, content_type: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(_blocks(file, length), content_type=content_type)
    response["Content-Length"] = str(length)
    return response


async def _blocks(file: BinaryIO, length: int) -> AsyncIterator[bytes]:
    """The next `length` bytes of a file, which is closed after them."""
    try:
        while block := await asyncio.to_thread(file.read, min(BLOCK, length)):
            yield block
            length -= len(block)
    finally:
        file.close()
