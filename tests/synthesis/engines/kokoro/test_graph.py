"""Kokoro's graph with float weights, cut into parts and spelt otherwise, speaks as before."""

from __future__ import annotations

import subprocess
import sys
from typing import Any, NamedTuple

import numpy as np
import onnx
import onnxruntime
import pytest
from django.conf import settings
from onnx import TensorProto, helper, numpy_helper

from config import ROOT
from synthesis.engines.kokoro.catalogue import MODEL_FILE
from synthesis.engines.kokoro.graph.durations import DURATIONS, add_durations
from synthesis.engines.kokoro.graph.floating import to_float
from synthesis.engines.kokoro.graph.melody import F0, add_melody
from synthesis.engines.kokoro.graph.parts import AUDIO, PLANNED, SOURCE, SPOKEN, STYLE, cut
from synthesis.engines.kokoro.graph.snake import coefficients, spell_snakes
from synthesis.engines.kokoro.graph.source import convolve_source
from synthesis.engines.kokoro.graph.upsampling import convolve_upsampling
from synthesis.engines.kokoro.runtimes.onnx_int8 import OnnxInt8
from synthesis.engines.kokoro.runtimes.openvino_floats import OpenVinoFloats, has_bfloat16
from synthesis.engines.kokoro.runtimes.port import Runtime, Score
from synthesis.engines.kokoro.runtimes.sample import sample

MODEL = settings.MODELS / "kokoro" / MODEL_FILE


class Utterance(NamedTuple):
    audio: np.ndarray
    f0: np.ndarray
    durations: np.ndarray


def speak(runtime: Runtime, score: Score) -> Utterance:
    plan = runtime.plan(score)
    return Utterance(runtime.render(plan, 0, plan.frames), plan.f0, plan.durations)


def session(model: onnx.ModelProto) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )


@pytest.fixture(scope="module")
def score() -> Score:
    """The beginning of the sentence by which runtimes are measured, half a second."""
    whole = sample(settings.MODELS / "kokoro")
    return whole._replace(tokens=np.append(whole.tokens[:, :12], [[0]], axis=1))


@pytest.fixture(scope="module")
def floats() -> onnx.ModelProto:
    model = onnx.load(str(MODEL))
    add_melody(model.graph)
    add_durations(model.graph)
    to_float(model.graph)
    return model


@pytest.fixture(scope="module")
def whole(floats: onnx.ModelProto, score: Score) -> Utterance:
    """Spoken by the float graph in one piece, with the file's own STFT."""
    found = session(floats).run([AUDIO, F0, DURATIONS], score._asdict())
    return Utterance(*(each.reshape(-1) for each in found))


@pytest.fixture(scope="module")
def in_parts(floats: onnx.ModelProto, score: Score) -> tuple[Utterance, dict[str, Any]]:
    """Spoken by the three parts in float32, with all that is spelt otherwise."""
    parts = cut(floats)
    convolve_source(parts.score.graph)
    spell_snakes(parts.body.graph)
    convolve_upsampling(parts.body.graph)
    names = [*PLANNED, F0, DURATIONS]
    planned = dict(zip(names, session(parts.score).run(names, score._asdict()), strict=True))
    body = {STYLE: score.style, **{name: planned[name] for name in PLANNED}}
    spoken = session(parts.body).run([SPOKEN], body)[0]
    audio = session(parts.voice).run([AUDIO], {SPOKEN: spoken})[0]
    curve, durations = (planned[name].reshape(-1) for name in (F0, DURATIONS))
    return Utterance(audio.reshape(-1), curve, durations), planned


def noise_below(sound: np.ndarray, reference: np.ndarray) -> float:
    """How many dB the difference is below the reference."""
    return float(10 * np.log10((reference**2).mean() / ((sound - reference) ** 2).mean()))


