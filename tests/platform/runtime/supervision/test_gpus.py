"""A worker for each GPU, told from a list of devices: no GPU is needed."""

import os
import stat
from pathlib import Path

import pytest

from runtime.model_store import model_folders
from runtime.supervision import gpus
from runtime.supervision.processes import processes

TWO = """\
GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-11111111-aaaa-bbbb-cccc-000000000001)
GPU 1: NVIDIA H100 80GB HBM3 (UUID: GPU-11111111-aaaa-bbbb-cccc-000000000002)
"""
DIVIDED = """\
GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-11111111-aaaa-bbbb-cccc-000000000001)
  MIG 3g.20gb     Device  0: (UUID: MIG-22222222-aaaa-bbbb-cccc-000000000001)
  MIG 3g.20gb     Device  1: (UUID: MIG-22222222-aaaa-bbbb-cccc-000000000002)
GPU 1: NVIDIA A100-SXM4-40GB (UUID: GPU-11111111-aaaa-bbbb-cccc-000000000003)
"""


@pytest.fixture
def driver(tmp_path, monkeypatch):
    """A machine whose driver says what it is told to."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(gpus.VISIBLE, raising=False)

    def says(text: str, status: int = 0) -> None:
        program = tmp_path / "nvidia-smi"
        program.write_text(f"#!/bin/sh\n/bin/cat <<'END'\n{text}END\nexit {status}\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)

    return says


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ("0,1", ["0", "1"]),
        (" 2 , GPU-8a, MIG-1/2/3 ", ["2", "GPU-8a", "MIG-1/2/3"]),
        ("", []),
        ("-1", []),
        ("0,-1,1", ["0"]),
    ],
)
def test_what_the_environment_allows_is_all_there_is(driver, given, names):
    driver(TWO)
    assert gpus.visible({gpus.VISIBLE: given}) == names


def test_without_a_word_of_the_environment_the_driver_is_asked(driver):
    assert gpus.visible({}) == [], "there is no driver"
    driver(TWO)
    assert [name[-1] for name in gpus.visible({})] == ["1", "2"]
    driver(DIVIDED)
    assert [(name[:3], name[-1]) for name in gpus.visible({})] == [
        ("MIG", "1"),
        ("MIG", "2"),
        ("GPU", "3"),
    ]


def test_a_driver_that_fails_is_taken_for_none(driver, caplog):
    driver(TWO, status=9)
    assert gpus.visible({}) == []
    assert "nvidia-smi failed" in caplog.text


def started(models: Path, **env: str) -> dict[str, str | None]:
    """The workers that `up` starts, each with the GPU that it sees."""
    given = {"LECTERN_MODELS": str(models), **env}
    return {
        each.name: each.env.get(gpus.VISIBLE)
        for each in processes("127.0.0.1", 8000, given)
        if each.name.startswith("synthesis-")
    }


def test_up_starts_a_worker_for_each_gpu(tmp_path):
    assert started(tmp_path, CUDA_VISIBLE_DEVICES="0,1") == {}, "it was not pulled"
    (tmp_path / "glm_tts").mkdir()
    three = started(tmp_path, CUDA_VISIBLE_DEVICES="3,GPU-5,0")
    assert three == {
        "synthesis-glm_tts": "3",
        "synthesis-glm_tts-2": "GPU-5",
        "synthesis-glm_tts-3": "0",
    }
    one = {"synthesis-glm_tts": "7"}
    assert started(tmp_path, CUDA_VISIBLE_DEVICES="7") == one
    assert list(started(tmp_path, CUDA_VISIBLE_DEVICES="")) == ["synthesis-glm_tts"]


@pytest.mark.parametrize("device", ["cpu", "cuda:1"])
def test_who_chooses_a_device_gets_one_worker(tmp_path, device):
    (tmp_path / "glm_tts").mkdir()
    chosen = started(tmp_path, CUDA_VISIBLE_DEVICES="0,1", GLM_TTS_DEVICE=device)
    assert chosen == {"synthesis-glm_tts": "0,1"}


def test_an_engine_of_processors_alone_has_one_worker():
    assert gpus.for_workers(None, {gpus.VISIBLE: "0,1"}) == [{}]
    folder = model_folders.manifest()["glm_tts"]
    assert len(gpus.for_workers(folder, {**os.environ, gpus.VISIBLE: "0,1"})) == 2
