"""Predicts Kokoro's pronunciation of a text without loading the model.

The first call loads dictionaries (1.5 s and 180 MB; for English 0.4 s and 25 MB more), later ones
take 2 ms (two cores, one short sentence). The web process loads them only if needed, and never the
model itself.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from synthesis.text.span import Span

from ..base import BaseVoice, Conditioning, ModelFilesMissing, Spelling
from .catalogue import BASE_VOICES
from .phonemes import Phonemiser

_BRITISH = np.array([voice.language == "en-gb" for voice in BASE_VOICES])
_loading = threading.Lock()


def spelling(spans: Sequence[Span], voice: BaseVoice | Conditioning | None) -> Spelling:
    """The voice's pronunciation of the spans; without a voice, English is American."""
    with _loading:
        phonemiser = _phonemiser()
    phonemes = phonemiser(spans, british=_is_british(voice))
    return Spelling(phonemes, " ".join(phonemiser.pinyin(spans)))


def vocabulary() -> frozenset[str]:
    """The model's phonemes, read from kokoro-onnx's files without importing it, which would load
    ONNX Runtime in a process that never speaks."""
    spec = find_spec("kokoro_onnx")
    for folder in spec.submodule_search_locations or () if spec else ():
        config = Path(folder) / "config.json"
        if config.is_file():
            return frozenset(json.loads(config.read_text(encoding="utf-8"))["vocab"])
    raise ModelFilesMissing("kokoro_onnx/config.json is missing: install kokoro-onnx")


@lru_cache(maxsize=1)
def _phonemiser() -> Phonemiser:
    return Phonemiser(vocabulary())


def _is_british(voice: BaseVoice | Conditioning | None) -> bool:
    if isinstance(voice, Conditioning):
        prosody = voice.arrays.get("prosody", np.zeros(0))
        return prosody.shape == _BRITISH.shape and bool(prosody[_BRITISH].sum() > 0.5)
    return voice is not None and voice.language == "en-gb"
