"""Frames of sound as Perth's networks take them: levels of 128 bins below 2 kHz, 100 a second.

Perth was trained on spectra at 32 kHz with windows of 64 ms. Windows of 64 ms at another rate have
their bins at the same frequencies, so nothing is resampled.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from ..base import Samples

BINS = 128
FRAMES_PER_SECOND = 100
DB_SPAN = 195.0
"""Levels from -180 dB, which is 0 to the networks, to 15 dB, which is 1."""

_LEAST_DB = -180.0
_WINDOW_SECONDS = 0.064
_TRAINED_WINDOW = 2048
_SILENT = 0.04
"""A frame whose mean level is below is digital silence, in which there is no mark."""


def fits(sample_rate: int) -> bool:
    """True if windows and hops are whole numbers of samples at this rate (Hz)."""
    return sample_rate >= 8000 and sample_rate % 500 == 0


@cache
def window(size: int) -> Samples:
    """The window [size]: of Hann, periodic."""
    return (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size)).astype(np.float32)


def window_size(sample_rate: float) -> int:
    """Samples of a window at a rate (Hz)."""
    return 2 * round(sample_rate * _WINDOW_SECONDS / 2)


def spectra(samples: Samples, sample_rate: float) -> NDArray[np.complex64]:
    """The spectrum around each 10 ms of samples [n]: [frames, half a window + 1].

    Sound that was made faster has its frames and frequencies at a rate that is as much lower.
    """
    size = window_size(sample_rate)
    whole = samples.astype(np.float32, copy=False)
    if len(whole) > size // 2:
        padded = np.pad(whole, size // 2, mode="reflect")
    else:
        padded = np.pad(whole, size // 2)
    starts = np.arange(0, len(samples) + 0.5, sample_rate / FRAMES_PER_SECOND).round().astype(int)
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[starts]
    found: NDArray[np.complex64] = fft.rfft(frames * window(size), axis=1)
    return found


def levels(spectra: NDArray[np.complex64]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """The levels [frames, BINS] of spectra, and which frames [frames] are no digital silence."""
    scale = np.float32(_TRAINED_WINDOW / (2 * (spectra.shape[1] - 1)))
    sizes = np.maximum(np.abs(spectra) * scale, np.float32(1e-9))
    scaled = (20 * np.log10(sizes) - _LEAST_DB) / np.float32(DB_SPAN)
    return np.ascontiguousarray(scaled[:, :BINS]), scaled.mean(axis=1) > _SILENT


def sound(spectra: NDArray[np.complex64], sample_rate: int, samples: int) -> Samples:
    """What `spectra` [frames, BINS], and nothing above these bins, sound like: [samples]."""
    shape = window(window_size(sample_rate))
    half = len(shape) // 2
    whole = np.zeros((len(spectra), half + 1), np.complex64)
    whole[:, :BINS] = spectra
    frames: NDArray[np.float32] = fft.irfft(whole, n=len(shape), axis=1) * shape
    inside = slice(half, half + samples)
    hop = sample_rate // FRAMES_PER_SECOND
    weights = np.broadcast_to(shape * shape, frames.shape)
    return _overlapped(frames, hop)[inside] / _overlapped(weights, hop)[inside]


def _overlapped(frames: NDArray[np.float32], hop: int) -> Samples:
    """Add frames [frames, size] that begin `hop` samples after each other."""
    count, size = frames.shape
    hops = -(-size // hop)
    parts = np.zeros((count, hops * hop), np.float32)
    parts[:, :size] = frames
    parts = parts.reshape(count, hops, hop)
    added = np.zeros((count + hops, hop), np.float32)
    for at in range(hops):
        added[at : at + count] += parts[:, at]
    return added.reshape(-1)
