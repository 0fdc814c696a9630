"""A ZipVoice with random weights, written and loaded once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from synthesis.engines.base import Clip, Conditioning
from synthesis.engines.zipvoice.conditioning import Enroller
from synthesis.engines.zipvoice.engine import ZipVoiceEngine
from synthesis.engines.zipvoice.options import Options
from tests.synthesis.engines.zipvoice import random_models


@pytest.fixture(scope="session")
def zipvoice_models(tmp_path_factory) -> Path:
    """A models folder with the random files."""
    models = tmp_path_factory.mktemp("models")
    random_models.write(models / "zipvoice")
    return models


@pytest.fixture(scope="session")
def zipvoice(zipvoice_models: Path) -> ZipVoiceEngine:
    return ZipVoiceEngine(zipvoice_models / "zipvoice", Options(steps=4, threads=1))


def clip(hertz: float, seconds: float = 2.0, rate: int = 16_000) -> Clip:
    """A tone with harmonics, and a little noise."""
    at = np.arange(int(seconds * rate)) / rate
    tones = sum(np.sin(2 * np.pi * hertz * k * at + k) / k for k in range(1, 8))
    noise = np.random.default_rng(int(hertz)).standard_normal(len(at))
    return Clip((0.05 * tones + 0.005 * noise).astype(np.float32), rate)


def enrolled(hertz: float, words: str, seconds: float = 2.0) -> Conditioning:
    return Enroller().enrol(clip(hertz, seconds), words, lambda _share: None)


@pytest.fixture(scope="session")
def people() -> list[Conditioning]:
    """The conditionings of two people."""
    return [enrolled(110, "Hello, this is me."), enrolled(220, "你好，这是我的声音。", 3.0)]
