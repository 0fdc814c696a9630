"""How high people speak, to pair those who are hard to tell apart."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.random import Generator

from bench.screening.sources import RATE, read

_FRAME, _HOP = 1200, 480
_LOWEST_HZ, _HIGHEST_HZ = 65, 400
_LEAST_PERIODIC = 0.5
ALIKE_SEMITONES = 1.5
_TRIED = 25


def alike(speech: dict[str, list[Path]], rng: Generator) -> tuple[str, str]:
    """Two speakers whose registers are within 1.5 semitones, or the nearest of those tried."""
    names = [str(name) for name in rng.permutation(sorted(speech))[: _TRIED + 1]]
    first, others = names[0], names[1:]
    own = register(speech[first][0])
    for name in others:
        if abs(register(speech[name][0]) - own) <= ALIKE_SEMITONES:
            return first, name
    return first, min(others, key=lambda name: abs(register(speech[name][0]) - own))


@lru_cache(maxsize=1024)
def register(file: Path) -> float:
    """The median pitch of a speaker in a file, in semitones over 100 Hz, by autocorrelation."""
    samples = read(file, 8)[: 8 * RATE]
    frames = np.lib.stride_tricks.sliding_window_view(samples, _FRAME)[::_HOP]
    power = np.square(frames).mean(1)
    frames = frames[power > np.percentile(power, 60)]
    spectrum = np.fft.rfft(frames * np.hanning(_FRAME), 2 * _FRAME)
    correlation = np.fft.irfft(np.abs(spectrum) ** 2)
    shortest, longest = RATE // _HIGHEST_HZ, RATE // _LOWEST_HZ
    part = correlation[:, shortest:longest] / (correlation[:, :1] + 1e-12)
    periodic = part.max(1) > _LEAST_PERIODIC
    if not periodic.any():
        return 0.0
    hz = RATE / (shortest + part[periodic].argmax(1))
    return float(12 * np.log2(np.median(hz) / 100))
