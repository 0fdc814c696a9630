"""A job's progress as Server-Sent Events: what its workers say, as async code must not touch the
ORM, and what its files say while nobody says anything.

A message costs the event loop 25 µs for each listener. When each listener asked for all files of a
job of 1,000 segments instead, it was 25 ms (`python -m bench.listeners`).
"""

import json
import logging
from collections.abc import AsyncIterator
from typing import Any

from django.http import StreamingHttpResponse

from synthesis import storage
from synthesis.models import Job
from synthesis.progress import Progress, progress_of
from synthesis.storage import JobAudio
from synthesis.streaming.stream import TICK_SECONDS, looked
from synthesis.streaming.wakes import ear_on
from tenants.models import Tenant
from tenants.stores.port import StoreAway

log = logging.getLogger(__name__)


def events_of(tenant: Tenant, job: Job) -> StreamingHttpResponse:
    """`job.progress` at once and whenever a segment is finished, then `job.completed`,
    `job.failed` or `job.cancelled`; a comment line keeps the connection open in between."""
    audio = storage.job_audio(tenant, job)
    ended = job.status if not job.is_open else None
    response = StreamingHttpResponse(_events(audio, job.id, progress_of(job), ended=ended))
    response["Content-Type"] = "text/event-stream"
    response["Cache-Control"] = "private, no-store"
    response["X-Accel-Buffering"] = "no"
    return response


async def _events(
    audio: JobAudio, job_id: str, progress: Progress, *, ended: str | None
) -> AsyncIterator[bytes]:
    """`ended` is the status of a job that had ended before the request, else None."""
    if ended:
        yield _event("job.progress", job_id, progress, with_audio=True)
        yield _event(f"job.{ended}", job_id, progress)
        return
    done_before = -1
    async with ear_on(audio.stream) as (ear, _valkey):
        ear.unsure = True
        while True:
            outcome = None
            if is_unsure := ear.unsure:
                ear.unsure = False
                try:
                    outcome = await looked(lambda: _look(audio, progress))
                except StoreAway as away:
                    log.warning("progress of %s not looked up: %s", job_id, away.detail)
                    is_unsure = False
            progress.hear(ear.newest, ear.made)
            if progress.done != done_before:
                yield _event("job.progress", job_id, progress, with_audio=True)
            else:
                yield b": still here\n\n"
            # The last segment's file appears a moment before the job's row says that it is
            # completed: without the worker's word for it, it counts at the second look.
            if is_unsure and progress.is_whole and progress.done == done_before:
                outcome = str(Job.Status.COMPLETED)
            if outcome := ear.ended or outcome:
                yield _event(f"job.{outcome}", job_id, progress)
                return
            done_before = progress.done
            await ear.wait(TICK_SECONDS)


def _look(audio: JobAudio, progress: Progress) -> str | None:
    """Bring the progress up to date by the files; how the job ended, if it did."""
    # The marker is read first: a segment finished before it was set must not be missed.
    marked = storage.ended_as(audio)
    progress.look(audio)
    if marked is None and not progress.is_whole and not storage.is_kept(audio):
        return "deleted"
    return marked


def _event(name: str, job_id: str, progress: Progress, *, with_audio: bool = False) -> bytes:
    data: dict[str, Any] = {
        "type": name,
        "id": job_id,
        "segments_total": progress.total,
        "segments_done": progress.done,
    }
    if with_audio:
        data["audio_ms"] = progress.audio_ms
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()
