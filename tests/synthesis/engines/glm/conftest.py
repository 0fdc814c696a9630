"""A small GLM-TTS with random weights, written and loaded once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from synthesis.engines.base import Clip, Conditioning
from synthesis.engines.glm_tts.checkpoint import Checkpoint
from synthesis.engines.glm_tts.engine import GlmTtsEngine
from synthesis.engines.glm_tts.frontend import Frontend
from synthesis.engines.glm_tts.options import Options, Weights
from tests.synthesis.engines.glm import random_checkpoint


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    """Use one thread: small products are faster, and sums are the same on every machine."""
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def glm_models(tmp_path_factory) -> Path:
    """A models folder with the small checkpoint."""
    models = tmp_path_factory.mktemp("models")
    random_checkpoint.write(models / "glm_tts")
    return models


@pytest.fixture(scope="session")
def cpu() -> Options:
    return Options(torch.device("cpu"), Weights.FLOAT32, slots=8)


@pytest.fixture(scope="session")
def glm(glm_models: Path, cpu: Options) -> GlmTtsEngine:
    return GlmTtsEngine(glm_models / "glm_tts", cpu)


@pytest.fixture(scope="session")
def frontend(glm_models: Path) -> Frontend:
    return Checkpoint(glm_models / "glm_tts").frontend()


def clip(hertz: float, seconds: float = 2.0) -> Clip:
    """A tone with harmonics."""
    at = np.arange(int(seconds * 16_000)) / 16_000
    tones = sum(np.sin(2 * np.pi * hertz * k * at + k) / k for k in range(1, 8))
    noise = np.random.default_rng(int(hertz)).standard_normal(len(at))
    return Clip((0.2 * tones + 0.02 * noise).astype(np.float32), 16_000)


@pytest.fixture(scope="session")
def voices(frontend: Frontend) -> list[Conditioning]:
    """The conditionings of three people; the third has no transcript."""
    transcripts = ("hello world", "你好", "")
    return [
        frontend.enrol(clip(hertz, seconds), text, lambda share: None)
        for hertz, seconds, text in zip((110, 220, 330), (2.0, 3.1, 1.2), transcripts, strict=True)
    ]
