"""Tells the listeners of jobs in this process what workers say: one subscription for them all.

A worker says on one channel of Valkey what it has done of which job: published a chunk, finished a
segment, ended the job. Each process hears the channel once, however many clients listen, and passes
on what it hears to those who follow that job. A message may be lost, with Valkey or while the
connection is away: a listener that has heard nothing for a while is told to look for itself.
"""

import asyncio
import contextlib
import json
import logging
import random
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from typing import Any
from weakref import WeakKeyDictionary

import redis
import redis.asyncio
from django.conf import settings

log = logging.getLogger(__name__)

CHANNEL = "lectern:wakes"
SUBSCRIBE_SECONDS = 1.0
RETRY_SECONDS = 1.0
PING_SECONDS = 15.0
JITTER = 0.5
"""Listeners that began together look at different moments: up to half as late again."""
CONNECTIONS = 8
"""To Valkey, of one event loop, for all listeners' reading."""
VALKEY_SECONDS = 2.0
SILENT_SECONDS = 5.0
"""How long nobody asks a Valkey that did not answer: each try could cost VALKEY_SECONDS."""


@dataclass(frozen=True, slots=True)
class Made:
    """A segment that is finished, and how far its job is with it."""

    segment: int
    revision: int
    done: int
    audio_ms: int
    remade: int
    """How often segments of the job were made again with another text. A remake takes its segment
    out of `done`, so `done` tells which of two messages is newer only where this is the same."""

    @property
    def age(self) -> tuple[int, int]:
        """Grows with each segment of the job, in whatever order the messages arrive."""
        return self.remade, self.done


@dataclass(frozen=True, slots=True)
class Wake:
    """What a worker says of one job. Without anything: something has changed, look for it."""

    chunk: bool = False
    made: Made | None = None
    ended: str | None = None
    """The job's status, if it goes on no more."""


def message(stream: str, wake: Wake) -> str:
    """What is published on CHANNEL of the job with that stream."""
    said = {name: value for name, value in asdict(wake).items() if value}
    return f"{stream} {json.dumps(said, separators=(',', ':'))}"


def _wake(said: str) -> Wake:
    """The wake in a message, after the stream's name."""
    if not said.startswith("{"):
        # From a worker of 0.1, while the installation is being upgraded.
        return Wake(ended="completed" if said == "1" else None)
    data: dict[str, Any] = json.loads(said)
    if made := data.get("made"):
        data["made"] = Made(**made)
    return Wake(**data)


class Ear:
    """Somebody who follows one job, and what was heard since this was last reset by them."""

    def __init__(self, *, chunks: bool) -> None:
        self.wants_chunks = chunks
        self.unsure = False
        """Something may have happened that was not heard."""
        self.chunk = False
        """A chunk was published."""
        self.made: dict[int, int] = {}
        """Segments that were finished, and their revisions."""
        self.newest: Made | None = None
        self.ended: str | None = None
        self._woken = asyncio.Event()

    def hear(self, wake: Wake) -> None:
        """Take note, and wake whoever waits."""
        if wake.chunk:
            if not self.wants_chunks:
                return
            self.chunk = True
        elif wake.made:
            self.made[wake.made.segment] = wake.made.revision
            if self.newest is None or wake.made.age >= self.newest.age:
                self.newest = wake.made
        elif wake.ended is None:
            self.unsure = True
        if wake.ended is not None:
            self.ended = wake.ended
        self._woken.set()

    async def wait(self, seconds: float) -> None:
        """Wait until something is heard; after about `seconds` without, become unsure."""
        seconds *= 1 + random.uniform(0, JITTER)  # noqa: S311 (no secret)
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            self.unsure = True
        self._woken.clear()


