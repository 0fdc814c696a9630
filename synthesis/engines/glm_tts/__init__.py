"""GLM-TTS: speaks in a person's voice from a few seconds of it, for many tenants on one GPU."""

from __future__ import annotations

from pathlib import Path

from ..base import Engine, EngineSpec
from .config import SAMPLE_RATE
from .files import FILES


def _load(models: Path) -> Engine:
    from .engine import GlmTtsEngine  # imported late: it brings torch and transformers

    return GlmTtsEngine(models / "glm_tts")


SPEC = EngineSpec(
    name="glm_tts",
    sample_rate=SAMPLE_RATE,
    languages=frozenset({"zh", "en"}),
    base_voices=(),
    files=FILES,
    load=_load,
)
