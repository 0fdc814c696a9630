"""Answers that hold a job's audio; pages and REST give out the same ones."""

import asyncio
import io
import logging
import os
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import BinaryIO

from django.db import connection
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _

from synthesis import services, storage
from synthesis.encode import FORMATS, AudioFormat, StreamEncoder, encode_file
from synthesis.models import Job
from synthesis.storage import JobAudio
from synthesis.stream import AudioEnded, AudioStalled, follow
from tenants.context import in_tenant
from tenants.models import Tenant
from tenants.refusal import Refused

log = logging.getLogger(__name__)

BLOCK = 64 * 1024


def chosen_format(name: str, *, param: str = "response_format") -> AudioFormat:
    """The format of that name. Raises Refused."""
    if name not in FORMATS:
        message = _("There is no format “%(name)s”; there are: %(known)s.")
        figures = {"name": name[:20], "known": ", ".join(FORMATS)}
        raise Refused("unknown_format", message % figures, param=param)
    return FORMATS[name]


def audio_of(tenant: Tenant, job: Job, audio_format: AudioFormat) -> HttpResponseBase:
    """The whole file of a finished job, or what there is and will be of one that is being made.

    Raises Refused when the job ended without its audio.
    """
    if job.status == Job.Status.COMPLETED:
        return whole(tenant, job, audio_format)
    if not job.is_open:
        message = _("This job has no whole audio: it is %(status)s.")
        raise Refused(
            "job_not_completed", message % {"status": job.get_status_display()}, status=409
        )
    return stream(tenant, job, audio_format, cancel_on_disconnect=False)


def stream(
    tenant: Tenant, job: Job, audio_format: AudioFormat, *, cancel_on_disconnect: bool
) -> StreamingHttpResponse:
    """The job's audio while it is being made, from its beginning."""
    encoder = StreamEncoder(audio_format.name, sample_rate=job.sample_rate)

    def give_up() -> None:
        with in_tenant(tenant):
            services.cancel(tenant=tenant, job_id=job.id)

    body = _encoded(
        storage.job_audio(tenant, job), encoder, give_up if cancel_on_disconnect else None
    )
    return _response(StreamingHttpResponse(body), job, audio_format)


def whole(tenant: Tenant, job: Job, audio_format: AudioFormat) -> StreamingHttpResponse:
    """The file of a finished job, with its true length in header and answer."""
    audio = storage.job_audio(tenant, job)
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the answer closes it)
    encode_file(
        audio_format.name,
        (audio.segment(index).read_bytes() for index in range(audio.segments)),
        sample_rate=job.sample_rate,
        out=file,
    )
    length = file.seek(0, os.SEEK_END)
    file.seek(0)
    response = _response(StreamingHttpResponse(_blocks(file)), job, audio_format)
    response["Content-Length"] = str(length)
    return response


def segment_wav(path: Path, sample_rate: int) -> HttpResponse:
    """One finished segment as a WAV file."""
    out = io.BytesIO()
    encode_file("wav", [path.read_bytes()], sample_rate=sample_rate, out=out)
    response = HttpResponse(out.getvalue(), content_type="audio/wav")
    # A finished segment never changes.
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response


def _response(
    response: StreamingHttpResponse, job: Job, audio_format: AudioFormat
) -> StreamingHttpResponse:
    response["Content-Type"] = audio_format.content_type
    response["Content-Disposition"] = f'inline; filename="{job.id}.{audio_format.extension}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Accel-Buffering"] = "no"
    response["x-lectern-job"] = job.id
    return response


async def _encoded(
    audio: JobAudio, encoder: StreamEncoder, give_up: Callable[[], None] | None
) -> AsyncIterator[bytes]:
    complete = False
    try:
        async for pcm in follow(audio):
            # A segment takes tens of milliseconds to encode: not on the event loop.
            if data := await asyncio.to_thread(encoder.write, pcm):
                yield data
        yield encoder.close()
        complete = True
    except (AudioEnded, AudioStalled) as ended:
        # Raising breaks the connection off, which is how a client learns that audio is missing.
        log.info("stream of %s broken off: %s", audio.folder.name, ended)
        raise
    finally:
        if not complete and give_up is not None:
            asyncio.get_running_loop().run_in_executor(None, _in_thread, give_up)


def _in_thread(act: Callable[[], None]) -> None:
    try:
        act()
    except Exception:
        log.exception("after a disconnect")
    finally:
        connection.close()


async def _blocks(file: BinaryIO) -> AsyncIterator[bytes]:
    try:
        while block := await asyncio.to_thread(file.read, BLOCK):
            yield block
    finally:
        file.close()