def test_float_weights_plan_the_melody_of_the_int8_ones(whole: Utterance, score: Score) -> None:
    int8 = speak(OnnxInt8(MODEL), score)
    assert abs(whole.durations.sum() - int8.durations.sum()) <= 0.1 * int8.durations.sum()
    assert abs(np.log2(np.median(whole.f0[whole.f0 > 50]) / np.median(int8.f0[int8.f0 > 50]))) < 0.1


def test_the_parts_plan_what_the_whole_plans(whole, in_parts) -> None:
    spoken, _ = in_parts
    assert spoken.durations.tolist() == whole.durations.tolist()
    assert np.allclose(spoken.f0, whole.f0, atol=0.01)
    # Phases of the highest bin differ, where the file's STFT rounds: 17 dB seen.
    assert noise_below(spoken.audio, whole.audio) > 12


def test_phases_of_bins_without_an_imaginary_part_are_never_minus_pi(in_parts) -> None:
    _, planned = in_parts
    phases = planned[SOURCE][0, 11:]
    assert (phases[[0, -1]] > -3.0).all()
    assert (phases[0] > 3.1).any()


@pytest.mark.skipif(not has_bfloat16(), reason="this processor has no bfloat16")
def test_bfloat16_in_the_body_is_far_below_the_sound(score, in_parts) -> None:
    exact, _ = in_parts
    runtime = OpenVinoFloats(MODEL, "bf16")
    spoken = speak(runtime, score)
    assert spoken.durations.tolist() == exact.durations.tolist()
    assert noise_below(spoken.audio, exact.audio) > 24  # 32 dB seen; everywhere: less than 0
    again = speak(runtime, score)
    assert np.array_equal(spoken.audio, again.audio)


@pytest.mark.skipif(not has_bfloat16(), reason="this processor has no bfloat16")
def test_a_process_keeps_one_copy_of_the_weights() -> None:
    program = (
        "import sys, pathlib, psutil\n"
        "from synthesis.engines.kokoro.runtimes.openvino_floats import OpenVinoFloats\n"
        'kept = OpenVinoFloats(pathlib.Path(sys.argv[1]), "bf16")\n'
        "print(psutil.Process().memory_info().rss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, MODEL], cwd=ROOT, capture_output=True, text=True, check=True
    )
    # 0.63 GB seen; 2.5 with the copies that the changes of the graph leave behind.
    assert int(done.stdout) < 1_000_000_000


def test_the_polynomial_is_the_square_of_a_sine() -> None:
    turns = np.linspace(-3, 3, 10_001, dtype=np.float32)
    rest = turns - np.round(turns)
    powers = (rest**2)[:, None] ** np.arange(1, 7)
    assert np.abs(powers @ coefficients() - np.sin(np.pi * turns.astype(float)) ** 2).max() < 1e-6


def test_a_transposed_convolution_is_a_convolution_with_two_taps() -> None:
    random = np.random.default_rng(1)
    weight = random.normal(size=(3, 2, 12)).astype(np.float32)
    bias = random.normal(size=2).astype(np.float32)
    node = helper.make_node(
        "ConvTranspose", ["in", "weight", "bias"], ["out"], "/ups.0", strides=[6], pads=[3, 3]
    )
    graph = helper.make_graph(
        [node],
        "upsampling",
        [helper.make_tensor_value_info("in", TensorProto.FLOAT, [1, 3, "time"])],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(weight, "weight"), numpy_helper.from_array(bias, "bias")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
    given = {"in": random.normal(size=(1, 3, 7)).astype(np.float32)}
    (expected,) = session(model).run(None, given)
    convolve_upsampling(model.graph)
    assert not [each for each in model.graph.node if each.op_type == "ConvTranspose"]
    (found,) = session(model).run(None, given)
    assert found.shape == expected.shape == (1, 2, 42)
    assert np.allclose(found, expected, atol=1e-5)


@pytest.mark.parametrize("change", [cut, lambda model: convolve_source(model.graph)])
def test_another_graph_is_refused(change) -> None:
    empty = helper.make_model(helper.make_graph([], "empty", [], []))
    with pytest.raises(ValueError, match="the graph has no"):
        change(empty)
