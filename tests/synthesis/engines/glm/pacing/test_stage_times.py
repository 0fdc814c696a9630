"""The engine's own times: of its stages, and of what a step of each lately took."""

from __future__ import annotations

import pytest
import torch

from synthesis.engines.base import Conditioning, SegmentRequest
from synthesis.engines.glm_tts.acoustic.flow_queue import ROWS
from synthesis.engines.glm_tts.engine import GlmTtsEngine
from synthesis.engines.glm_tts.pacing.pace import STEPS
from synthesis.engines.glm_tts.pacing.stage_times import (
    FLOW,
    LATE_FLOW,
    TOKENS,
    VOCODER,
    StageTimes,
)
from synthesis.text.span import Span
from tests.synthesis.engines.glm.speaking import alone, begin, step

WORDS = SegmentRequest((Span("en", "hello world."),))


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def times(clock: Clock) -> StageTimes:
    return StageTimes(torch.device("cpu"), clock)


def takes(times: StageTimes, clock: Clock, seconds: float, *work: object, **more: int) -> None:
    with times.of(*work, **more):  # type: ignore[arg-type]
        clock.now += seconds


def test_rates_are_moving_means_of_single_pieces(times: StageTimes, clock: Clock) -> None:
    assert times.rates() is None
    takes(times, clock, 0.5, TOKENS, "token", pieces=5)
    takes(times, clock, 0.02, FLOW, "early", 1)
    takes(times, clock, 0.01, VOCODER, "block")
    rates = times.rates()
    assert rates is not None
    assert rates.token == pytest.approx(0.1)
    # Until several were seen beside each other, they count as one after the other.
    assert rates.flow == pytest.approx(STEPS * ROWS * 0.02 + ROWS * 0.01)
    assert rates.late_flow == pytest.approx(STEPS * LATE_FLOW * ROWS * 0.02 + ROWS * 0.01)
    takes(times, clock, 0.03, FLOW, "early", ROWS)
    takes(times, clock, 0.09, FLOW, "late", 2)
    rates = times.rates()
    assert rates is not None
    assert rates.flow == pytest.approx(STEPS * 0.03 + ROWS * 0.01)
    assert rates.late_flow == pytest.approx(STEPS * 0.09 * ROWS / 2 + ROWS * 0.01)
    for _ in range(100):
        takes(times, clock, 0.05, TOKENS, "token", pieces=5)
    assert times.rates() is not None and times.rates().token == pytest.approx(0.01, rel=0.01)
    assert times.seconds == pytest.approx({TOKENS: 5.5, FLOW: 0.14, VOCODER: 0.01})


def test_work_that_drew_nothing_or_failed_tells_nothing(times: StageTimes, clock: Clock) -> None:
    with times.of(TOKENS, "token", pieces=5) as work:
        clock.now += 1.0
        work.pieces = 0
    with pytest.raises(RuntimeError), times.of(FLOW, "early", 1):
        clock.now += 7.0
        raise RuntimeError("can't allocate memory")
    assert times.seconds == {TOKENS: 1.0, FLOW: 0.0, VOCODER: 0.0}
    assert times.rates() is None


def test_the_engine_tells_its_stages_and_buckets(
    glm: GlmTtsEngine, voices: list[Conditioning]
) -> None:
    before = dict(glm.stage_seconds())
    assert sum(glm.slots_by_bucket([]).values()) == 0
    running = [begin(glm, WORDS, voices[0]) for _ in range(2)]
    step(glm, running)
    taken = glm.slots_by_bucket([heard.decoding for heard in running])
    assert taken == {"512": 2, "1024": 0, "2048": 0}
    while not all(heard.decoding.done for heard in running):
        step(glm, [heard for heard in running if not heard.decoding.done])
    assert all(glm.stage_seconds()[stage] > before[stage] for stage in (TOKENS, FLOW, VOCODER))


def test_a_slow_machine_has_one_listener_at_a_time(
    glm: GlmTtsEngine, voices: list[Conditioning], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone(glm, WORDS, voices[0])
    assert glm._times.rates() is not None
    listener, book = glm.start(WORDS, voices[0]), glm.start(_whole(WORDS), voices[0])
    monkeypatch.setattr(glm._times, "_means", dict.fromkeys(glm._times._means, 1.0))
    assert glm.may_listen([]), "it will not be served any better later"
    assert glm.may_listen([book]), "nobody hears that"
    assert not glm.may_listen([listener, book])
    monkeypatch.setattr(glm._times, "_means", dict.fromkeys(glm._times._means, 0.0001))
    assert glm.may_listen([listener, book])
    assert not glm.may_listen([listener] * 1000)


def _whole(request: SegmentRequest) -> SegmentRequest:
    return SegmentRequest(request.spans, whole=True)
