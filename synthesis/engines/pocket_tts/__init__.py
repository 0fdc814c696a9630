"""Pocket TTS: clones a voice from a few seconds of speech on plain CPUs, in English."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ..base import Engine, EngineSpec, Enrolling
from .files import FILES, SAMPLE_RATE

if TYPE_CHECKING:
    from speakers.encoders import Encoders


def _load(models: Path) -> Engine:
    from .engine import PocketTtsEngine  # imported late: it brings torch

    return PocketTtsEngine(models / "pocket_tts")


def _load_enrolling(models: Path, _engine: Callable[[], Engine], _encoders: Encoders) -> Enrolling:
    from .conditioning import Enroller
    from .model import load

    return Enroller(load(models / "pocket_tts"))


SPEC = EngineSpec(
    name="pocket_tts",
    sample_rate=SAMPLE_RATE,
    languages=frozenset({"en"}),
    base_voices=(),
    speeds=(1.0, 1.0),
    files=FILES,
    draws=True,
    clones=True,
    load=_load,
    load_enrolling=_load_enrolling,
)
