"""A job's progress as Server-Sent Events, from its files: async code must not touch the ORM."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

from django.http import StreamingHttpResponse

from synthesis import storage
from synthesis.models import Job
from synthesis.storage import JobAudio
from synthesis.stream import ticks_of
from tenants.models import Tenant
from tenants.stores.port import StoreAway

log = logging.getLogger(__name__)


def events_of(tenant: Tenant, job: Job) -> StreamingHttpResponse:
    """`job.progress` at once and whenever a segment is finished, then `job.completed`,
    `job.failed` or `job.cancelled`; a comment line keeps the connection open in between."""
    audio = storage.job_audio(tenant, job)
    response = StreamingHttpResponse(
        _events(audio, job.id, ended=job.status if not job.is_open else None)
    )
    response["Content-Type"] = "text/event-stream"
    response["Cache-Control"] = "private, no-store"
    response["X-Accel-Buffering"] = "no"
    return response


async def _events(audio: JobAudio, job_id: str, *, ended: str | None) -> AsyncIterator[bytes]:
    """`ended` is the status of a job that had ended before the request, else None."""
    done_before = -1
    async for completed in ticks_of(audio):
        try:
            made = await asyncio.to_thread(storage.made, audio)
        except StoreAway as away:
            log.warning("progress of %s not read: %s", job_id, away.detail)
            yield b": still here\n\n"
            continue
        done = len(made.sizes)
        if done != done_before:
            yield _event("job.progress", job_id, audio, done, size=sum(made.sizes.values()))
        else:
            yield b": still here\n\n"
        outcome = None
        # The last segment's file appears a moment before the job's row says that it is completed:
        # without the worker's word for it, whole audio counts from the second look on.
        if done == audio.segments and (completed or done == done_before):
            outcome = str(Job.Status.COMPLETED)
        elif made.ended:
            outcome = made.ended
        elif made.deleted:
            outcome = "deleted"
        if outcome := ended or outcome:
            yield _event(f"job.{outcome}", job_id, audio, done)
            return
        done_before = done


def _event(name: str, job_id: str, audio: JobAudio, done: int, size: int | None = None) -> bytes:
    data: dict[str, Any] = {
        "type": name,
        "id": job_id,
        "segments_total": audio.segments,
        "segments_done": done,
    }
    if size is not None:
        data["audio_ms"] = storage.milliseconds(size, audio.sample_rate)
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()
