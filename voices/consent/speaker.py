"""Whether two recordings are of one person: GE2E embeddings (Wan et al. 2018) by Resemblyzer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16_000
LEAST_SECONDS = 1.0


class TooLittleSpeech(Exception):
    """There is not enough speech in the recording to tell a person by."""


class SpeakerEncoder:
    """A loaded encoder; construct it once a process. Its weights come with its wheel."""

    def __init__(self) -> None:
        from resemblyzer import VoiceEncoder  # brings torch, which only enrolment wants

        self._encoder = VoiceEncoder("cpu", verbose=False)

    def embed(self, samples: NDArray[np.float32], sample_rate: int) -> NDArray[np.float32]:
        """A unit vector [256] of the voice in mono `samples` [n]. Raises TooLittleSpeech."""
        from resemblyzer import preprocess_wav

        if not samples.any():
            raise TooLittleSpeech("the recording is silent")
        speech = preprocess_wav(samples, source_sr=sample_rate)  # 16 kHz, level, pauses cut
        if len(speech) < LEAST_SECONDS * SAMPLE_RATE:
            raise TooLittleSpeech(f"only {len(speech) / SAMPLE_RATE:.1f} s of speech")
        embedding: NDArray[np.float32] = self._encoder.embed_utterance(speech)
        return embedding


def likeness(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """The cosine of two embeddings: 1 for the same recording."""
    return float(np.dot(one, other) / (np.linalg.norm(one) * np.linalg.norm(other)))
