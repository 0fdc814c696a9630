"""The speech in a recording, as both encoders want it."""

from __future__ import annotations

import numpy as np
from resemblyzer import preprocess_wav

from speakers.voice_print import SAMPLE_RATE, Samples, TooLittleSpeech

LEAST_SECONDS = 1.0


def speech_of(samples: Samples, sample_rate: int) -> Samples:
    """The speech in mono `samples` [n] at 16 kHz and one level, long pauses cut out.

    Raises TooLittleSpeech when there is less than a second of it.
    """
    if not samples.any():
        raise TooLittleSpeech("the recording is silent")
    speech: Samples = preprocess_wav(samples, source_sr=sample_rate)
    if len(speech) < LEAST_SECONDS * SAMPLE_RATE:
        raise TooLittleSpeech(f"only {len(speech) / SAMPLE_RATE:.1f} s of speech")
    return speech.astype(np.float32)
