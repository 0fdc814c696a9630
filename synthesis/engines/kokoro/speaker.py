"""What a voice sounds like: GE2E embeddings (Wan et al. 2018) by Resemblyzer, and its pitch."""

from __future__ import annotations

import librosa
import numpy as np
from numpy.typing import NDArray
from resemblyzer import VoiceEncoder, preprocess_wav

from ..base import EngineError, Samples

Embedding = NDArray[np.float32]
"""A voice as a unit vector, shape [256]; the cosine of two of them is their likeness."""

LEAST_SECONDS = 1.0
_RATE = 16_000


class SpeakerEncoder:
    """Resemblyzer's encoder on the CPU; its weights come with its wheel."""

    def __init__(self) -> None:
        self._encoder = VoiceEncoder("cpu", verbose=False)

    def __call__(self, samples: Samples, sample_rate: int) -> Embedding:
        """Embed the speech in mono `samples` [n]. Raises EngineError when there is too little."""
        if not samples.any():
            raise EngineError("the clip is silent")
        speech = preprocess_wav(samples, source_sr=sample_rate)  # 16 kHz, level, pauses cut
        if len(speech) < LEAST_SECONDS * _RATE:
            raise EngineError(f"only {len(speech) / _RATE:.1f} s of speech in the clip")
        embedding: Embedding = self._encoder.embed_utterance(speech)
        return embedding


def pitch(samples: Samples, sample_rate: int) -> float:
    """Median fundamental frequency of the louder half of mono `samples` [n], in Hz (YIN, 2002)."""
    speech = librosa.resample(samples, orig_sr=sample_rate, target_sr=_RATE)
    f0 = librosa.yin(speech, fmin=60, fmax=400, sr=_RATE, frame_length=1024, hop_length=320)
    loudness = librosa.feature.rms(y=speech, frame_length=1024, hop_length=320)[0]
    return float(np.median(f0[loudness > np.median(loudness)]))
