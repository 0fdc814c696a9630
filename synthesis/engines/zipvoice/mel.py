"""The log mel spectrum that the model hears a prompt by, after the reference's `VocosFbank`:
magnitudes of a Hann-windowed spectrum in 100 triangles that are equally wide in mels (HTK's)."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from ..base import Samples
from .config import HOP, MELS, N_FFT, SAMPLE_RATE

FLOOR = 1e-7


@cache
def hann() -> NDArray[np.float32]:
    """The periodic window [1024]."""
    window: NDArray[np.float32] = np.hanning(N_FFT + 1)[:-1].astype(np.float32)
    return window


@cache
def _triangles() -> NDArray[np.float32]:
    """The filter bank [513, 100], from 0 Hz to half the sample rate."""
    top = 2595 * np.log10(1 + SAMPLE_RATE / 2 / 700)
    corners = 700 * (10 ** (np.linspace(0, top, MELS + 2) / 2595) - 1)
    hertz = np.fft.rfftfreq(N_FFT, 1 / SAMPLE_RATE)[:, None]
    left, centre, right = corners[:-2], corners[1:-1], corners[2:]
    rising, falling = (hertz - left) / (centre - left), (right - hertz) / (right - centre)
    triangles: NDArray[np.float32] = np.maximum(0, np.minimum(rising, falling)).astype(np.float32)
    return triangles


def log_mel(samples: Samples) -> NDArray[np.float32]:
    """samples [n] at 24 kHz → [n // 256 + 1, 100], natural logarithms."""
    padded = np.pad(samples, N_FFT // 2, mode="reflect")
    windows = sliding_window_view(padded, N_FFT)[::HOP] * hann()
    loudness = np.abs(np.fft.rfft(windows)).astype(np.float32)
    mel: NDArray[np.float32] = np.log(np.maximum(loudness @ _triangles(), FLOOR))
    return mel
