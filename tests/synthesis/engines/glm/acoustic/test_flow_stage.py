"""Flows as a continuous batch: who is next, who joins and leaves, and what a tick costs."""

from __future__ import annotations

import random

import pytest
import torch

from synthesis.engines.glm_tts.acoustic.flow import Flow, FlowJob
from synthesis.engines.glm_tts.acoustic.flow_queue import NOBODY_WAITS, FlowQueue, bucket
from synthesis.engines.glm_tts.acoustic.flow_stage import FlowStage
from synthesis.engines.glm_tts.golden import filled
from synthesis.engines.glm_tts.pacing.pace import MOST_AT_EASE, MOST_TICKS, STEPS, ticks
from tests.synthesis.engines.glm.random_checkpoint import AUDIO, SMALL_FLOW


@pytest.fixture(scope="module")
def flow() -> Flow:
    return filled(Flow(SMALL_FLOW), "random")


def job(seed: int, new: int) -> FlowJob:
    chance = torch.Generator().manual_seed(seed)
    prompt = 10 + seed % 5
    length = prompt + new
    return FlowJob(
        tokens=torch.randint(0, AUDIO, (length,), generator=chance),
        prompt_mel=torch.randn(2 * prompt, 80, generator=chance),
        speaker=torch.randn(192, generator=chance),
        noise=torch.randn(2 * length, 80, generator=chance),
        blocks=(prompt, 25, 50, 200) if seed % 2 else (),
    )


def test_buckets_pad_by_little() -> None:
    assert [bucket(frames) for frames in (1, 64, 65, 512, 513, 1025)] == [
        64,
        64,
        128,
        512,
        640,
        1280,
    ]
    assert all(frames <= bucket(frames) < frames * 1.25 + 64 for frames in range(1, 5000))


def test_jobs_that_join_and_leave_at_any_tick_are_as_alone(flow: Flow) -> None:
    chance = random.Random(3)
    jobs = [job(seed, chance.choice((10, 12, 40))) for seed in range(9)]
    expected = [FlowStage(flow).solve([one])[0].mel for one in jobs]
    stage = FlowStage(flow)
    waiting, dropped, solved, most = list(range(9)), None, {}, 0
    while waiting or len(stage.queue):
        if waiting and chance.random() < 0.4:
            index = waiting.pop()
            stage.submit(index, jobs[index], deadline=chance.random())
        if dropped is None and len(stage.queue) == 4:
            dropped = next(key for key, entry in stage.queue.entries.items() if entry.row)
            stage.drop(dropped)
        most = max(most, sum(entry.row is not None for entry in stage.queue.entries.values()))
        solved.update(stage.tick())
    assert most >= 3
    assert solved.keys() == set(range(9)) - {dropped}
    for index, made in solved.items():
        off = (made.mel - expected[index]).abs().max() / expected[index].abs().max()
        assert off < 1e-5
    assert not stage._buckets, "on a CPU nothing is kept"


def test_a_row_that_is_left_holds_nothing(flow: Flow) -> None:
    stage = FlowStage(flow)
    for seed in range(2):
        stage.submit(seed, job(seed, 10))
    stage.tick()
    (held,) = stage._buckets.values()
    stage.drop(0)
    for each in (held._x, held._states, held._condition, held._speaker, held._tokens):
        assert not each[0].any()
        assert each[1].any()


def test_the_most_urgent_job_decides_the_bucket() -> None:
    queue = FlowQueue(rows=2)
    queue.add("background", 60, NOBODY_WAITS, 10)
    assert [entry.key for entry in queue.next()] == ["background"]
    queue.add("later", 900, 5.0, 10)
    queue.add("sooner", 100, 2.0, 10)
    assert [entry.key for entry in queue.next()] == ["sooner"]
    queue.drop("sooner")
    assert [entry.key for entry in queue.next()] == ["later"]
    assert queue.first_deadline == 5.0


def test_rows_are_filled_in_order_of_urgency_and_freed_when_solved() -> None:
    queue = FlowQueue(rows=2)
    for key, deadline in (("c", 3.0), ("a", 1.0), ("b", 2.0)):
        queue.add(key, 60, deadline, 2)
    chosen = queue.next()
    assert {entry.key: entry.row for entry in chosen} == {"a": 0, "b": 1}
    assert queue.ticked(chosen) == []
    assert [entry.key for entry in queue.ticked(queue.next())] == ["a", "b"]
    assert {entry.key: entry.row for entry in queue.next()} == {"c": 0}


def test_listeners_get_more_ticks_and_nobody_none() -> None:
    assert ticks(NOBODY_WAITS, 0, beside_tokens=True) == 0
    assert ticks(NOBODY_WAITS, 1, beside_tokens=True) == 1
    assert ticks(NOBODY_WAITS, 9, beside_tokens=True) == MOST_AT_EASE
    assert ticks(0.2, 1, beside_tokens=True) == MOST_TICKS
    assert ticks(NOBODY_WAITS, 1, beside_tokens=False) == STEPS
