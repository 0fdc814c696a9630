"""What the encoders make of a voice, and why they may make nothing of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16_000
"""Hz; both encoders hear speech at this rate."""

Samples = NDArray[np.float32]
"""Mono audio in [-1, 1], shape [n]."""

Embedding = NDArray[np.float32]
"""A voice as a unit vector; the cosine of two is their likeness."""


class TooLittleSpeech(ValueError):
    """There is not enough speech in the recording to tell a person by."""


@dataclass(frozen=True, slots=True)
class VoicePrint:
    """One voice by both encoders: `ge2e` [256] and `campp` [192]."""

    ge2e: Embedding
    campp: Embedding
