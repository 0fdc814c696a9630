"""Designs a fixed filter that gives speech the long-term spectrum of another voice."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.signal import firwin2, minimum_phase

from ..bands import BANDS
from ..catalogue import SAMPLE_RATE

TAPS = 256
MOST = 8.0
"""The most dB by which a band may be raised or lowered."""

STRENGTH = 0.8


def filter_taps(
    wanted: NDArray[np.float32], heard: NDArray[np.float32], highest: float
) -> NDArray[np.float32]:
    """A minimum-phase FIR filter [256] at Kokoro's rate that moves the spectrum `heard` towards
    `wanted` (both [24], dB per band). `wanted` is valid up to `highest` Hz; above, the gain stays
    constant. The filter keeps the level of the speech."""
    gains = STRENGTH * (wanted - heard)
    known = highest >= BANDS
    gains = np.where(known, gains, gains[known][-1])
    gains = np.convolve(np.pad(gains, 1, mode="edge"), [0.25, 0.5, 0.25], "valid")
    power = 10 ** (heard / 10) * BANDS  # the width of a band is proportional to its frequency
    gains -= 10 * np.log10((power * 10 ** (gains / 10)).sum() / power.sum())
    gains = np.clip(gains, -MOST, MOST)
    nyquist = SAMPLE_RATE / 2
    hertz = np.concatenate([[0.0], BANDS, [nyquist]])
    gains = np.concatenate([gains[:1], gains, gains[-1:]])
    linear = firwin2(2 * TAPS - 1, hertz / nyquist, 10 ** (gains / 20))
    taps: NDArray[np.float32] = minimum_phase(linear, half=False)[:TAPS].astype(np.float32)
    return taps
