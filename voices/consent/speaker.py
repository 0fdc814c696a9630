"""Compares the voices of two recordings with two encoders that were trained independently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from speakers.kaldi import FLOOR_16_BIT
from speakers.voice_print import Samples, VoicePrint

if TYPE_CHECKING:
    from speakers.encoders import Encoders  # brings torch, which only enrolment wants


@dataclass(frozen=True, slots=True)
class Likeness:
    """Cosines of two recordings' voices by either encoder: 1 for the same recording."""

    ge2e: float
    campp: float


def voice_print(encoders: Encoders, samples: Samples, sample_rate: int) -> VoicePrint:
    """The voice in mono `samples` [n], as thresholds know it. Raises TooLittleSpeech."""
    return encoders.voice_print(samples, sample_rate, FLOOR_16_BIT)


def likeness(one: VoicePrint, other: VoicePrint) -> Likeness:
    """How alike two voices are."""
    return Likeness(float(np.dot(one.ge2e, other.ge2e)), float(np.dot(one.campp, other.campp)))
