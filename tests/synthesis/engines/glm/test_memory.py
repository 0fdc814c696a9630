"""The number of segments that fit in memory, and the formats of weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from synthesis.engines.base import SegmentRequest
from synthesis.engines.glm_tts import memory
from synthesis.engines.glm_tts.decoder.llama import Shape
from synthesis.engines.glm_tts.engine import GlmTtsEngine
from synthesis.engines.glm_tts.int8 import Int8Linear
from synthesis.engines.glm_tts.options import Options, Weights
from synthesis.text.span import Span
from tests.synthesis.engines.glm.speaking import alone

RELEASED = Shape(28, 4, 128, torch.bfloat16, torch.device("cpu"))


@pytest.mark.parametrize(
    ("text", "size"),
    [("24GB", 24 * 10**9), ("800 mb", 800 * 10**6), ("2GiB", 2 << 30), ("1.5G", 15 * 10**8)],
)
def test_sizes_are_parsed(text: str, size: int) -> None:
    assert memory.parsed(text) == size


def test_a_wrong_size_is_an_error() -> None:
    with pytest.raises(ValueError, match="write it like 24GB"):
        memory.parsed("plenty")


def test_slots_follow_from_the_budget() -> None:
    """The released model takes 57 kB per token, so 0.19 GB per slot."""
    assert RELEASED.bytes_per_token == 57_344
    assert memory.slot_bytes(RELEASED) == pytest.approx(0.19e9, rel=0.05)
    weights = 5 * 10**9
    counted = [memory.slots(g * 10**9, loaded=weights, shape=RELEASED) for g in (4, 8, 12, 24, 80)]
    assert counted == [1, 8, 16, 64, 64]
    assert memory.slots(80 * 10**9, loaded=weights, shape=RELEASED, most=20) == 16


def test_the_engine_keeps_to_its_budget(glm_models: Path) -> None:
    budget = memory.WORKSPACE + 150_000_000
    options = Options(torch.device("cpu"), Weights.FLOAT32, memory=budget)
    engine = GlmTtsEngine(glm_models / "glm_tts", options)
    per_slot = memory.slot_bytes(engine._model.shape)
    fitting = (150_000_000 - engine.weight_bytes) // per_slot
    assert engine.max_batch <= fitting < 2 * engine.max_batch


def test_options_come_from_the_environment() -> None:
    options = Options.of(
        {
            "GLM_TTS_DEVICE": "cpu",
            "GLM_TTS_MEMORY": "6GB",
            "GLM_TTS_WEIGHTS": "int8",
            "GLM_TTS_SLOTS": "16",
            "GLM_TTS_TOP_P": "0.7",
            "GLM_TTS_TOP_K": "50",
        }
    )
    assert (options.memory, options.weights) == (6 * 10**9, Weights.INT8)
    assert options.slots == 16
    assert Options.of({"GLM_TTS_DEVICE": "cpu"}).slots == 8
    assert Options.of({"GLM_TTS_DEVICE": "cuda"}).slots == memory.MOST_SLOTS
    assert (options.sampling.top_p, options.sampling.top_k) == (0.7, 50)
    with pytest.raises(ValueError, match="for the CPU"):
        Options.of({"GLM_TTS_DEVICE": "cuda:0", "GLM_TTS_WEIGHTS": "int8"})


def test_int8_is_close_and_rows_are_independent() -> None:
    torch.manual_seed(0)
    linear = nn.Linear(96, 64, bias=False)
    small = Int8Linear(linear)
    x = torch.randn(3, 1, 96)
    output = small(x.bfloat16())
    wanted = linear(x)
    assert (output - wanted).norm() / wanted.norm() < 0.02
    loud = torch.cat([x[:1], 1000 * x[1:]]).bfloat16()
    assert torch.equal(small(loud)[0], output[0]), "a loud neighbour changes nothing"


def test_joined_int8_layers_are_those_that_were_joined() -> None:
    torch.manual_seed(0)
    parts = [Int8Linear(nn.Linear(96, size, bias=False)) for size in (64, 32)]
    x = torch.randn(3, 96).bfloat16()
    apart = torch.cat([part(x) for part in parts], dim=-1)
    assert torch.equal(Int8Linear.joined(parts)(x), apart)
    assert torch.equal(torch.cat([part(x) for part in parts], dim=-1), apart)


@pytest.mark.parametrize("weights", [Weights.INT8, Weights.BFLOAT16])
def test_the_engine_speaks_with_smaller_weights(glm_models: Path, voices, weights: Weights) -> None:
    engine = GlmTtsEngine(glm_models / "glm_tts", Options(torch.device("cpu"), weights))
    heard = alone(engine, SegmentRequest((Span("en", "hi"),)), voices[0])
    assert len(heard.samples) == len(heard.tokens) * 960
    assert np.isfinite(heard.samples).all()


def steps(room: memory.Room, count: int) -> None:
    for _ in range(count):
        room.went_well()


def test_slots_come_back_one_by_one() -> None:
    room = memory.Room(4)
    room.ran_out(2)
    steps(room, memory.PATIENCE - 1)
    assert room.slots == 2
    steps(room, 1)
    assert room.slots == 3
    steps(room, 5 * memory.PATIENCE)
    assert room.slots == 4, "never more than the budget has"


def test_a_lasting_shortage_is_probed_less_and_less_often() -> None:
    room = memory.Room(8)
    room.ran_out(4)
    waited = []
    for _ in range(7):
        count = 0
        while room.slots == 4:
            steps(room, 1)
            count += 1
        room.ran_out(4)
        waited.append(count // memory.PATIENCE)
    assert waited == [1, 2, 4, 8, 16, 16, 16]
    # A shortage that is over is forgotten once all slots were back as long as the last try took.
    steps(room, 5 * memory.MOST_PATIENCE)
    room.ran_out(7)
    steps(room, memory.PATIENCE)
    assert room.slots == 8


def test_several_shortages_in_a_row_count_as_one() -> None:
    room = memory.Room(8)
    for remaining in (4, 2, 1):
        room.ran_out(remaining)
    assert room.slots == 1
    steps(room, memory.PATIENCE)
    assert room.slots == 2
