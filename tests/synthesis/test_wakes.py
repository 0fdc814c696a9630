"""However many clients follow jobs, a process listens to Valkey once."""

import asyncio
from contextlib import AsyncExitStack

import redis
import redis.asyncio

from synthesis.streaming.wakes import CHANNEL, Ear, Made, Wake, ear_on, message

MANY = 20


def _listening(valkey: redis.Redis) -> int:
    return int(valkey.pubsub_numsub(CHANNEL)[0][1])


def made(segment: int, done: int, *, remade: int = 0) -> Wake:
    return Wake(made=Made(segment=segment, revision=0, done=done, audio_ms=done, remade=remade))


def test_many_listeners_share_one_subscription_and_hear_their_own_job(settings):
    valkey = redis.Redis.from_url(settings.REDIS_URL)
    before = _listening(valkey)

    async def listen() -> None:
        async with AsyncExitStack() as opened:
            clients = len(valkey.client_list())
            ears = [
                (await opened.enter_async_context(ear_on(f"job-{n % 2}")))[0] for n in range(MANY)
            ]
            assert _listening(valkey) == before + 1
            assert len(valkey.client_list()) == clients + 1
            assert ears[0].unsure  # it looks once when the subscription begins
            for ear in ears:
                await ear.wait(0)
            valkey.publish(CHANNEL, message("job-0", made(3, 1)))
            async with asyncio.timeout(10):
                await asyncio.gather(*(ear.wait(60) for ear in ears[0::2]))
            valkey.publish(CHANNEL, message("job-1", Wake(ended="failed")))
            async with asyncio.timeout(10):
                await asyncio.gather(*(ear.wait(60) for ear in ears[1::2]))
            assert [ear.ended for ear in ears] == [None, "failed"] * (MANY // 2)
            assert [ear.made for ear in ears] == [{3: 0}, {}] * (MANY // 2)

    asyncio.run(listen())
    while _listening(valkey) > before:
        pass


def test_many_readers_share_few_connections(settings):
    valkey = redis.Redis.from_url(settings.REDIS_URL)
    valkey.xadd("job", {"a": "b"})

    async def listen() -> int:
        clients = len(valkey.client_list())
        async with AsyncExitStack() as opened:
            both = [await opened.enter_async_context(ear_on("job")) for _ in range(MANY)]
            read = await asyncio.gather(*(reading.entries("job", "-", 1) for _, reading in both))
            assert {len(entries) for entries in read} == {1}
            return len(valkey.client_list()) - clients

    assert asyncio.run(listen()) <= 9
    valkey.delete("job")


def test_a_cut_connection_is_made_again_and_everybody_looks(settings):
    valkey = redis.Redis.from_url(settings.REDIS_URL)

    async def listen() -> None:
        async with ear_on("job") as (ear, _valkey):
            await ear.wait(0)
            ear.unsure = False
            for client in valkey.client_list(_type="pubsub"):
                valkey.client_kill_filter(_id=client["id"])
            async with asyncio.timeout(20):
                await ear.wait(60)
            assert ear.unsure
            valkey.publish(CHANNEL, message("job", Wake(ended="completed")))
            async with asyncio.timeout(20):
                await ear.wait(60)
            assert ear.ended == "completed"

    asyncio.run(listen())


def test_a_chunk_wakes_only_those_who_want_chunks():
    async def listen(ear: Ear) -> bool:
        ear.hear(Wake(chunk=True))
        await ear.wait(0.01)
        return ear.unsure  # nothing woke it

    assert not asyncio.run(listen(Ear(chunks=True)))
    assert asyncio.run(listen(Ear(chunks=False)))


def test_the_newest_word_counts_in_whatever_order_they_arrive():
    ear = Ear(chunks=False)
    for wake in (made(2, 3), made(1, 2), made(0, 2, remade=1)):
        ear.hear(wake)
        assert ear.newest is not None
    assert (ear.newest.remade, ear.newest.done) == (1, 2)
    assert set(ear.made) == {0, 1, 2}


def test_a_worker_of_the_version_before_is_understood(settings):
    """While an installation is upgraded, web processes of both versions hear workers of both."""
    valkey = redis.Redis.from_url(settings.REDIS_URL)

    async def listen() -> None:
        async with ear_on("job") as (ear, _valkey):
            await ear.wait(0)
            ear.unsure = False
            valkey.publish(CHANNEL, "job 0")
            async with asyncio.timeout(10):
                await ear.wait(60)
            assert (ear.unsure, ear.ended) == (True, None)
            valkey.publish(CHANNEL, "job 1")
            async with asyncio.timeout(10):
                await ear.wait(60)
            assert ear.ended == "completed"

    asyncio.run(listen())
