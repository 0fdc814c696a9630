"""Kaldi's log mel filter bank as CAM++ was trained on it: its constants, filters and window."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from speakers.voice_print import SAMPLE_RATE

WINDOW, HOP, FFT = 400, 160, 512
"""Samples: 25 ms every 10 ms, padded to a power of two."""

BINS = 80
PREEMPHASIS = 0.97

FLOOR = 1.1920929e-07
"""The least energy of a bin, for samples in [-1, 1]: float32's epsilon. 3D-Speaker trained so."""

FLOOR_16_BIT = FLOOR / 32_768**2
"""The same for samples that are scaled to 16 bits first, as other users of Kaldi do. Where a
recording's band is narrow, its empty bins then differ, and CAM++ gives another vector (cosines down
to 0.93 for MP3s). The thresholds of screening and consent were fitted to these."""


def mel_filters() -> NDArray[np.float32]:
    """Triangular filters on the mel scale from 20 Hz to 8 kHz, [BINS, FFT / 2 + 1]."""

    def mel(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
        return 1127 * np.log1p(hertz / 700)

    lowest, highest = mel(np.array([20.0, SAMPLE_RATE / 2]))
    edges = np.linspace(lowest, highest, BINS + 2)[:, None]
    at = mel(np.arange(FFT // 2 + 1) * SAMPLE_RATE / FFT)[None]
    rising = (at - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - at) / (edges[2:] - edges[1:-1])
    return np.maximum(0, np.minimum(rising, falling)).astype(np.float32)


def window() -> NDArray[np.float32]:
    """Kaldi's own window ("povey"), [WINDOW]."""
    return (np.hanning(WINDOW) ** 0.85).astype(np.float32)
