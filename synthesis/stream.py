"""A job's audio while it is being made: PCM over a Redis Stream, with files as the truth.

The worker publishes chunks as `segment, revision, offset, sealed` (the PCM, sealed with the job's
key, so that Valkey never holds it in the clear); a reader yields finished segments
from their files and follows the stream for the one that is being made. As a retry makes the same
bytes again, an offset is all that a reader needs to go on after a crash. If the stream is lost,
the reader waits for files.

The reader is async and touches no database: in async code the connection's schema is `public`.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from typing import Any

import redis
import redis.asyncio
from django.conf import settings
from redis.typing import EncodableT, FieldT

from synthesis.storage import (
    JobAudio,
    ended_as,
    is_kept,
    read_segment,
    seal_chunk,
    stream_prefix,
    unseal_chunk,
)
from synthesis.wakes import CHANNEL, ear_on, message
from tenants.models import Tenant
from tenants.sealing.keys import Undecryptable
from tenants.stores.port import StoreAway

log = logging.getLogger(__name__)

EXPIRY_SECONDS = 3600
SILENT_SECONDS = 10
POLL_MS = 1000
TICK_MS = 5000
"""How often a listener of events looks although nothing woke it. At every second, 400 of them took
46 % of the web process's event loop (make load)."""
STALLED_SECONDS = 300


class BrokenOff(Exception):
    """The stream ends before the audio does."""

    @property
    def reason(self) -> str:
        """Why, in a word, for the metrics."""
        return type(self).__name__.removeprefix("Audio").lower()


class AudioEnded(BrokenOff):
    """The job was cancelled or failed before its last segment; holds its status."""

    @property
    def reason(self) -> str:
        return str(self)


class AudioStalled(BrokenOff):
    """Nothing was made for STALLED_SECONDS."""


class AudioUnreadable(BrokenOff):
    """A finished segment's file was changed, cut off or exchanged."""


class Publisher:
    """The worker's side. Losing Valkey loses no audio, so errors are logged and ignored.

    A Valkey that hangs would cost its timeout at every chunk: nothing is sent to it for a while.
    """

    def __init__(self) -> None:
        self._silent_until = 0.0
        self._redis = redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2
        )

    def chunk(self, audio: JobAudio, *, segment: int, offset: int, pcm: bytes) -> None:
        """`offset` counts bytes from the segment's beginning."""
        if not is_kept(audio):
            return  # deleted, or purged with its voice: nothing of it may come back
        revision = audio.revisions.get(segment, 0)
        sealed = seal_chunk(audio, segment, offset, pcm)
        self._add(
            audio, {"segment": segment, "revision": revision, "offset": offset, "sealed": sealed}
        )

    def wake(self, audio: JobAudio, *, completed: bool = False) -> None:
        """Tell readers to look at the files again: a segment is finished, or the job ended."""
        fields: dict[FieldT, EncodableT] = {
            "segment": -1,
            "revision": 0,
            "offset": 0,
            "sealed": b"",
        }
        self._add(audio, fields, message(audio.stream, completed=completed))

    def forget(self, audio: JobAudio) -> None:
        """Delete what is left of the stream. Raises redis.RedisError."""
        self._redis.delete(audio.stream)

    def forget_all(self, tenant: Tenant) -> None:
        """Delete the streams of all jobs of a tenant. Raises redis.RedisError."""
        for name in self._redis.scan_iter(match=f"{stream_prefix(tenant)}*", count=1000):
            self._redis.delete(name)

    def _add(
        self, audio: JobAudio, fields: dict[FieldT, EncodableT], wake: str | None = None
    ) -> None:
        if time.monotonic() < self._silent_until:
            return
        try:
            with self._redis.pipeline(transaction=False) as pipe:
                pipe.xadd(audio.stream, fields, maxlen=2000, approximate=True)
                pipe.expire(audio.stream, EXPIRY_SECONDS)
                if wake is not None:
                    pipe.publish(CHANNEL, wake)
                pipe.execute()
        except redis.RedisError as error:
            log.warning("stream of %s not published: %s", audio.job_id, error)
            if isinstance(error, redis.TimeoutError):
                self._silent_until = time.monotonic() + SILENT_SECONDS


async def follow(audio: JobAudio, *, first_segment: int = 0) -> AsyncIterator[bytes]:
    """PCM of the job from `first_segment` on, as it is made, to the end.

    Raises AudioEnded, AudioStalled or AudioUnreadable.
    """
    client = redis.asyncio.Redis.from_url(settings.REDIS_URL)
    try:
        async for pcm in _follow(audio, first_segment, client):
            yield pcm
    finally:
        await client.aclose()


async def _follow(
    audio: JobAudio, first_segment: int, client: redis.asyncio.Redis
) -> AsyncIterator[bytes]:
    cursor: str | bytes = "0"
    given = 0  # bytes of the current segment that the reader has got
    index = first_segment
    progress = time.monotonic()
    while index < audio.segments:
        try:
            # The marker is read first: a segment finished before it was set must not be missed.
            ended = await asyncio.to_thread(ended_as, audio)
            pcm = await asyncio.to_thread(_finished, audio, index, given)
            deleted = pcm is None and not await asyncio.to_thread(is_kept, audio)
        except Undecryptable as error:
            log.error("the audio of %s is not what was stored: %s", audio.job_id, error)
            raise AudioUnreadable(audio.job_id) from error
        except StoreAway as away:
            log.warning("audio of %s not read: %s", audio.job_id, away.detail)
            ended, pcm, deleted = None, None, False
        if pcm is not None:
            if pcm:
                yield pcm
            index, given, progress = index + 1, 0, time.monotonic()
            continue
        if ended:
            raise AudioEnded(ended)
        if deleted:
            raise AudioEnded("deleted")
        if time.monotonic() - progress > STALLED_SECONDS:
            raise AudioStalled(audio.job_id)
        try:
            answer: Any = await client.xread({audio.stream: cursor}, block=POLL_MS)
        except redis.RedisError as error:
            log.warning("stream of %s not read: %s", audio.job_id, error)
            await asyncio.sleep(POLL_MS / 1000)
            continue
        for entry, fields in answer[0][1] if answer else []:
            cursor = entry
            offset = int(fields[b"offset"])
            here = (int(fields[b"segment"]), int(fields[b"revision"]))
            wanted = (index, audio.revisions.get(index, 0))
            if here != wanted or offset > given:
                continue
            try:
                pcm = unseal_chunk(audio, index, offset, fields[b"sealed"])
            except Undecryptable as error:
                # The file will come, and is checked by itself.
                log.error("a chunk of %s is not its worker's: %s", audio.job_id, error)
                continue
            if given < offset + len(pcm):
                yield pcm[given - offset :]
                given, progress = offset + len(pcm), time.monotonic()


def _finished(audio: JobAudio, index: int, start: int) -> bytes | None:
    """The PCM of a segment from the byte `start` on; None where it is not finished."""
    try:
        return read_segment(audio, index, start=start)
    except FileNotFoundError:
        return None


async def ticks_of(audio: JobAudio) -> AsyncIterator[bool]:
    """Yield now, whenever a segment of the job is finished, and at least every TICK_MS.

    Yields True once the worker has reported the job as completed; that message may be lost.
    """
    async with ear_on(audio.stream) as ear:
        while True:
            yield ear.completed
            await ear.wait(TICK_MS / 1000)
