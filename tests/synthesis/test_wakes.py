"""However many clients follow jobs, a process listens to Valkey once."""

import asyncio
from contextlib import AsyncExitStack

import redis
import redis.asyncio

from synthesis.wakes import CHANNEL, ear_on, message

MANY = 20


def _listening(valkey: redis.Redis) -> int:
    return int(valkey.pubsub_numsub(CHANNEL)[0][1])


def test_many_listeners_share_one_subscription_and_hear_their_own_job(settings):
    valkey = redis.Redis.from_url(settings.REDIS_URL)
    before = _listening(valkey)

    async def listen() -> None:
        async with AsyncExitStack() as opened:
            clients = len(valkey.client_list())
            ears = [await opened.enter_async_context(ear_on(f"job-{n % 2}")) for n in range(MANY)]
            assert _listening(valkey) == before + 1
            assert len(valkey.client_list()) == clients + 1
            for ear in ears:
                await ear.wait(0)  # everybody looks once when the subscription begins
            valkey.publish(CHANNEL, message("job-0", completed=False))
            async with asyncio.timeout(10):
                await asyncio.gather(*(ear.wait(60) for ear in ears[0::2]))
            valkey.publish(CHANNEL, message("job-1", completed=True))
            async with asyncio.timeout(10):
                await asyncio.gather(*(ear.wait(60) for ear in ears[1::2]))
            assert [ear.completed for ear in ears] == [False, True] * (MANY // 2)

    asyncio.run(listen())
    while _listening(valkey) > before:
        pass


def test_a_cut_connection_is_made_again_and_everybody_looks(settings):
    valkey = redis.Redis.from_url(settings.REDIS_URL)

    async def listen() -> None:
        async with ear_on("job") as ear:
            await ear.wait(0)
            for client in valkey.client_list(_type="pubsub"):
                valkey.client_kill_filter(_id=client["id"])
            async with asyncio.timeout(20):
                await ear.wait(60)
            valkey.publish(CHANNEL, message("job", completed=True))
            async with asyncio.timeout(20):
                await ear.wait(60)
            assert ear.completed

    asyncio.run(listen())
