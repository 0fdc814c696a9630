"""Loudness and true peak as ITU-R BS.1770-4 measures them, of mono sound at any sample rate."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import correlate1d
from scipy.signal import sosfilt

from .base import Samples

Array = NDArray[np.float64]

SILENT = -70.0
"""LUFS: blocks softer than this count as silence (BS.1770-4, the absolute gate)."""

_BLOCK, _HOP = 0.4, 0.1
_GATE = 10.0
"""Blocks softer by this many LU than the mean of the others are left out (the relative gate)."""

_OFFSET = -0.691
"""So that a sine of 997 Hz and full scale has -3.01 LUFS."""

_FIRST = 14, 90, -161, 272, -487, 1125, 7964, -838, 390, -218, 122, -68
_SECOND = -239, 240, -424, 730, -1364, 3810, 6388, -1641, 832, -477, 271, -155
PHASES = tuple(np.array(phase) / 8192 for phase in (_FIRST, _SECOND, _SECOND[::-1], _FIRST[::-1]))
"""The filters of BS.1770-4, annex 2, [12] each: the sound between samples, four times as often."""

REACH = 6
"""Samples on either side of one that its `peaks` depend on."""


def loudness(samples: Samples, sample_rate: int) -> float:
    """The integrated loudness in LUFS of mono `samples` [n]; -inf for silence, and for less than
    0.4 s of sound."""
    weighted = sosfilt(_weighting(sample_rate), samples.astype(np.float64))
    block, hop = round(_BLOCK * sample_rate), round(_HOP * sample_rate)
    if len(weighted) < block:
        return -np.inf
    energy = np.concatenate([[0.0], np.cumsum(weighted**2)])
    starts = np.arange(0, len(weighted) - block + 1, hop)
    power = np.maximum(energy[starts + block] - energy[starts], 0) / block
    heard = power[power > 10 ** ((SILENT - _OFFSET) / 10)]
    if not len(heard):
        return -np.inf
    heard = heard[heard > heard.mean() * 10 ** (-_GATE / 10)]
    return float(_OFFSET + 10 * np.log10(heard.mean()))


def peaks(samples: Array) -> Array:
    """The greatest absolute value in and around each of `samples` [n], [n], of the sound four
    times oversampled; what lies before and behind counts as 0. The same samples give the same bits
    wherever they stand."""
    size = np.abs(samples)
    for phase in PHASES:
        np.maximum(size, np.abs(correlate1d(samples, phase, mode="constant")), out=size)
    return size


def true_peak(samples: Samples) -> float:
    """The true peak of mono `samples` [n] in dB below full scale (dBTP)."""
    loudest = float(peaks(samples.astype(np.float64)).max(initial=0.0))
    return 20 * float(np.log10(loudest)) if loudest else -np.inf


@cache
def _weighting(sample_rate: int) -> Array:
    """K-weighting, [2, 6]: a shelf for the head, and a high-pass.

    BS.1770-4 gives both for 48 kHz alone; these are its analogue filters, of which the bilinear
    transform for 48 kHz gives the standard's numbers (De Man, 2014).
    """
    gain = 10 ** (3.999843853973347 / 20)
    turn, width = np.tan(np.pi * 1681.974450955533 / sample_rate), 0.7071752369554196
    middle = gain**0.4996667741545416
    scale = 1 + turn / width + turn**2
    shelf = [
        (gain + middle * turn / width + turn**2) / scale,
        2 * (turn**2 - gain) / scale,
        (gain - middle * turn / width + turn**2) / scale,
        1.0,
        2 * (turn**2 - 1) / scale,
        (1 - turn / width + turn**2) / scale,
    ]
    turn, width = np.tan(np.pi * 38.13547087602444 / sample_rate), 0.5003270373238773
    scale = 1 + turn / width + turn**2
    high_pass = [1, -2, 1, 1, 2 * (turn**2 - 1) / scale, (1 - turn / width + turn**2) / scale]
    return np.array([shelf, high_pass])
