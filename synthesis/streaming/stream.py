"""A job's audio while it is being made: PCM by way of Valkey, with files as the truth.

A reader yields finished segments from their files, and the chunks of the one that is being made as
they are published (publisher). It waits to be woken (wakes), and looks for a file only when it
hears that one is there, or has heard nothing for a while: files may lie in object storage, where
each look is a request. If Valkey is away, it has the files.

The reader is async and touches no database: in async code the connection's schema is `public`.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TypeVar

import redis

from synthesis import storage
from synthesis.monitoring import counters
from synthesis.storage import JobAudio
from synthesis.streaming.underruns import Player
from synthesis.streaming.wakes import Ear, Valkey, ear_on
from synthesis.takes import Chunk, Take
from tenants.sealing.keys import Undecryptable
from tenants.stores.port import StoreAway

log = logging.getLogger(__name__)

T = TypeVar("T")
TICK_SECONDS = 5.0
"""How long a listener hears nothing before it looks for itself."""
STALLED_SECONDS = 300
ENTRIES_AT_ONCE = 16
COMPLETED = "completed"
# Looks wait for a disk or a network, and must not take the threads that encode.
_looks = ThreadPoolExecutor(16, thread_name_prefix="look")


class BrokenOff(Exception):
    """The stream ends before the audio does."""

    @property
    def reason(self) -> str:
        """Why, in a word, for the metrics."""
        return type(self).__name__.removeprefix("Audio").lower()


class AudioEnded(BrokenOff):
    """The job was cancelled, failed or deleted before its last segment; holds its status."""

    @property
    def reason(self) -> str:
        return str(self)


class AudioStalled(BrokenOff):
    """Nothing was made for STALLED_SECONDS."""


class AudioUnreadable(BrokenOff):
    """A finished segment's file was changed, cut off or exchanged."""


class MadeDifferently(BrokenOff):
    """A segment of which a part was given was made again, and does not begin with that part.

    The client can go on from the beginning of that segment (`from_segment`).
    """

    @property
    def reason(self) -> str:
        return "made_differently"


async def looked(look: Callable[[], T]) -> T:
    """What a function finds that looks at files, called in a thread."""
    return await asyncio.get_running_loop().run_in_executor(_looks, look)


async def follow(audio: JobAudio, *, first_segment: int = 0) -> AsyncIterator[bytes]:
    """PCM of the job from `first_segment` on, as it is made, to the end.

    No segment is put together from two attempts whose audio differs. Raises AudioEnded,
    AudioStalled, AudioUnreadable or MadeDifferently.
    """
    async for _index, pcm in follow_segments(audio, first_segment=first_segment):
        yield pcm


async def follow_segments(
    audio: JobAudio, *, first_segment: int = 0
) -> AsyncIterator[tuple[int, bytes]]:
    """The same, each piece of PCM with the index of its segment."""
    async with ear_on(audio.stream, chunks=True) as (ear, valkey):
        reader = _Reader(audio, first_segment, ear, valkey)
        player = Player()
        async for pcm in reader.read():
            ran_dry = player.gets(storage.milliseconds(len(pcm), audio.sample_rate) / 1000)
            if ran_dry and audio.interactive:
                counters.UNDERRUNS.labels(audio.engine).inc()
            yield reader.index, pcm
            player.asks()


