"""The watermark, loaded once, and recordings of people."""

from pathlib import Path

import pytest

from bench.watermark.sounds import read
from watermark.perth.detecting import PerthDetector
from watermark.perth.marking import PerthMarker

RATE = 24_000


@pytest.fixture(scope="session")
def marker() -> PerthMarker:
    return PerthMarker(RATE)


@pytest.fixture(scope="session")
def detector() -> PerthDetector:
    return PerthDetector()


@pytest.fixture(scope="session")
def people(recordings: Path) -> dict:
    """Five seconds of each person who was recorded."""
    files = [*recordings.glob("libri_*"), *recordings.glob("vctk_*")]
    return {file.name: read(file, RATE)[: 5 * RATE] for file in files}
