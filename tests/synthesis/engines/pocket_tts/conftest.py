"""A small Pocket TTS with random weights, written and loaded once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from synthesis.engines.base import Clip, Conditioning
from synthesis.engines.pocket_tts.conditioning import Enroller
from synthesis.engines.pocket_tts.engine import PocketTtsEngine
from synthesis.engines.pocket_tts.model import load
from synthesis.engines.pocket_tts.options import Options
from tests.synthesis.engines.pocket_tts import random_weights


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    """Use one thread: small products are faster, and sums are the same on every machine."""
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def small(tmp_path_factory) -> Path:
    """The configuration of the small model."""
    return random_weights.small_config(tmp_path_factory.mktemp("config") / "small.yaml")


@pytest.fixture(scope="session")
def pocket_folder(tmp_path_factory, small: Path) -> Path:
    return random_weights.write(tmp_path_factory.mktemp("models") / "pocket_tts", small)


@pytest.fixture(scope="session")
def pocket(pocket_folder: Path, small: Path) -> PocketTtsEngine:
    return PocketTtsEngine(pocket_folder, Options(threads=1, guarded=False), small)


def clip(hertz: float, seconds: float = 2.0, rate: int = 16_000) -> Clip:
    """A tone with harmonics, and a little noise."""
    at = np.arange(int(seconds * rate)) / rate
    tones = sum(np.sin(2 * np.pi * hertz * k * at + k) / k for k in range(1, 8))
    noise = np.random.default_rng(int(hertz)).standard_normal(len(at))
    return Clip((0.2 * tones + 0.02 * noise).astype(np.float32), rate)


@pytest.fixture(scope="session")
def people(pocket_folder: Path, small: Path) -> list[Conditioning]:
    """The conditionings of two people."""
    enroller = Enroller(load(pocket_folder, small))
    return [
        enroller.enrol(clip(hertz, seconds), "", lambda _share: None)
        for hertz, seconds in ((110, 2.0), (220, 3.0))
    ]