class _Reader:
    """One listener's place in a job."""

    def __init__(self, audio: JobAudio, first: int, ear: Ear, valkey: Valkey) -> None:
        self._audio = audio
        self._index = first
        self._ear = ear
        self._take = Take()
        self._entries = _Entries(audio.stream, valkey)
        self._progress = time.monotonic()

    @property
    def index(self) -> int:
        """The segment that it is at."""
        return self._index

    async def read(self) -> AsyncIterator[bytes]:
        ear = self._ear
        ear.unsure = ear.chunk = True
        ended: str | None = None
        looks = False
        while self._index < self._audio.segments:
            if is_unsure := ear.unsure:
                ear.unsure = False
            try:
                if is_unsure:
                    # The marker is read first: a segment finished before it was set is not missed.
                    ended = await looked(partial(storage.ended_as, self._audio))
                ended = ear.ended or ended
                looks = bool(looks or is_unsure or ended or self._index in ear.made)
                pcm = await self._segment() if looks else None
                is_gone = is_unsure and pcm is None and not await looked(self._is_kept)
            except StoreAway as away:
                log.warning("audio of %s not read: %s", self._audio.job_id, away.detail)
                ended = pcm = None
                is_gone = False
            if pcm is not None:
                if pcm:
                    yield pcm
                # As those before it were there, the next one may be.
                looks = looks and self._index not in ear.made
                self._go_on()
                continue
            looks = False
            if is_gone:
                raise AudioEnded("deleted")
            if ended == COMPLETED:
                raise MadeDifferently(f"segment {self._index} has another text by now")
            if ended:
                raise AudioEnded(ended)
            if ear.chunk or is_unsure:
                ear.chunk = False
                if pcm := await self._chunks():
                    yield pcm
                    self._progress = time.monotonic()
            if time.monotonic() - self._progress > STALLED_SECONDS:
                raise AudioStalled(self._audio.job_id)
            await ear.wait(TICK_SECONDS)

    def _is_kept(self) -> bool:
        return storage.is_kept(self._audio)

    async def _segment(self) -> bytes | None:
        """What the reader has not got of this segment, from its file; None if there is none."""
        index = self._index
        try:
            pcm = await looked(partial(storage.read_segment, self._audio, index))
        except FileNotFoundError:
            revision = self._ear.made.pop(index, 0)
            if revision <= self._audio.revisions.get(index, 0):
                return None
            # Made again with another text, since the reader began.
            if self._take.given:
                raise MadeDifferently(f"segment {index}") from None
            revisions = {**self._audio.revisions, index: revision}
            self._audio = replace(self._audio, revisions=revisions)
            return await self._segment()
        except Undecryptable as error:
            log.error("the audio of %s is not what was stored: %s", self._audio.job_id, error)
            raise AudioUnreadable(self._audio.job_id) from error
        rest = self._take.rest_of(pcm)
        if rest is None:
            raise MadeDifferently(f"segment {index}")
        return rest

    def _go_on(self) -> None:
        self._ear.made.pop(self._index, None)
        self._index += 1
        self._take = Take()
        self._progress = time.monotonic()
        # Chunks of the next segment may have come already.
        self._entries.go_back_to(self._index)
        self._ear.chunk = True

    async def _chunks(self) -> bytes:
        """What was published of this segment since the last time, as far as it follows on."""
        index = self._index
        try:
            revision = self._audio.revisions.get(index, 0)
            published = await self._entries.new_of(index, revision)
        except redis.RedisError as error:
            log.warning("stream of %s not read: %s", self._audio.job_id, error)
            return b""
        chunks: list[Chunk] = []
        for attempt, offset, sealed in published:
            try:
                pcm = storage.unseal_chunk(self._audio, index, attempt, offset, sealed)
            except Undecryptable as error:
                # The file will come, and is checked by itself.
                log.error("a chunk of %s is not its worker's: %s", self._audio.job_id, error)
                continue
            chunks.append(Chunk(attempt, offset, pcm))
        return self._take.add(chunks)


class _Entries:
    """The entries of a job's stream, read once each unless they are of later segments."""

    def __init__(self, stream: str, valkey: Valkey) -> None:
        self._stream = stream
        self._valkey = valkey
        self._after = "-"
        self._first: dict[int, str] = {}
        """The first entry of each segment that is ahead of the reader."""

    def go_back_to(self, index: int) -> None:
        """Read the entries of a segment, which may have been passed over."""
        if entry := self._first.pop(index, None):
            self._after = entry

    async def new_of(self, index: int, revision: int) -> list[tuple[str, int, bytes]]:
        """Attempt, offset and sealed PCM of the chunks of a segment that are new.

        Raises redis.RedisError.
        """
        found: list[tuple[str, int, bytes]] = []
        while True:
            entries = await self._valkey.entries(self._stream, self._after, ENTRIES_AT_ONCE)
            for entry, fields in entries:
                self._after = f"({entry.decode()}"
                # Workers of 0.1 publish other entries while the installation is being upgraded.
                if b"attempt" not in fields:
                    continue
                segment = int(fields[b"segment"])
                if segment > index:
                    self._first.setdefault(segment, entry.decode())
                if (segment, int(fields[b"revision"])) == (index, revision):
                    chunk = (fields[b"attempt"].decode(), int(fields[b"offset"]), fields[b"sealed"])
                    found.append(chunk)
            if len(entries) < ENTRIES_AT_ONCE:
                return found
