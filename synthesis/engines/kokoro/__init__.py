"""Kokoro-82M: the built-in engine, which runs on any machine without a GPU."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from synthesis.text.span import Span

from ..base import BaseVoice, Conditioning, Engine, EngineSpec, Enrolling, Spelling
from .catalogue import BASE_VOICES, LANGUAGES, MODEL_FILE, SAMPLE_RATE, VOICES_FILE
from .moods import MOODS

if TYPE_CHECKING:
    from speakers.encoders import Encoders


def _load(models: Path) -> Engine:
    from .engine import KokoroEngine  # imported late: it brings onnxruntime, jieba and espeak

    return KokoroEngine(models / "kokoro")


def _load_enrolling(_models: Path, engine: Callable[[], Engine], encoders: Encoders) -> Enrolling:
    from .engine import KokoroEngine
    from .fitting.fit import Fitting  # imported late: it brings torch

    loaded = engine()  # candidates have to be spoken
    if not isinstance(loaded, KokoroEngine):
        raise TypeError(f"Kokoro's voices are fitted with its engine, not {type(loaded).__name__}")
    return Fitting(loaded, encoders)


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
    load_enrolling=_load_enrolling,
    spelling=_spelling,
    mood_presets=tuple(MOODS),
    version="2",  # all voices equally loud, and peaks limited
)
