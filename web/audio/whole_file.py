"""Responses with a whole audio file, or the range of it that the client wants."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterable
from typing import BinaryIO

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

from synthesis.aigc.producer import tags_for
from synthesis.encode import AudioFormat, encode_file
from tenants import derived_files
from tenants.derived_files import DerivedFile
from tenants.sealing.encrypted_scratch import encrypted_scratch
from web.audio import byte_range

BLOCK = 512 * 1024
"""As much as comes with the first answer of an object storage."""


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
    file = derived_files.opened(kept) if kept else None
    if file is None:
        file = _encoded(audio_format, pcm, sample_rate, out_rate, produce_id)
        if kept:
            derived_files.keep(kept, file)
    return _ranged(file, audio_format, wanted)  # the answer closes it


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


def _ranged(file: BinaryIO, audio_format: AudioFormat, wanted: str) -> HttpResponseBase:
    length = file.seek(0, os.SEEK_END)
    try:
        part = byte_range.parse(wanted, length)
    except byte_range.Unsatisfiable:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{length}"})
    start, end = part or (0, length)
    file.seek(start)
    response = _streamed(file, end - start, audio_format.content_type)
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
