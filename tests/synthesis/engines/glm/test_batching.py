"""Segments of several tenants in one batch each sound the same as alone."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
import torch

from synthesis.engines.base import Conditioning, OutOfRoom, SegmentRequest
from synthesis.engines.glm_tts import memory
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
        while waiting and (not running or chance.random() < 0.15) and len(running) < 6:
            index = waiting.pop(0)
            running[index] = begin(glm, *wanted[index])
        together = max(together, len(running))
        order = list(running.values())
        chance.shuffle(order)
        step(glm, order)
        for index, heard in list(running.items()):
            if heard.decoding.done:
                finished[index] = running.pop(index)
            elif index == given_up and len(heard.tokens) == 20:
                del running[index]

    assert together >= 4
    assert finished.keys() == set(range(len(wanted))) - {given_up}
    for index, heard in finished.items():
        assert heard.tokens == expected[index].tokens
        assert heard.samples.shape == expected[index].samples.shape
        assert near(heard, expected[index])


def test_in_bfloat16_neighbours_change_almost_nothing(
    glm_models: Path, voices: list[Conditioning]
) -> None:
    """Rounding depends on the batch's shape: one of 8 segments of 60 tokens may differ."""
    options = Options(torch.device("cpu"), Weights.BFLOAT16, whole=True)
    engine = GlmTtsEngine(glm_models / "glm_tts", options)

    def together() -> list[list[int]]:
        running = [begin(engine, request, voices[0], exactly=60) for request in requests(8)]
        while left := [heard for heard in running if not heard.decoding.done]:
            step(engine, left)
        return [heard.tokens for heard in running]

    made = together()
    assert together() == made, "the same neighbours, the same tokens"
    apart = [alone(engine, request, voices[0], exactly=60).tokens for request in requests(8)]
    assert sum(one != other for one, other in zip(made, apart, strict=True)) <= 1


def test_all_segments_are_decoded_in_one_pass(
    glm: GlmTtsEngine, voices: list[Conditioning], monkeypatch: pytest.MonkeyPatch
) -> None:
    running = [glm.start(request, voices[0]) for request in requests(4)]
    glm.step(running)
    passes: list[int] = []
    forward = glm._model.llama.model.forward

    def counted(*args, **kwargs):
        passes.append(len(kwargs["input_ids"]))
        return forward(*args, **kwargs)

    monkeypatch.setattr(glm._model.llama.model, "forward", counted)
    glm.step(running)
    assert passes == [4]


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


def test_keys_and_values_are_freed_with_their_segment(
    glm: GlmTtsEngine, voices: list[Conditioning]
) -> None:
    """The memory of a finished segment is free at the next step; the others use less."""
    running = [glm.start(request, voices[0]) for request in requests(3)]
    glm.step(running)
    glm.step(running)
    assert len(running[0].row.held.filled) == 3
    leaver = running.pop()
    glm.step(running)
    assert len(running[0].row.held.filled) == 2
    assert running[0].row.held is not leaver.row.held


def test_out_of_memory_evicts_the_last_half_and_the_rest_goes_on(
    glm: GlmTtsEngine, voices: list[Conditioning], monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = requests(5)
    expected = [alone(glm, request, voices[1]) for request in wanted]
    running = [begin(glm, request, voices[1]) for request in wanted]
    for _ in range(9):
        step(glm, running)
    append = glm._model.append

    def with_little_memory(rows, tokens):
        if len(rows) > 3:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return append(rows, tokens)

    monkeypatch.setattr(glm._model, "append", with_little_memory)
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
    monkeypatch.setattr(memory, "PATIENCE", 30)
    monkeypatch.setattr(glm._room, "_patience", 30)
    append, short = glm._model.append, True

    def with_little_memory(rows, tokens):
        if short and len(rows) > 1:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return append(rows, tokens)

    monkeypatch.setattr(glm._model, "append", with_little_memory)
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
    def without_memory(tokens):
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate")

    decoding = glm.start(requests(1)[0], voices[0])
    monkeypatch.setattr(glm._model, "begin", without_memory)
    monkeypatch.setattr(glm, "_room", memory.Room(5))
    with pytest.raises(OutOfRoom) as error:
        glm.step([decoding])
    assert error.value.decodings == (decoding,)
    assert glm.max_batch == 1


def test_out_of_memory_in_a_flow_keeps_the_audio_made_before(
    glm: GlmTtsEngine, voices: list[Conditioning], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second group of flows fails: neither the first group's audio nor tokens are lost."""
    request = SegmentRequest((Span("en", "hello world in the inner world"),), seed=5)
    expected = alone(glm, request, voices[0])
    running = [begin(glm, request, voices[0]) for _ in range(4)]
    monkeypatch.setattr("synthesis.engines.glm_tts.engine.FLOWS", 2)
    solve, calls = glm._flow.solve, []

    def failing_once(jobs):
        calls.append(len(jobs))
        if len(calls) == 2:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return solve(jobs)

    monkeypatch.setattr(glm._flow, "solve", failing_once)
    while left := [heard for heard in running if not heard.decoding.done]:
        step(glm, left)
    for heard in running:
        assert heard.tokens == expected.tokens
        assert near(heard, expected)


def test_other_errors_are_not_mistaken_for_lack_of_memory(
    glm: GlmTtsEngine, voices: list[Conditioning], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(rows, tokens):
        raise RuntimeError("shapes do not fit")

    running = [glm.start(requests(1)[0], voices[0])]
    glm.step(running)
    monkeypatch.setattr(glm._model, "append", broken)
    with pytest.raises(RuntimeError, match="shapes do not fit"):
        glm.step(running)
