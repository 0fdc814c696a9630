"""GLM-TTS: clones a voice from a few seconds of speech, for many tenants on one GPU."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ..base import Engine, EngineSpec, Enrolling
from .config import SAMPLE_RATE
from .files import FILES

if TYPE_CHECKING:
    from speakers.encoders import Encoders


def _load(models: Path) -> Engine:
    from .engine import GlmTtsEngine  # imported late: it brings torch and transformers

    return GlmTtsEngine(models / "glm_tts")


def _load_enrolling(models: Path, _engine: Callable[[], Engine], _encoders: Encoders) -> Enrolling:
    from .checkpoint import Checkpoint

    return Checkpoint(models / "glm_tts").frontend()


def _unsayable(models: Path, language: str, reading: str) -> tuple[str, ...]:
    from .text.phonemes import PhonemeUnknown, inventory, spell

    try:
        spell(language, reading, inventory(models))
    except PhonemeUnknown as unknown:
        return unknown.symbols
    return ()


SPEC = EngineSpec(
    name="glm_tts",
    sample_rate=SAMPLE_RATE,
    languages=frozenset({"zh", "en"}),
    base_voices=(),
    speeds=(0.5, 2.0),
    files=FILES,
    version="2",
    continues=True,
    draws=True,
    clones=True,
    load=_load,
    load_enrolling=_load_enrolling,
    unsayable=_unsayable,
)
