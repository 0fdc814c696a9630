"""What a listener costs the event loop that serves all: 100 follow a job of 1,000 segments.

`python -m bench.listeners` finishes SEGMENTS_MADE segments of the job, each with its file and its
message, and prints the processor time of the loop's thread for each listener and segment: as it is,
and for listeners of which each looks at all files at every message, in the same run. It needs a
Valkey at REDIS_URL.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any

import django

import config  # noqa: F401 (puts platform/ on the path)

LISTENERS = 100
SEGMENTS = 1_000
MADE_BEFORE = 900
SEGMENTS_MADE = 4
ROUNDS = 1


def main() -> int:
    """Measure and print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LECTERN_FILES"] = folder
        django.setup()
        figures: dict[str, list[float]] = {"all files looked at": [], "by messages": []}
        for number in range(ROUNDS):
            for name, listen in (("all files looked at", _looking), ("by messages", _told)):
                audio = _job(f"{number}-{name}".replace(" ", "-"))
                figures[name].append(asyncio.run(_measure(audio, listen)))
    for name, seconds in figures.items():
        each = 1e6 * statistics.median(seconds) / LISTENERS / SEGMENTS_MADE
        print(f"{name:<22}{each:9.0f} µs a listener and segment")
    return 0


def _job(folder: str) -> Any:
    from synthesis import storage
    from synthesis.storage import JobAudio

    audio = JobAudio(
        stream=f"bench:{folder}",
        folder=folder,
        segments=SEGMENTS,
        sample_rate=24_000,
        key=lambda: bytes(32),
    )
    storage.prepare(audio)
    for index in range(MADE_BEFORE):
        storage.write_segment(audio, index, bytes(4_800))
    return audio


async def _measure(audio: Any, listen: Callable[[Any], AsyncGenerator[bytes, None]]) -> float:
    """Processor seconds of this thread while SEGMENTS_MADE segments are finished."""
    import redis
    from django.conf import settings

    from synthesis import storage
    from synthesis.streaming.wakes import CHANNEL, Made, Wake, message

    heard = 0

    async def follow() -> None:
        nonlocal heard
        async with aclosing(listen(audio)) as events:
            async for _event in events:
                heard += 1

    listeners = [asyncio.create_task(follow()) for _ in range(LISTENERS)]
    client = redis.Redis.from_url(settings.REDIS_URL)
    await asyncio.sleep(3)
    started = time.thread_time()
    for index in range(MADE_BEFORE, MADE_BEFORE + SEGMENTS_MADE):
        await asyncio.to_thread(storage.write_segment, audio, index, bytes(4_800))
        made = Made(segment=index, revision=0, done=index + 1, audio_ms=index * 100, remade=0)
        before = heard
        await asyncio.to_thread(client.publish, CHANNEL, message(audio.stream, Wake(made=made)))
        while heard < before + LISTENERS:
            await asyncio.sleep(0.01)
    spent = time.thread_time() - started
    for listener in listeners:
        listener.cancel()
    await asyncio.gather(*listeners, return_exceptions=True)
    client.close()
    return spent


async def _told(audio: Any) -> AsyncGenerator[bytes, None]:
    from synthesis.progress import Progress
    from web.audio import job_events

    progress = Progress(total=SEGMENTS, done=MADE_BEFORE, audio_ms=0, _next=MADE_BEFORE)
    async for event in job_events._events(audio, "job", progress, ended=None):
        yield event


async def _looking(audio: Any) -> AsyncGenerator[bytes, None]:
    """As it was in the beginning: each listener asks for each file, on the event loop."""
    from synthesis import storage
    from synthesis.streaming.wakes import ear_on

    async with ear_on(audio.stream) as (ear, _valkey):
        while True:
            sizes = []
            for index in range(audio.segments):
                try:
                    sizes.append(storage.segment_bytes(audio, index))
                except FileNotFoundError:
                    continue
            yield str(sum(sizes)).encode()
            await ear.wait(5)


if __name__ == "__main__":
    sys.exit(main())
