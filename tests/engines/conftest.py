"""The models for the engine tests, loaded once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from speakers.encoders import Encoders
from synthesis.engines import ENGINES
from synthesis.engines.base import Engine


@pytest.fixture(scope="session")
def models() -> Path:
    folder = Path(os.environ.get("LECTERN_MODELS", ".data/models")).resolve()
    if not ENGINES["kokoro"].installed(folder):
        pytest.fail(
            f"no Kokoro under {folder}: run 'manage.py models pull kokoro' or set LECTERN_MODELS"
        )
    return folder


@pytest.fixture(scope="session")
def kokoro(models: Path) -> Engine:
    return ENGINES["kokoro"].load(models)


@pytest.fixture(scope="session")
def encoders() -> Encoders:
    return Encoders.load()