class Valkey:
    """Reading from Valkey for all listeners of one event loop, over few connections.

    While Valkey does not answer, nobody asks it: listeners then have the files.
    """

    def __init__(self) -> None:
        pool = redis.asyncio.BlockingConnectionPool.from_url(
            settings.REDIS_URL,
            max_connections=CONNECTIONS,
            timeout=VALKEY_SECONDS,
            socket_timeout=VALKEY_SECONDS,
            socket_connect_timeout=VALKEY_SECONDS,
        )
        self._client = redis.asyncio.Redis.from_pool(pool)
        self._silent_until = 0.0

    async def entries(
        self, stream: str, after: str, most: int
    ) -> list[tuple[bytes, dict[bytes, bytes]]]:
        """At most `most` entries of a stream from the id `after` on ("(" before it: without it).

        Raises redis.RedisError.
        """
        now = asyncio.get_running_loop().time
        if now() < self._silent_until:
            raise redis.ConnectionError("Valkey did not answer lately")
        try:
            entries: Any = await self._client.xrange(stream, min=after, count=most)
        except redis.RedisError:
            self._silent_until = now() + SILENT_SECONDS
            raise
        return entries or []

    async def close(self) -> None:
        await self._client.aclose()


class _Subscription:
    """The subscription of one event loop, which lasts as long as somebody listens."""

    def __init__(self) -> None:
        self._ears: defaultdict[str, set[Ear]] = defaultdict(set)
        self._subscribed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._valkey: Valkey | None = None

    @asynccontextmanager
    async def ear(self, stream: str, *, chunks: bool) -> AsyncIterator[tuple[Ear, Valkey]]:
        ear = Ear(chunks=chunks)
        self._ears[stream].add(ear)
        try:
            if self._task is None or self._valkey is None:
                self._valkey = Valkey()
                self._task = asyncio.create_task(self._listen(self._valkey))
            valkey = self._valkey
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SUBSCRIBE_SECONDS):
                    await self._subscribed.wait()
            yield ear, valkey
        finally:
            self._ears[stream].discard(ear)
            if not self._ears[stream]:
                del self._ears[stream]
            if not self._ears and self._task is not None:
                self._task.cancel()
                self._task = self._valkey = None
                self._subscribed.clear()

    async def _listen(self, valkey: Valkey) -> None:
        # A message is waited for longer than this: get_message has a time of its own.
        client = redis.asyncio.Redis.from_url(
            settings.REDIS_URL,
            socket_timeout=VALKEY_SECONDS,
            socket_connect_timeout=VALKEY_SECONDS,
        )
        try:
            while True:
                try:
                    await self._follow(client)
                except redis.RedisError as error:
                    log.warning("jobs' progress is looked up, as Valkey does not tell: %s", error)
                await asyncio.sleep(RETRY_SECONDS)
        finally:
            await client.aclose()
            await valkey.close()

    async def _follow(self, client: redis.asyncio.Redis) -> None:
        async with client.pubsub() as pubsub:
            await pubsub.subscribe(CHANNEL)
            while True:
                heard = await self._next(pubsub)
                if heard["type"] == "subscribe":
                    self._subscribed.set()
                    # What was said while nobody listened is lost: everybody looks once.
                    for ear in self._all():
                        ear.hear(Wake())
                elif heard["type"] == "message":
                    stream, _space, said = heard["data"].decode().partition(" ")
                    if ears := self._ears.get(stream):
                        wake = _wake(said)
                        for ear in ears:
                            ear.hear(wake)

    async def _next(self, pubsub: redis.asyncio.client.PubSub) -> dict[str, Any]:
        """The next message. Raises redis.RedisError, also for a connection that is dead without a
        word, as where a network is cut: it must answer a ping now and then."""
        for _silence in range(2):
            if heard := await pubsub.get_message(timeout=PING_SECONDS):
                return heard
            await pubsub.ping()
        raise redis.TimeoutError("Valkey does not answer")

    def _all(self) -> list[Ear]:
        return [ear for ears in self._ears.values() for ear in ears]


_of_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, _Subscription] = WeakKeyDictionary()


@asynccontextmanager
async def ear_on(stream: str, *, chunks: bool = False) -> AsyncIterator[tuple[Ear, Valkey]]:
    """An ear for the job with that stream, and what reads the stream. With `chunks` it is woken
    for each chunk, too."""
    subscription = _of_loop.setdefault(asyncio.get_running_loop(), _Subscription())
    async with subscription.ear(stream, chunks=chunks) as both:
        yield both
