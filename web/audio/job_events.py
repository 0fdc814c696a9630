"""A job's progress as Server-Sent Events, from its files: async code must not touch the ORM."""

import json
from collections.abc import AsyncIterator
from typing import Any

from django.http import StreamingHttpResponse

from synthesis import storage
from synthesis.models import Job
from synthesis.storage import JobAudio
from synthesis.stream import ticks_of
from tenants.models import Tenant


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
    seen = -1
    whole_before = False
    async for completed in ticks_of(audio):
        end = audio.end.read_text() if audio.end.exists() else None
        made = [path for path in map(audio.segment, range(audio.segments)) if path.exists()]
        if len(made) != seen:
            seen = len(made)
            size = sum(path.stat().st_size for path in made)
            yield _event("job.progress", job_id, audio, seen, size)
        else:
            yield b": still here\n\n"
        whole = seen == audio.segments
        # A segment's file exists a moment before its row is finished: look once more.
        if ended or (whole and (completed or whole_before)):
            yield _event(f"job.{ended or str(Job.Status.COMPLETED)}", job_id, audio, seen)
            return
        if end or not audio.folder.exists():
            yield _event(f"job.{end or 'deleted'}", job_id, audio, seen)
            return
        whole_before = whole


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
