"""The states of a lesson's lines as Server-Sent Events, while it is being made.

The states are read in a thread, which closes its connection: a stream holds none while it waits.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http import StreamingHttpResponse

from lessons.access import Viewer
from lessons.models import Lesson
from lessons.services.states import overview, progress_of
from tenants.context import in_tenant
from tenants.refusal import Refused
from web.lessons.presentation import state_json

POLL_SECONDS = 1.0
LONGEST_SECONDS = 600.0


def events_of(viewer: Viewer, lesson: Lesson) -> StreamingHttpResponse:
    """`lesson.lines` with all states at once, then with those that change, and `lesson.idle` when
    nothing waits or is being made any more. After LONGEST_SECONDS the client has to ask again."""
    response = StreamingHttpResponse(_events(viewer, lesson.id))
    response["Content-Type"] = "text/event-stream"
    response["Cache-Control"] = "private, no-store"
    response["X-Accel-Buffering"] = "no"
    return response


async def _events(viewer: Viewer, lesson_id: str) -> AsyncIterator[bytes]:
    known: dict[str, dict[str, Any]] = {}
    progress: tuple[object, ...] = ()
    until = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < until:
        read = await asyncio.to_thread(_read, viewer, lesson_id, progress)
        if read is None:
            yield _event("lesson.deleted", lesson_id, {})
            return
        changed = [state for state in read.states if known.get(state["key"]) != state]
        if changed or not progress:
            body = {"revision": read.revision, "lines": changed}
            yield _event("lesson.lines", lesson_id, body)
            known |= {state["key"]: state for state in changed}
        else:
            yield b": still here\n\n"
        progress = read.progress
        if not read.is_busy:
            yield _event("lesson.idle", lesson_id, {"revision": read.revision})
            return
        await asyncio.sleep(POLL_SECONDS)


@dataclass(frozen=True, slots=True)
class _Read:
    """The lesson at one moment; no states where nothing has changed since the one before."""

    revision: int
    progress: tuple[object, ...]
    states: list[dict[str, Any]]
    is_busy: bool


def _read(viewer: Viewer, lesson_id: str, before: tuple[object, ...]) -> _Read | None:
    try:
        with in_tenant(viewer.tenant):
            lesson = Lesson.objects.filter(id=lesson_id).first()
            if lesson is None:
                return None
            progress = progress_of(lesson)
            if progress == before:
                return _Read(lesson.revision, progress, [], is_busy=True)
            try:
                now = overview(tenant=viewer.tenant, lesson=lesson, viewer=viewer)
            except Refused:
                return _Read(lesson.revision, progress, [], is_busy=False)
            states = [state_json(each) for each in now.states]
            return _Read(lesson.revision, progress, states, now.is_busy)
    finally:
        connection.close()


def _event(name: str, lesson_id: str, data: dict[str, Any]) -> bytes:
    body = json.dumps({"type": name, "id": lesson_id, **data})
    return f"event: {name}\ndata: {body}\n\n".encode()
