"""The measurements of GLM-TTS run, with a small model on a CPU."""

from __future__ import annotations

import json

import pytest
import torch

from bench import glm_device, glm_operations
from tests.synthesis.engines.glm.pacing.virtual_gpu import COSTS


@pytest.fixture(autouse=True)
def one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.set_num_threads(1)
    monkeypatch.setenv("GLM_TTS_DEVICE", "cpu")


def test_the_device_script_measures_every_part(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["glm_device", "--small"])
    glm_device.main()
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["what"] for line in lines} == {
        "built",
        "token",
        "alone and beside others",
        "flow",
        "vocoder",
        "costs",
        "at once",
    }
    (paid,) = (line for line in lines if line["what"] == "costs")
    assert paid["seconds"].keys() == json.loads(COSTS.read_text())["seconds"].keys()
    assert all(0 <= seconds < 10 for seconds in paid["seconds"].values())
    assert paid["seconds"]["vocoder"] and sum(paid["seconds"].values()) > 1e-3
    assert next(line for line in lines if line["what"].startswith("alone"))["same"]
    assert all(line["off"] < 1e-5 for line in lines if line["what"] == "flow")


def test_fewer_operations_than_before_and_no_wait() -> None:
    found = list(glm_operations.figures())
    assert [figure.name for figure in found if figure.holds is False] == []
    assert sum(figure.holds is True for figure in found) == 3
