"""Tells the listeners of events in this process that a job went on: one subscription for them all.

A worker says on one channel of Valkey which job it has finished a segment of. Each process listens
to it once, however many clients follow jobs, and wakes those who follow that job. A message may be
lost, with Valkey or while the connection is away, so whoever listens also looks from time to time.
"""

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakKeyDictionary

import redis
import redis.asyncio
from django.conf import settings

log = logging.getLogger(__name__)

CHANNEL = "lectern:wakes"
SUBSCRIBE_SECONDS = 1.0
RETRY_SECONDS = 1.0


def message(stream: str, *, completed: bool) -> str:
    """What a worker publishes on CHANNEL of the job with that stream."""
    return f"{stream} {+completed}"


class Ear:
    """Somebody who follows one job."""

    def __init__(self) -> None:
        self.completed = False
        """The worker has said that the job is completed."""
        self._woken = asyncio.Event()

    def wake(self, *, completed: bool = False) -> None:
        self.completed = self.completed or completed
        self._woken.set()

    async def wait(self, seconds: float) -> None:
        """Wait until the job goes on, for `seconds` at most."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        self._woken.clear()


class _Subscription:
    """The subscription of one event loop, which lasts as long as somebody listens."""

    def __init__(self) -> None:
        self._ears: defaultdict[str, set[Ear]] = defaultdict(set)
        self._subscribed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def ear(self, stream: str) -> AsyncIterator[Ear]:
        ear = Ear()
        self._ears[stream].add(ear)
        try:
            if self._task is None:
                self._task = asyncio.create_task(self._listen())
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SUBSCRIBE_SECONDS):
                    await self._subscribed.wait()
            yield ear
        finally:
            self._ears[stream].discard(ear)
            if not self._ears[stream]:
                del self._ears[stream]
            if not self._ears and self._task is not None:
                self._task.cancel()
                self._task = None
                self._subscribed.clear()

    async def _listen(self) -> None:
        client = redis.asyncio.Redis.from_url(settings.REDIS_URL)
        try:
            while True:
                try:
                    await self._follow(client)
                except redis.RedisError as error:
                    log.warning("jobs' progress is looked up, as Valkey does not tell: %s", error)
                await asyncio.sleep(RETRY_SECONDS)
        finally:
            await client.aclose()

    async def _follow(self, client: redis.asyncio.Redis) -> None:
        async with client.pubsub() as pubsub:
            await pubsub.subscribe(CHANNEL)
            async for heard in pubsub.listen():
                if heard["type"] == "subscribe":
                    self._subscribed.set()
                    # What was said while nobody listened is lost: everybody looks once.
                    for ear in self._all():
                        ear.wake()
                elif heard["type"] == "message":
                    stream, _space, completed = heard["data"].decode().partition(" ")
                    for ear in self._ears.get(stream, ()):
                        ear.wake(completed=completed == "1")

    def _all(self) -> list[Ear]:
        return [ear for ears in self._ears.values() for ear in ears]


_of_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, _Subscription] = WeakKeyDictionary()


@asynccontextmanager
async def ear_on(stream: str) -> AsyncIterator[Ear]:
    """An ear that is woken whenever the job with that stream goes on."""
    subscription = _of_loop.setdefault(asyncio.get_running_loop(), _Subscription())
    async with subscription.ear(stream) as ear:
        yield ear
