"""How loud Kokoro's base voices are, and by how much each is made louder.

`levels.json` has the loudness of each in LUFS as the network speaks it, over sentences in both
languages: `python -m bench.voices.levels` measures it.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .catalogue import BASE_VOICES

TARGET = -19.0
"""LUFS: what is recommended for mono speech, as loud as stereo of -16 (AES TD1008). Listeners of a
lesson shall not reach for the volume where another voice begins."""

FILE = Path(__file__).with_name("levels.json")


@cache
def base_gains() -> NDArray[np.float32]:
    """The gain of each base voice in dB, [54]."""
    levels = json.loads(FILE.read_text())
    return np.array([TARGET - levels[voice.name] for voice in BASE_VOICES], np.float32)
