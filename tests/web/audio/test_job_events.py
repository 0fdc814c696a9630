"""How the progress events of a job end: by what workers say, and by its files without a word."""

import asyncio
import json
from collections.abc import Callable
from contextlib import asynccontextmanager

import pytest

from synthesis import storage
from synthesis.progress import Progress
from synthesis.storage import JobAudio, mark_ended, write_segment
from synthesis.streaming.wakes import Ear, Made, Wake
from tenants import files
from web.audio import job_events

KEY = bytes(32)
SEGMENT = b"\0\0" * 24
Change = Callable[[JobAudio, Ear], object]


def make_all(audio: JobAudio, ear: Ear) -> None:
    for index in range(audio.segments):
        write_segment(audio, index, SEGMENT)


def made(segment: int, done: int, ended: str | None = None) -> Change:
    word = Made(segment=segment, revision=0, done=done, audio_ms=10 * done, remade=0)
    return lambda audio, ear: ear.hear(Wake(made=word, ended=ended))


def nothing(audio: JobAudio, ear: Ear) -> None:
    ear.unsure = True  # as after a while


def events(
    folder: str, monkeypatch, *changes: Change, ended: str | None = None, done: int = 0
) -> list[bytes]:
    """The events, where each look finds a change."""
    audio = JobAudio(stream="", folder=folder, segments=2, sample_rate=24_000, key=lambda: KEY)
    left = list(changes)

    class Changing(Ear):
        async def wait(self, seconds: float) -> None:
            left.pop(0)(audio, self)

    @asynccontextmanager
    async def ear_on(_stream):
        yield Changing(chunks=False), None

    async def collect() -> list[bytes]:
        progress = Progress(total=2, done=done, audio_ms=10 * done, _next=done)
        return [event async for event in job_events._events(audio, "job_1", progress, ended=ended)]

    monkeypatch.setattr(job_events, "ear_on", ear_on)
    return asyncio.run(collect())


def names(found: list[bytes]) -> list[str]:
    lines = b"".join(found).decode().splitlines()
    return [line.removeprefix("event: ") for line in lines if line.startswith(("event", ":"))]


def data(event: bytes) -> tuple[int, int]:
    body = json.loads(event.split(b"data: ")[1])
    return body["segments_done"], body["audio_ms"]


PROGRESS, WAITING, COMPLETED = "job.progress", ": still here", "job.completed"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([made(0, 1), made(1, 2, "completed")], [PROGRESS, PROGRESS, PROGRESS, COMPLETED]),
        # Out of order: two workers.
        ([made(1, 2, "completed")], [PROGRESS, PROGRESS, COMPLETED]),
        ([lambda audio, ear: ear.hear(Wake(ended="failed"))], [PROGRESS, WAITING, "job.failed"]),
        # No worker is heard.
        ([make_all, nothing, nothing], [PROGRESS, WAITING, PROGRESS, WAITING, COMPLETED]),
        (
            [lambda audio, ear: (mark_ended(audio, "cancelled"), nothing(audio, ear))],
            [PROGRESS, WAITING, "job.cancelled"],
        ),
        (
            [lambda audio, ear: (storage.remove(audio), nothing(audio, ear))],
            [PROGRESS, WAITING, "job.deleted"],
        ),
    ],
)
def test_a_job_in_work_ends_as_its_workers_or_its_files_say(monkeypatch, changes, expected):
    files.store().make("job_1")
    assert names(events("job_1", monkeypatch, *changes)) == expected


def test_progress_is_what_workers_say_and_goes_on_with_files(monkeypatch):
    files.store().make("job_1")
    found = events("job_1", monkeypatch, made(0, 1), make_all, nothing, nothing)
    shown = [data(event) for event in found if b"job.progress" in event]
    assert shown == [(0, 0), (1, 10), (2, 11)]


def test_files_are_looked_for_only_from_the_first_unknown_one_on(monkeypatch):
    """A look is a request where files lie in object storage."""
    files.store().make("job_1")
    looks: list[int] = []
    size = storage.segment_bytes

    def counted(audio: JobAudio, index: int) -> int:
        looks.append(index)
        return size(audio, index)

    monkeypatch.setattr(storage, "segment_bytes", counted)
    events("job_1", monkeypatch, nothing, made(1, 2, "completed"), done=1)
    assert looks == [1, 1]


def test_a_job_that_had_ended_before_says_so_at_once(monkeypatch):
    assert names(events("job_1", monkeypatch, ended="failed")) == [PROGRESS, "job.failed"]
