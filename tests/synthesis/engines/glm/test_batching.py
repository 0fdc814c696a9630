"""Segments of several tenants in one batch each sound the same as alone."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
import torch

from synthesis.engines.base import Conditioning, OutOfRoom, SegmentRequest
from synthesis.engines.glm_tts import memory
from synthesis.engines.glm_tts.acoustic.flow_stage import _Bucket
from synthesis.engines.glm_tts.engine import GlmTtsEngine
from synthesis.engines.glm_tts.options import Options, Weights
from synthesis.text.span import Span
from tests.synthesis.engines.glm.speaking import Heard, alone, begin, step

TEXTS = ("hello", "你好 world", "the inner world", "重庆, hello", "hi", "er in th hello world ok")


def near(heard: Heard, alone: Heard) -> bool:
    """True within a thousandth of the loudest sample, since random weights are not loud."""
    off = np.abs(heard.samples - alone.samples).max()
    return bool(off < 1e-3 * np.abs(alone.samples).max())


def requests(count: int) -> list[SegmentRequest]:
    chance = random.Random(4)
    return [
        SegmentRequest(
            (Span("en", chance.choice(TEXTS)),),
            speed=chance.choice((0.8, 1.0, 1.5)),
            seed=chance.randrange(1000),
            expressiveness=chance.choice((0.0, 1.0, 2.0)),
        )
        for _ in range(count)
    ]


def test_neighbours_that_come_and_go_do_not_change_a_segment(
    glm: GlmTtsEngine, voices: list[Conditioning]
) -> None:
    """Ten segments of three voices come and go at random; one is abandoned half-way."""
    chance = random.Random(7)
    wanted = [(request, chance.choice(voices)) for request in requests(10)]
    expected = [alone(glm, request, voice) for request, voice in wanted]
    assert len({tuple(heard.tokens) for heard in expected}) == len(expected)

    waiting = list(range(len(wanted)))
    running: dict[int, Heard] = {}
    finished: dict[int, Heard] = {}
    given_up = 3
    together = 0
    while waiting or running:
        while waiting and (not running or chance.random() < 0.5) and len(running) < 6:
            index = waiting.pop(0)
            running[index] = begin(glm, *wanted[index])
        together = max(together, len(running))
        order = list(running.values())
        chance.shuffle(order)
        step(glm, order)
        for index, heard in list(running.items()):
            if heard.decoding.done:
                finished[index] = running.pop(index)
            elif index == given_up and len(heard.tokens) >= 20:
                del running[index]

    assert together >= 4
    assert finished.keys() == set(range(len(wanted))) - {given_up}
    for index, heard in finished.items():
        assert heard.tokens == expected[index].tokens
        assert heard.samples.shape == expected[index].samples.shape
        assert near(heard, expected[index])


def test_in_bfloat16_neighbours_change_no_token(
    glm_models: Path, voices: list[Conditioning]
) -> None:
    options = Options(torch.device("cpu"), Weights.BFLOAT16, slots=8)
    engine = GlmTtsEngine(glm_models / "glm_tts", options)
    running = [begin(engine, request, voices[0], exactly=60) for request in requests(8)]
    while left := [heard for heard in running if not heard.decoding.done]:
        step(engine, left)
    apart = [alone(engine, request, voices[0], exactly=60).tokens for request in requests(8)]
    assert [heard.tokens for heard in running] == apart


def test_more_segments_than_slots_wait_for_one(
    glm: GlmTtsEngine, voices: list[Conditioning]
) -> None:
    running = [begin(glm, request, voices[0]) for request in requests(10)]
    step(glm, running)
    assert sum(heard.decoding.slot is not None for heard in running) == glm.max_batch == 8
    while left := [heard for heard in running if not heard.decoding.done]:
        step(glm, left)


def test_nothing_of_a_request_stays_on_the_engine(
    glm: GlmTtsEngine, voices: list[Conditioning]
) -> None:
    """All tensors alive after a segment were alive before it."""
    import gc

    alone(glm, requests(1)[0], voices[0])
    gc.collect()
    before = sum(type(thing) is torch.Tensor for thing in gc.get_objects())
    for request in requests(3):
        alone(glm, request, voices[0])
    gc.collect()
    assert sum(type(thing) is torch.Tensor for thing in gc.get_objects()) == before


def test_a_slot_is_free_again_after_its_segment(
    glm: GlmTtsEngine, voices: list[Conditioning]
) -> None:
    """Also after one that its caller drops, as a cancelled one is, at the next step."""
    alone(glm, requests(1)[0], voices[0])
    assert glm._decoder.free == 8
    running = [glm.start(request, voices[0]) for request in requests(3)]
    glm.step(running)
    assert glm._decoder.free == 5
    leaver = running.pop().slot
    glm.step(running)
    assert glm._decoder.free == 6
    assert not any(held[leaver].any() for held in glm._decoder._memory.keys)
    del running
    glm.step([])
    assert glm._decoder.free == 8


def test_out_of_memory_evicts_the_last_half_and_the_rest_goes_on(
    glm: GlmTtsEngine, voices: list[Conditioning], monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = requests(5)
    expected = [alone(glm, request, voices[1]) for request in wanted]
    running = [begin(glm, request, voices[1]) for request in wanted]
    for _ in range(2):
        step(glm, running)
    decode = glm._decoder.step

    def with_little_memory(count, slots):
        if len(slots) > 3:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return decode(count, slots)

    monkeypatch.setattr(glm._decoder, "step", with_little_memory)
    monkeypatch.setattr(glm, "_room", memory.Room(5))
    with pytest.raises(OutOfRoom) as error:
        step(glm, running)
    assert list(error.value.decodings) == [heard.decoding for heard in running[3:]]
    assert glm.max_batch == 3
    staying = running[:3]
    while left := [heard for heard in staying if not heard.decoding.done]:
        step(glm, left)
    for heard, alike in zip(staying, expected, strict=False):
        assert heard.tokens == alike.tokens
        assert near(heard, alike)


def test_slots_come_back_when_memory_does(
    glm: GlmTtsEngine, voices: list[Conditioning], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program takes the memory for a while."""
    monkeypatch.setattr(glm, "_room", memory.Room(4))
    monkeypatch.setattr(memory, "PATIENCE", 8)
    monkeypatch.setattr(glm._room, "_patience", 8)
    decode, short = glm._decoder.step, True

    def with_little_memory(count, slots):
        if short and len(slots) > 1:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return decode(count, slots)

    monkeypatch.setattr(glm._decoder, "step", with_little_memory)
    waiting = [(request, voices[index % 3]) for index, request in enumerate(requests(12))]
    expected = [alone(glm, *wanted).tokens for wanted in waiting]
    queue = list(range(len(waiting)))
    running: dict[int, Heard] = {}
    slots: list[int] = []
    while queue or running:
        while queue and len(running) < glm.max_batch:
            index = queue.pop(0)
            running[index] = begin(glm, *waiting[index])
        try:
            step(glm, list(running.values()))
        except OutOfRoom as error:
            # Evicted segments start again, as in the worker.
            for index in [i for i, heard in running.items() if heard.decoding in error.decodings]:
                del running[index]
                queue.append(index)
        slots.append(glm.max_batch)
        for index in [index for index, heard in running.items() if heard.decoding.done]:
            assert running.pop(index).tokens == expected[index]
            short = False
    assert min(slots) == 1
    assert slots[-1] > 1 and max(slots) <= 4


