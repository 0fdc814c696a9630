"""Kokoro-82M: the built-in engine, which runs on any machine without a GPU."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..base import BaseVoice, Conditioning, Engine, EngineSpec, Span, Spelling
from ..inventory import Inventory
from .catalogue import BASE_VOICES, LANGUAGES, MODEL_FILE, SAMPLE_RATE, VOICES_FILE


def _load(models: Path) -> Engine:
    from .engine import KokoroEngine  # imported late: it brings onnxruntime, jieba and espeak

    return KokoroEngine(models / "kokoro")


def _inventory() -> Inventory:
    from .ipa import inventory  # imported late: synthesis.text and the engines import each other

    return inventory()


def _spelling(spans: Sequence[Span], voice: BaseVoice | Conditioning | None) -> Spelling:
    from .spelling import spelling  # imported late: it brings jieba and espeak

    return spelling(spans, voice)


SPEC = EngineSpec(
    name="kokoro",
    sample_rate=SAMPLE_RATE,
    languages=LANGUAGES,
    base_voices=BASE_VOICES,
    speeds=(0.5, 2.0),
    files=(MODEL_FILE, VOICES_FILE),
    load=_load,
    inventory=_inventory,
    spelling=_spelling,
)
