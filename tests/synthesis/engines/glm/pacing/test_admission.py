"""Listeners who are admitted hear no gap: the engine's own rules, on virtual GPUs."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from synthesis.engines.glm_tts.pacing.admission import Rates, may_listen
from synthesis.worker.worker import CLAIMS_A_STEP
from tests.synthesis.engines.glm.pacing.virtual_gpu import Costs, Stream, VirtualGpu

FIRST_AUDIO = 0.6
"""Seconds from admission to the first sound, at most."""


def arrivals(seed: int, a_second: float, seconds: float) -> list[Stream]:
    """Poisson arrivals of jobs of one to four sentences, a third of them in the background."""
    chance, now, found = random.Random(seed), 0.0, []
    while (now := now + chance.expovariate(a_second)) < seconds:
        first, *later = [chance.randrange(30, 500) for _ in range(chance.randrange(1, 5))]
        found.append(Stream(now, first, listens=chance.random() < 0.67, later=later))
    return found


def served(gpus: list[VirtualGpu], waiting: list[Stream], *, rules: bool = True) -> list[Stream]:
    """Serve all; the GPU whose time is the least goes on. Claims as the worker does: whoever hears
    a job already goes first, then a new listener where there is time, else background work."""
    while waiting or any(gpu.running for gpu in gpus):
        gpu = min(gpus, key=lambda one: one.now if one.running or waiting else float("inf"))
        if not gpu.running and waiting:
            gpu.now = max(gpu.now, min(one.arrived for one in waiting))
        for _ in range(min(CLAIMS_A_STEP, gpu.slots - len(gpu.running))):
            here = [one for one in waiting if one.arrived <= gpu.now]
            here.sort(key=lambda one: (not (one.listens and one.before), one.arrived))
            claimed = next(
                (one for one in here if one.before or not rules or gpu.admits(one)), None
            )
            if claimed is None:
                break
            waiting.remove(claimed)
            claimed.begin(gpu.now)
            gpu.running.append(claimed)
        waiting += gpu.step()
    return [one for gpu in gpus for one in gpu.finished]


@pytest.mark.parametrize("slots", [1, 2, 4, 8, 16, 32, 64])
@pytest.mark.parametrize("count", [1, 2])
def test_nobody_who_is_admitted_hears_a_gap(slots: int, count: int) -> None:
    costs = Costs.read()
    waiting = arrivals(seed=slots, a_second=3.0 * count, seconds=20)
    wanted = len(waiting)
    heard = served([VirtualGpu(costs, slots) for _ in range(count)], waiting)
    assert len(heard) == wanted, "all are made in the end, also those in the background"
    listeners = [one for one in heard if one.listens]
    assert [one for one in listeners if one.gaps > 0] == []
    assert max(one.first - one.admitted for one in listeners if one.first) < FIRST_AUDIO


def test_without_admission_there_are_gaps() -> None:
    """The rule is needed: a burst of listeners that all begin at once runs dry."""
    burst = [Stream(0.0, 300, listens=True) for _ in range(64)]
    heard = served([VirtualGpu(replace(Costs.read(), frame=1e-5), 64)], burst, rules=False)
    assert sum(one.gaps > 0 for one in heard) > 10


def test_first_audio_comes_soon_after_admission() -> None:
    alone = served([VirtualGpu(Costs.read(), 32)], [Stream(0.0, 250, listens=True)])
    assert alone[0].first is not None and alone[0].first < 0.25


def test_a_burst_spreads_over_two_gpus() -> None:
    gpus = [VirtualGpu(Costs.read(), 32) for _ in range(2)]
    served(gpus, [Stream(0.0, 250, listens=True) for _ in range(12)])
    counts = sorted(len(gpu.finished) for gpu in gpus)
    assert counts[0] >= 4


def test_a_listener_waits_where_the_machine_is_too_slow() -> None:
    fast = Rates(token=0.002, flow=0.03, late_flow=0.1)
    assert may_listen(fast, [])
    assert not may_listen(replace(fast, token=0.01), [])
    assert not may_listen(replace(fast, late_flow=4.0), [9.0] * 60)
    crowd = next(count for count in range(99) if not may_listen(fast, [0.0] * count))
    assert 8 <= crowd < 40
