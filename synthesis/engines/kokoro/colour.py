"""Filters each class of speech sounds with gains of its own.

Each vowel and consonant of a voice differs from another voice's in its own way. A single filter for
all has no effect on CAM++, which subtracts the mean spectrum; one for each class of sounds raised
its cosine by 0.06 to 0.15 (`docs/fitting.md`). A frame belongs to several classes with soft
memberships, as in mixture-based voice conversion (Stylianou, Cappé and Moulines 1998).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d
from scipy.signal import ShortTimeFFT, get_window

from ..base import Samples
from .bands import BANDS

Array = NDArray[np.float32]

CLASSES = 16
MOST = 10.0
"""The most dB by which a class may raise or lower a band."""

WINDOW_SECONDS, HOP_SECONDS = 0.04, 0.01
_SOFTNESS = 60.0
"""The variance of a class about its centre over all bands together, in dB squared."""

_SMOOTHED = 5
"""Frames over which memberships are averaged, since gains that jump would rattle."""

_SILENCE = 1e-7


@dataclass(frozen=True, slots=True)
class Colour:
    """A voice's classes of sounds and the change of each: `centres` [16, 25] are the levels of the
    bands relative to their mean, and that mean, in dB; `gains` [16, 24] are in dB per band."""

    centres: Array
    gains: Array

    def __call__(self, samples: Samples, sample_rate: int) -> Samples:
        """Filter mono `samples` [n]; keeps their number."""
        frames = _frames(sample_rate)
        if not self.gains.any() or len(samples) < frames.m_num:
            return samples
        bins = frames.stft(samples)
        gains = self.at(levels(np.abs(bins.T) ** 2, sample_rate)) @ spread(sample_rate)
        changed: Samples = frames.istft(bins * 10 ** (gains.T / 20), k1=len(samples))
        return changed.astype(np.float32)

    def at(self, bands: Array) -> Array:
        """Gains [n, 24] in dB for frames with the band levels `bands` [n, 24]."""
        return memberships(bands, self.centres) @ self.gains


def levels(power: Array, sample_rate: int) -> Array:
    """The levels in dB of `BANDS`, [n, 24], from frames' power spectra [n, bins]. A sine of
    amplitude 1 has -6 dB in its bin at any sample rate."""
    scale = _window(sample_rate).sum() ** 2
    decibels: Array = 10 * np.log10(power / scale @ _bands(sample_rate).T + _SILENCE)
    return decibels


def shapes(bands: Array) -> Array:
    """The features by which frames are classified, [n, 25], from their `levels` [n, 24]."""
    mean = bands.mean(1, keepdims=True)
    return np.concatenate([bands - mean, mean], axis=1)


def memberships(bands: Array, centres: Array) -> Array:
    """How much each frame belongs to each class, [n, classes]; each row sums to 1."""
    apart = ((shapes(bands)[:, None] - centres) ** 2).sum(2) / (2 * _SOFTNESS)
    shares = np.exp(apart.min(1, keepdims=True) - apart)
    shares /= shares.sum(1, keepdims=True)
    smooth: Array = uniform_filter1d(shares, _SMOOTHED, axis=0, mode="nearest")
    return smooth.astype(np.float32)


@cache
def spread(sample_rate: int) -> Array:
    """The matrix [24, bins] from gains per band to gains per bin, interpolated linearly."""
    hertz = np.maximum(_hertz(sample_rate), 1)
    rows = [np.interp(np.log(hertz), np.log(BANDS), one) for one in np.eye(len(BANDS))]
    return np.array(rows, np.float32)


@cache
def _bands(sample_rate: int) -> Array:
    """Weights of the bins in the mean of each of `BANDS`, [24, bins]."""
    width = np.log2(BANDS[1] / BANDS[0])
    hertz = np.maximum(_hertz(sample_rate), 1)
    rows = np.maximum(0, 1 - np.abs(np.log2(hertz / BANDS[:, None])) / (2 * width))
    means: Array = (rows / rows.sum(1, keepdims=True)).astype(np.float32)
    return means


def _hertz(sample_rate: int) -> NDArray[np.floating]:
    return np.fft.rfftfreq(len(_window(sample_rate)), 1 / sample_rate)


@cache
def _window(sample_rate: int) -> Array:
    window: Array = get_window("hann", round(WINDOW_SECONDS * sample_rate)).astype(np.float32)
    return window


@cache
def _frames(sample_rate: int) -> ShortTimeFFT:
    return ShortTimeFFT(_window(sample_rate), round(HOP_SECONDS * sample_rate), sample_rate)
