"""Which runtime speaks Kokoro: the fastest one measured, or the one the operator names."""

from __future__ import annotations

import json
import time

import numpy as np
import pytest

from synthesis.engines.base import EngineError, Samples
from synthesis.engines.kokoro.graph.parts import ALIGNED
from synthesis.engines.kokoro.runtimes import choice, openvino_floats
from synthesis.engines.kokoro.runtimes.choice import FILE, INT8, Measured
from synthesis.engines.kokoro.runtimes.port import Plan, Score

BF16 = "openvino-bf16"
NOTHING = np.zeros(1, np.float32)
SCORE = Score(np.zeros((1, 3), np.int64), np.zeros((1, 256), np.float32), *[NOTHING] * 3)


class Speaking:
    """Speaks a second of silence, after some time."""

    def __init__(self, name: str, seconds: float) -> None:
        self.name, self.seconds = name, seconds

    def plan(self, score: Score) -> Plan:
        return Plan(score.style, NOTHING, NOTHING, {ALIGNED: np.zeros((1, 512, 40), np.float32)})

    def render(self, plan: Plan, start: int, stop: int) -> Samples:
        time.sleep(self.seconds)
        return np.zeros(600 * (stop - start), np.float32)


@pytest.fixture
def two_runtimes(monkeypatch) -> None:
    monkeypatch.setattr(choice, "sample", lambda _folder: SCORE)
    monkeypatch.setattr(
        choice,
        "possible",
        lambda: {
            INT8: lambda _model: Speaking(INT8, 0.05),
            BF16: lambda _model: Speaking(BF16, 0.01),
        },
    )


def test_the_fastest_is_measured_once_and_kept(tmp_path, two_runtimes, monkeypatch) -> None:
    assert choice.load_runtime(tmp_path, {}).name == BF16
    kept = json.loads((tmp_path / FILE).read_text())
    assert kept["speeds"][BF16] > kept["speeds"][INT8] > 1
    monkeypatch.setattr(choice, "tune", lambda *_: pytest.fail("measured again"))
    assert choice.load_runtime(tmp_path, {}).name == BF16


def test_a_machine_without_bfloat16_is_measured_once_too(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(choice, "possible", lambda: {INT8: lambda _model: Speaking(INT8, 0.01)})
    assert choice.tune(tmp_path, SCORE).fastest == INT8
    assert choice.read(tmp_path) is not None


def test_bfloat16_must_be_worth_its_memory() -> None:
    assert Measured("", {INT8: 2.0, BF16: 2.1}).fastest == INT8
    assert Measured("", {INT8: 2.0, BF16: 2.2}).fastest == BF16
    assert Measured("", {INT8: 2.0}).fastest == INT8


def test_floats_are_tried_in_the_precision_of_the_processor(monkeypatch) -> None:
    monkeypatch.setattr(openvino_floats, "has_bfloat16", lambda: False)
    assert list(choice.possible()) == [INT8, "openvino-f32"]
    monkeypatch.setattr(openvino_floats, "has_bfloat16", lambda: True)
    assert list(choice.possible()) == [INT8, BF16]


@pytest.mark.parametrize(
    "written",
    [
        "",
        "[]",
        '{"machine": "another", "speeds": {"onnx-int8": 1, "openvino-bf16": 2}}',
        '{"machine": "another", "speeds": {"onnx-int8": 1}}',
    ],
)
def test_figures_of_another_machine_or_broken_ones_are_measured_anew(
    tmp_path, two_runtimes, written
) -> None:
    (tmp_path / FILE).write_text(written)
    assert choice.read(tmp_path) is None
    assert choice.load_runtime(tmp_path, {}).name == BF16
    assert choice.read(tmp_path) is not None


def test_an_operator_names_a_runtime(tmp_path, two_runtimes) -> None:
    runtime = choice.load_runtime(tmp_path, {"KOKORO_RUNTIME": INT8})
    assert runtime.name == INT8
    assert not (tmp_path / FILE).exists()
    with pytest.raises(EngineError, match=r"KOKORO_RUNTIME=cuda: this machine can run auto, onnx-"):
        choice.load_runtime(tmp_path, {"KOKORO_RUNTIME": "cuda"})


def test_a_folder_that_can_not_be_written_is_measured_by_each_process(
    tmp_path, two_runtimes, caplog
) -> None:
    assert choice.tune(tmp_path / "missing", SCORE).fastest == BF16
    assert "can't be kept" in caplog.text