def test_a_segment_that_does_not_fit_alone_is_evicted_too(
    glm: GlmTtsEngine, voices: list[Conditioning], monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_memory(count, slots):
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate")

    decoding = glm.start(requests(1)[0], voices[0])
    monkeypatch.setattr(glm._decoder, "step", without_memory)
    monkeypatch.setattr(glm, "_room", memory.Room(5))
    with pytest.raises(OutOfRoom) as error:
        glm.step([decoding])
    assert error.value.decodings == (decoding,)
    assert glm.max_batch == 1


def test_out_of_memory_in_a_flow_or_the_vocoder_loses_nothing_of_those_that_stay(
    glm: GlmTtsEngine, voices: list[Conditioning], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both fail now and then: the half that began last is evicted, or, where audio was rendered
    already, none; the audio of those that stay is whole."""
    request = SegmentRequest((Span("en", "hello world in the inner world"),), seed=5)
    expected = alone(glm, request, voices[0])
    running = [begin(glm, request, voices[0]) for _ in range(4)]
    monkeypatch.setattr(glm, "_room", memory.Room(8))
    failures = iter([True, False, False, True])
    advance, vocode = _Bucket.advance, glm._vocoder.go_on

    def failing(work):
        def sometimes(*given):
            if next(failures, False):
                raise torch.OutOfMemoryError("CUDA out of memory")
            return work(*given)

        return sometimes

    monkeypatch.setattr(_Bucket, "advance", failing(advance))
    monkeypatch.setattr(glm._vocoder, "go_on", failing(vocode))
    while left := [heard for heard in running if not heard.decoding.done]:
        try:
            step(glm, left)
        except OutOfRoom as error:
            running = [heard for heard in running if heard.decoding not in error.decodings]
    assert 1 <= len(running) <= 2
    assert next(failures, None) is None
    for heard in running:
        assert heard.tokens == expected.tokens
        assert near(heard, expected)


def test_other_errors_are_not_mistaken_for_lack_of_memory(
    glm: GlmTtsEngine, voices: list[Conditioning], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(count, slots):
        raise RuntimeError("shapes do not fit")

    running = [glm.start(requests(1)[0], voices[0])]
    glm.step(running)
    monkeypatch.setattr(glm._decoder, "step", broken)
    with pytest.raises(RuntimeError, match="shapes do not fit"):
        glm.step(running)
