"""A filter that changes with what is spoken: each class of sounds has gains of its own.

A voice's vowels and consonants differ from another's each in its own way. One filter for all of
them is nothing to CAM++, which takes the mean spectrum away; a filter for each class of sounds
moved it by 0.06 to 0.15 of its cosine (`docs/fitting.md`). A frame belongs to several classes,
softly, as in conversion by mixtures (Stylianou, Cappé and Moulines 1998).
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
"""dB by which a class may raise or lower a band."""

WINDOW_SECONDS, HOP_SECONDS = 0.04, 0.01
_SOFTNESS = 60.0
"""dB squared: the variance of a class about its centre, over all bands together."""

_SMOOTHED = 5
"""Frames over which what a frame belongs to is averaged: gains that jump are heard as rattling."""

_SILENCE = 1e-7


@dataclass(frozen=True, slots=True)
class Colour:
    """The sounds of a voice, and how each is changed: `centres` [16, 25] are the levels of its
    bands about their mean, and that mean, in dB; `gains` [16, 24] are in dB a band."""

    centres: Array
    gains: Array

    def __call__(self, samples: Samples, sample_rate: int) -> Samples:
        """Mono `samples` [n] with the sounds changed; their number stays."""
        frames = _frames(sample_rate)
        if not self.gains.any() or len(samples) < frames.m_num:
            return samples
        bins = frames.stft(samples)
        gains = self.at(levels(np.abs(bins.T) ** 2, sample_rate)) @ spread(sample_rate)
        changed: Samples = frames.istft(bins * 10 ** (gains.T / 20), k1=len(samples))
        return changed.astype(np.float32)

    def at(self, heard: Array) -> Array:
        """Gains of frames [n, 24] in dB, whose `levels` [n, 24] these are."""
        return memberships(heard, self.centres) @ self.gains


def levels(power: Array, sample_rate: int) -> Array:
    """The levels in dB of `BANDS`, [n, 24], of frames' power spectra [n, bins]. A sine of amplitude
    1 has -6 dB in its bin at any rate."""
    scale = _window(sample_rate).sum() ** 2
    heard: Array = 10 * np.log10(power / scale @ _bands(sample_rate).T + _SILENCE)
    return heard


def shapes(heard: Array) -> Array:
    """What frames are told apart by, [n, 25], from their `levels` [n, 24]."""
    mean = heard.mean(1, keepdims=True)
    return np.concatenate([heard - mean, mean], axis=1)


def memberships(heard: Array, centres: Array) -> Array:
    """How much each frame belongs to each class, [n, classes], adding up to 1."""
    apart = ((shapes(heard)[:, None] - centres) ** 2).sum(2) / (2 * _SOFTNESS)
    shares = np.exp(apart.min(1, keepdims=True) - apart)
    shares /= shares.sum(1, keepdims=True)
    smooth: Array = uniform_filter1d(shares, _SMOOTHED, axis=0, mode="nearest")
    return smooth.astype(np.float32)


@cache
def spread(sample_rate: int) -> Array:
    """From gains a band to gains a bin, [24, bins]: straight lines between bands' centres."""
    hertz = np.maximum(_hertz(sample_rate), 1)
    rows = [np.interp(np.log(hertz), np.log(BANDS), one) for one in np.eye(len(BANDS))]
    return np.array(rows, np.float32)


@cache
def _bands(sample_rate: int) -> Array:
    """Means over the bins about each of `BANDS`, [24, bins]."""
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
