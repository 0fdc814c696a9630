"""Finds Perth's mark in sound of any rate, whole, cut out of something longer, or made faster.

Two things differ from Resemble AI's decoder. Of its three branches only one has learnt anything:
the other two answer the same whatever they hear. And it takes some music for marked: 0.9 for five
seconds of a vibraphone. The mark is tied to its frequencies, so it is looked for at several speeds:
where it is, one of them stands out, and music that is taken for it is so at other speeds, too.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from ..base import Found, Samples
from . import spectrum
from .network import Stack
from .weights import read_weights

THRESHOLD = 0.4
"""Of 76 recordings of people and music the highest score was 0.29: see docs/watermark.md."""

SPEEDS = np.linspace(0.9, 1.1, 11)
"""The mark is found up to a hundredth beside each of these."""

WINDOW_SECONDS = 5.0
MOST_WINDOWS = 4
"""A long recording is looked at in so many places, which takes 1.5 s of a processor."""

_BESIDE = 0.03
"""Speeds that are nearer to one where the mark is may have some of it."""

_FULL = 5.0
"""What the network answers for a frame that has the mark; for one without, -0.3."""

_LEAST_FRAMES = 25


class PerthDetector:
    """The loaded decoder. Safe for threads: nothing is kept of what was heard."""

    def __init__(self) -> None:
        """Raises WatermarkMissing."""
        self._network = Stack(read_weights("decoder"), "normal_layers")
        self._blas = ThreadpoolController().select(internal_api="openblas")

    def detect(self, samples: Samples, sample_rate: int) -> Found:
        """Look for the mark in the loudest windows of a recording [n]."""
        windows = _loudest_windows(samples, sample_rate)
        with self._blas.limit(limits=1):
            heard = np.array(
                [[self.heard(each, sample_rate / speed) for speed in SPEEDS] for each in windows]
            ).reshape(-1, len(SPEEDS))
        if not len(heard):
            return Found(0.0, 0.0, is_marked=False)
        # Of each speed the half of the windows that has most of it: a part may be somebody's own.
        most = np.sort(heard, axis=0)[len(heard) // 2 :].mean(axis=0)
        best = int(most.argmax())
        others = most[np.abs(SPEEDS - SPEEDS[best]) > _BESIDE]
        score = float(most[best] - others.max())
        share = float((heard[:, best] >= THRESHOLD).mean())
        is_marked = score >= THRESHOLD
        return Found(score, share if is_marked else 0.0, is_marked)

    def heard(self, samples: Samples, sample_rate: float) -> float:
        """In how much of samples [n] the network hears the mark, 0 to 1, at this rate (Hz)."""
        levels, sounds = spectrum.levels(spectrum.spectra(samples, sample_rate))
        if sounds.sum() < _LEAST_FRAMES:
            return 0.0
        answers: NDArray[np.float32] = self._network(levels)[sounds, 1]
        return float(np.clip(answers / _FULL, 0, 1).mean())


def _loudest_windows(samples: Samples, sample_rate: int) -> list[Samples]:
    """The MOST_WINDOWS loudest windows, in their order; a rest at the end goes with the last."""
    if not len(samples):
        return []
    size = round(WINDOW_SECONDS * sample_rate)
    count = max(1, len(samples) // size)
    windows = [samples[at * size : (at + 1) * size] for at in range(count - 1)]
    windows.append(samples[(count - 1) * size :])
    loudness = [float(np.mean(np.square(window))) for window in windows]
    return [windows[at] for at in sorted(np.argsort(loudness)[::-1][:MOST_WINDOWS])]
