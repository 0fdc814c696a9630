"""The pitch of speech, by YIN (de Cheveigné and Kawahara, 2002) in NumPy.

librosa's is compiled by numba, whose cache on disk several processes destroy for each other: of
four that heard a voice at once for the first time, one ended with a segmentation fault.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from speakers.voice_print import SAMPLE_RATE as RATE
from speakers.voice_print import Samples

LOWEST, HIGHEST = 60.0, 450.0
"""The range of F0 in Hz that is searched."""

FRAME = 1024
_HOP = 320
_TROUGH = 0.1
"""The step 4 of the paper: the first trough below it is the period."""

Array = NDArray[np.float64]


def frames(speech: Samples, hop: int = _HOP) -> Array:
    """Windows [t, 1024] of speech [n], the middle of the t-th at sample t · hop."""
    padded = np.pad(speech.astype(np.float64), FRAME // 2)
    return sliding_window_view(padded, FRAME)[::hop]


def fundamentals(heard: Array, rate: int = RATE) -> Array:
    """F0 in Hz [t] of windows [t, 1024] at `rate`, unvoiced ones too: theirs means nothing."""
    shortest, longest = int(rate / HIGHEST), int(np.ceil(rate / LOWEST))
    difference = _normalised_difference(heard, longest)[:, shortest - 1 :]
    lag = np.where(
        (troughs := _is_trough(difference) & (difference < _TROUGH)).any(1),
        troughs.argmax(1),
        difference.argmin(1),
    )
    exact = shortest + lag + _shift(difference)[np.arange(len(lag)), lag]
    result: Array = rate / exact
    return result


def _normalised_difference(heard: Array, longest: int) -> Array:
    """Equation 8 for lags of 1 to `longest` samples; what lies behind a window counts as 0."""
    spectrum = np.fft.rfft(heard, 2 * FRAME)
    correlation = np.fft.irfft(np.abs(spectrum) ** 2)[:, : longest + 1]
    energy = np.cumsum(heard**2, 1)
    difference = 2 * (correlation[:, :1] - correlation[:, 1:]) - energy[:, :longest]
    mean = np.cumsum(difference, 1) / np.arange(1, longest + 1)
    result: Array = difference / (mean + np.finfo(np.float32).tiny)
    return result


def _is_trough(values: Array) -> NDArray[np.bool_]:
    falls = np.diff(values, axis=1) < 0
    is_trough = np.zeros(values.shape, bool)
    is_trough[:, 1:-1] = falls[:, :-1] & ~falls[:, 1:]
    is_trough[:, 0] = ~falls[:, 0] & (values[:, 0] < values[:, 1])
    is_trough[:, -1] = falls[:, -1]
    return is_trough


def _shift(values: Array) -> Array:
    """How far the parabola's lowest point lies from each value, in samples; 0 where over one."""
    before, here, behind = values[:, :-2], values[:, 1:-1], values[:, 2:]
    curve, slope = before + behind - 2 * here, (behind - before) / 2
    shift = np.zeros(values.shape)
    near = np.abs(slope) < np.abs(curve)
    np.divide(-slope, curve, out=shift[:, 1:-1], where=near)
    return shift
