"""Detects speech in 32 ms frames: Silero VAD 6 (MIT)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from speakers.package_files import package_folder
from voices.screening.models.onnx_session import session

FRAME = 512
"""Samples per frame at 16 kHz."""

_CONTEXT = 64


class VoiceActivity:
    def __init__(self) -> None:
        file = package_folder("silero_vad") / "data" / "silero_vad_16k_sequence.onnx"
        self._session = session(file)

    def __call__(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Probability of speech in each frame [ceil(n / 512)] of samples [n] at 16 kHz."""
        count = -(-len(samples) // FRAME)
        frames = np.zeros((count, _CONTEXT + FRAME), np.float32)
        padded = np.zeros(count * FRAME, np.float32)
        padded[: len(samples)] = samples
        frames[:, _CONTEXT:] = padded.reshape(count, FRAME)
        frames[1:, :_CONTEXT] = frames[:-1, -_CONTEXT:]
        state = np.zeros((1, 1, 128), np.float32)
        probabilities, _, _ = self._session.run(None, {"input": frames, "h": state, "c": state})
        return np.asarray(probabilities, np.float32)
