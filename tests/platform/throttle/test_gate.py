"""Who gets a request thread, and when."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any

import pytest

from throttle.gate import Busy, Gate, Pass, Share

PATIENCE = 20.0


def run(act: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(act, PATIENCE))


async def begun(gate: Gate, *shares: Share) -> "asyncio.Task[Pass]":
    """A request that has come to the gate, and may have a thread by now."""
    task = asyncio.create_task(gate.enter(shares))
    await asyncio.sleep(0)
    return task


def test_callers_take_turns():
    async def act() -> None:
        gate = Gate(1, PATIENCE)
        held = await gate.enter([Share("a", 9)])
        order: list[str] = []

        async def request(key: str) -> None:
            given = await gate.enter([Share(key, 9)])
            order.append(key)
            given.give_back()

        waiting = [asyncio.create_task(request(key)) for key in "aaabc"]
        await asyncio.sleep(0)
        held.give_back()
        await asyncio.gather(*waiting)
        assert order == ["a", "b", "c", "a", "a"]

    run(act())


def test_a_caller_has_no_more_than_its_share():
    async def act() -> None:
        gate = Gate(3, PATIENCE)
        greedy, other = Share("greedy", 2), Share("other", 2)
        first, _second, third = [await begun(gate, greedy) for _ in range(3)]
        assert not third.done()
        assert (await begun(gate, other)).done()
        first.result().give_back()
        await third

    run(act())


def test_the_share_of_all_strangers_counts_those_of_every_address():
    async def act() -> None:
        gate = Gate(4, PATIENCE)
        strangers = Share("strangers", 2)
        requests = [await begun(gate, Share(f"address:{n}", 1), strangers) for n in range(3)]
        assert [request.done() for request in requests] == [True, True, False]
        requests[0].result().give_back()
        await requests[2]

    run(act())


def test_whoever_waits_too_long_learns_whether_it_is_their_own_doing():
    async def act() -> None:
        gate = Gate(2, 0.01)
        mine = Share("mine", 1)
        await gate.enter([mine])
        with pytest.raises(Busy) as own:
            await gate.enter([mine])
        await gate.enter([Share("other", 1)])
        with pytest.raises(Busy) as all_of_them:
            await gate.enter([Share("third", 1)])
        assert own.value.share == mine
        assert all_of_them.value.share is None

    run(act())


def test_nobody_waits_behind_too_many(monkeypatch):
    monkeypatch.setattr("throttle.gate.MOST_WAITING", 1)

    async def act() -> None:
        gate = Gate(1, PATIENCE)
        share = Share("a", 1)
        held = await gate.enter([share])
        waiting = await begun(gate, share)
        with pytest.raises(Busy):
            await gate.enter([share])
        held.give_back()
        await waiting

    run(act())


def test_whoever_gives_up_waiting_keeps_no_thread():
    async def act() -> None:
        gate = Gate(1, PATIENCE)
        share = Share("a", 1)
        held = await gate.enter([share])
        gone, late = await begun(gate, share), await begun(gate, share)
        gone.cancel()
        await asyncio.sleep(0)
        held.give_back()
        # Then `late` has been given the thread, and does not know it yet.
        while gate._waiting:
            await asyncio.sleep(0)
        late.cancel()
        await asyncio.gather(gone, late, return_exceptions=True)
        await gate.enter([share])

    run(act())


def test_a_thread_that_still_works_is_given_to_nobody():
    """The client has gone; its view runs on."""

    async def act() -> None:
        gate = Gate(1, PATIENCE)
        share = Share("a", 9)
        held = await gate.enter([share])
        ended = threading.Event()
        held.thread.submit(ended.wait, PATIENCE)
        held.give_back()
        held.give_back()
        waiting = await begun(gate, share)
        await asyncio.sleep(0.05)
        assert not waiting.done()
        ended.set()
        await waiting

    run(act())
