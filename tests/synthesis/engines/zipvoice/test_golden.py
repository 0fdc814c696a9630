"""What sherpa-onnx makes of the same files, it is sample by sample, as far as that draws nothing.

sherpa-onnx can't be told its noise, so here the flow ends in the same features whatever noise it
began with: all else, the prompt's spectrum, the tokens' time, the flow's steps and the vocoder,
decides what is heard.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
import sherpa_onnx
from onnx import helper

from synthesis.engines.zipvoice.config import FEATURE_SCALE
from synthesis.engines.zipvoice.engine import ZipVoiceEngine
from synthesis.engines.zipvoice.files import DECODER, ENCODER, TOKENS, VOCODER
from synthesis.engines.zipvoice.graphs import Graphs
from synthesis.engines.zipvoice.mel import log_mel
from synthesis.engines.zipvoice.options import Options
from synthesis.engines.zipvoice.token_table import TokenTable
from tests.synthesis.engines.zipvoice import random_models
from tests.synthesis.engines.zipvoice.conftest import clip

PROMPT, TEXT = list("həloʊ, wɜld."), ["w0", "o3", *"ðɪsɪzmi", "."]
STEPS = 4


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Random files whose flow leads to where prompt and text say, from anywhere."""
    folder = random_models.write(tmp_path_factory.mktemp("golden") / "zipvoice")
    model = onnx.load(str(folder / DECODER))
    # v = (goal - x) / (1 - t) ends in the goal after any number of Euler steps.
    for node in model.graph.node:
        node.input[:] = ["nought" if each == "x" else each for each in node.input]
        node.output[:] = ["goal" if each == "v" else each for each in node.output]
    model.graph.node.extend(
        [
            helper.make_node("Sub", ["goal", "x"], ["way"]),
            helper.make_node("Sub", ["one", "t"], ["time_left"]),
            helper.make_node("Div", ["way", "time_left"], ["v"]),
        ]
    )
    model.graph.node.insert(0, helper.make_node("Mul", ["text_condition", "zero"], ["nought"]))
    for name, number in (("one", 1.0), ("zero", 0.0)):
        model.graph.initializer.append(
            onnx.numpy_helper.from_array(np.array(number, np.float32), name)
        )
    onnx.save(model, str(folder / DECODER))
    return folder


def theirs(folder: Path, samples: np.ndarray, speed: float, seed: str = "") -> np.ndarray:
    model = sherpa_onnx.OfflineTtsZipvoiceModelConfig(
        tokens=str(folder / TOKENS),
        encoder=str(folder / ENCODER),
        decoder=str(folder / DECODER),
        vocoder=str(folder / VOCODER),
        guidance_scale=3.0,
    )
    config = sherpa_onnx.OfflineTtsConfig(sherpa_onnx.OfflineTtsModelConfig(zipvoice=model))
    generation = sherpa_onnx.GenerationConfig()
    generation.speed, generation.num_steps, generation.silence_scale = speed, STEPS, 1.0
    generation.reference_audio, generation.reference_sample_rate = samples.tolist(), 24_000
    generation.reference_text = "-"
    generation.tokens = [PROMPT, TEXT]
    generation.extra = {"min_words_in_sentence": "1000"} | ({"seed": seed} if seed else {})
    return np.array(sherpa_onnx.OfflineTts(config).generate("", generation).samples, np.float32)


@pytest.mark.parametrize("speed", [1.0, 0.8])
def test_it_sounds_as_sherpa_onnx_does(folder: Path, speed: float) -> None:
    samples = clip(150, rate=24_000).samples * 4  # loud enough to be left as it is
    engine = ZipVoiceEngine(folder, Options(steps=STEPS, threads=1))
    graphs, table = Graphs(folder, 1), TokenTable(folder)
    features = log_mel(samples) * np.float32(FEATURE_SCALE)
    said = graphs.text_condition(table.numbers(TEXT), table.numbers(PROMPT), len(features), speed)
    heard = np.zeros_like(said)
    heard[0, : len(features)] = features
    x = np.random.default_rng(1).standard_normal(said.shape, np.float32)
    for now, then in zip(engine._times[:-1], engine._times[1:], strict=True):
        x = x + graphs.velocity(now, x, said, heard, 3.0) * np.float32(then - now)
    ours = graphs.sound(x[0, len(features) :] / FEATURE_SCALE)
    expected = theirs(folder, samples, speed)
    assert len(expected) == len(ours) > 12_000
    np.testing.assert_allclose(ours, expected, atol=2e-3 * np.abs(expected).max())


def test_sherpa_onnx_can_not_be_told_its_noise(tmp_path: Path) -> None:
    """Why its engine is not used. Once this fails, it may be."""
    folder = random_models.write(tmp_path / "zipvoice")
    samples = clip(150, rate=24_000).samples
    one, two = (theirs(folder, samples, 1.0, seed="1") for _ in range(2))
    assert len(one) == len(two) and not np.allclose(one, two)
