"""Impulse responses that were measured in rooms, and how long they reverberate."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import soxr
from numpy.random import Generator
from scipy.signal import butter, fftconvolve, sosfiltfilt

from bench.screening.sources import RATE, Samples, read

BANDS = (350, 710, 1400, 2800)
"""Edges of the octaves that RT60 is the mean of: where speech has its energy."""

_BEFORE = int(0.0025 * RATE)
_MOST_SECONDS = 3.5


@dataclass(frozen=True)
class Room:
    """A response [n] at 24 kHz from 2.5 ms before the direct sound, and its RT60 in s."""

    samples: Samples = field(repr=False)
    rt60: float

    def varied(self, rng: Generator) -> Room:
        """A room up to 15 % smaller or larger, its direct sound up to 4 dB weaker or stronger."""
        size = rng.uniform(0.85, 1.15)
        samples = soxr.resample(self.samples, RATE, RATE * size).astype(np.float32)
        samples[: 2 * _BEFORE] *= np.float32(10 ** (rng.uniform(-4, 4) / 20))
        return Room(samples, self.rt60 * size)

    def around(self, dry: Samples) -> Samples:
        """Dry samples [n] at 24 kHz as they sound there, with the same length."""
        return fftconvolve(dry, self.samples)[: len(dry)].astype(np.float32)


@lru_cache(maxsize=256)
def response(file: Path) -> Room:
    """Read the response in a file; its end, where noise is left, is cut off."""
    samples = read(file)
    start = max(0, int(np.abs(samples).argmax()) - _BEFORE)
    samples = samples[start : start + int(_MOST_SECONDS * RATE)]
    rt60 = reverberation(samples)
    samples = samples[: max(int(1.1 * rt60 * RATE), 2 * _BEFORE)].copy()
    fade = min(len(samples), int(0.05 * RATE))
    samples[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
    return Room(samples, rt60)


def reverberation(samples: Samples) -> float:
    """RT60 in s: three times the fall from -5 to -25 dB of the energy that is still to come
    (Schroeder 1965; T20 of ISO 3382-1), in the mean over BANDS."""
    times = []
    for low, high in pairwise(BANDS):
        band = sosfiltfilt(butter(2, (low, high), "bandpass", fs=RATE, output="sos"), samples)
        left = np.cumsum(band[::-1] ** 2)[::-1]
        db = 10 * np.log10(left / left[0] + 1e-12)
        times.append(3 * (int(np.argmax(db < -25)) - int(np.argmax(db < -5))) / RATE)
    return float(np.mean(times))
