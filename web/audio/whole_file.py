"""Responses with a whole file, or the range of it that the client wants.

A file that is kept is signed before (synthesis.content_credentials): once, not at each request.
"""

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Callable, Iterable
from typing import BinaryIO
from weakref import WeakValueDictionary

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from synthesis.aigc.producer import tags_for
from synthesis.content_credentials.files import can_hold, credentials_for, with_credentials
from synthesis.content_credentials.manifest import Origin
from synthesis.encode import AudioFormat, encode_file
from tenants import derived_files
from tenants.derived_files import DerivedFile
from tenants.sealing.encrypted_scratch import encrypted_scratch
from web.audio import byte_range
from web.audio.revalidation import revalidated

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
) -> HttpResponseBase:
    """Mono 16-bit PCM as a labelled file with its true length; `wanted` is a Range header or "".

    Answers 416 for a range outside of the file.
    """
    file = _encoded(audio_format, pcm, sample_rate, out_rate, produce_id)
    return ranged_file(file, audio_format.content_type, wanted)  # which closes it


def kept_response(
    request: HttpRequest,
    audio_format: AudioFormat,
    pcm: Iterable[bytes],
    *,
    sample_rate: int,
    out_rate: int | None,
    produce_id: str,
    tag: str,
    kept: DerivedFile,
    origin: Callable[[], Origin],
) -> HttpResponseBase:
    """The same, of what is `kept`, which is sent without a look at `pcm`; where nothing is, it is
    signed with `origin` and kept from now on.

    `tag` is the ETag of what it is made of. Its own has more to it: no two signatures are the same,
    and a range of one file must not be joined to the rest of another.
    """

    def encoded() -> BinaryIO:
        return _encoded(audio_format, pcm, sample_rate, out_rate, produce_id)

    if can_hold(audio_format):
        file, tag = _signed(kept, encoded, audio_format, origin, tag)
    else:
        file = _kept(kept, encoded)
    # A range of what is no longer there would be joined to the rest of something else.
    is_same = request.headers.get("If-Range", tag) == tag
    wanted = request.headers.get("Range", "") if is_same else ""
    return revalidated(ranged_file(file, audio_format.content_type, wanted), tag)


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


def _signed(
    kept: DerivedFile,
    encoded: Callable[[], BinaryIO],
    audio_format: AudioFormat,
    origin: Callable[[], Origin],
    tag: str,
) -> tuple[BinaryIO, str]:
    """The same with what `encoded` gives signed, and the ETag of the very file.

    Where it can't be kept, all requests get it unsigned: then it has the same bytes each time.
    """
    unsigned: list[BinaryIO] = []

    def signed() -> BinaryIO:
        unsigned.append(encoded())
        return with_credentials(unsigned[0], audio_format, credentials_for(origin()))

    file = _kept(kept, signed)
    if unsigned:
        stored = derived_files.opened(kept)
        if stored is None:
            if file is not unsigned[0]:
                file.close()
            return unsigned[0], tag
        for each in {id(each): each for each in (file, *unsigned)}.values():
            each.close()
        file = stored
    return file, f'{tag[:-1]}.{derived_files.mark_of(file)}"'


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
