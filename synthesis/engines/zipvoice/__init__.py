"""ZipVoice: clones a voice from a few seconds of speech on plain CPUs, in Mandarin and English."""

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
    from .engine import ZipVoiceEngine  # imported late: it brings onnxruntime, jieba and espeak

    return ZipVoiceEngine(models / "zipvoice")


def _load_enrolling(_models: Path, _engine: Callable[[], Engine], _encoders: Encoders) -> Enrolling:
    from .conditioning import Enroller

    return Enroller()


SPEC = EngineSpec(
    name="zipvoice",
    sample_rate=SAMPLE_RATE,
    languages=frozenset({"zh", "en"}),
    base_voices=(),
    speeds=(0.75, 1.5),
    files=FILES,
    draws=True,
    clones=True,
    load=_load,
    load_enrolling=_load_enrolling,
)
