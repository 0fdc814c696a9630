"""How the progress events of a job end, by what its folder holds at each look."""

import asyncio
from collections.abc import Callable

import pytest

from synthesis.storage import JobAudio, mark_ended, write_segment
from tenants import files
from web.audio import job_events

KEY = bytes(32)
Change = Callable[[JobAudio], object]


def nothing(audio: JobAudio) -> None: ...


def make_all(audio: JobAudio) -> None:
    for index in range(audio.segments):
        write_segment(audio, index, b"\0\0" * 24)


def events(
    folder: str, monkeypatch, *looks: tuple[Change, bool], ended: str | None = None
) -> list[str]:
    """The names of the events, where each look finds a change, and the worker's word or not."""
    audio = JobAudio(stream="", folder=folder, segments=2, sample_rate=24_000, key=lambda: KEY)

    async def ticks(_audio):
        for change, completed in looks:
            change(audio)
            yield completed

    async def collect() -> list[bytes]:
        return [event async for event in job_events._events(audio, "job_1", ended=ended)]

    monkeypatch.setattr(job_events, "ticks_of", ticks)
    lines = b"".join(asyncio.run(collect())).decode().splitlines()
    return [line.removeprefix("event: ") for line in lines if line.startswith(("event", ":"))]


PROGRESS, WAITING, COMPLETED = "job.progress", ": still here", "job.completed"


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        ([(make_all, True)], [PROGRESS, COMPLETED]),
        ([(make_all, False), (nothing, False)], [PROGRESS, WAITING, COMPLETED]),
        ([(nothing, True), (nothing, True)], [PROGRESS, WAITING]),
        ([(lambda audio: mark_ended(audio, "cancelled"), False)], [PROGRESS, "job.cancelled"]),
        (
            [(lambda audio: files.store().remove_folder(audio.folder), False)],
            [PROGRESS, "job.deleted"],
        ),
    ],
)
def test_a_job_in_work_ends_as_its_files_say(monkeypatch, looks, expected):
    files.store().make("job_1")
    assert events("job_1", monkeypatch, *looks) == expected


def test_a_job_that_had_ended_before_says_so_at_once(monkeypatch):
    looks = [(nothing, False)] * 2
    assert events("job_1", monkeypatch, *looks, ended="failed") == [PROGRESS, "job.failed"]
