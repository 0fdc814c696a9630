"""A limiter that looks a few milliseconds ahead, so that no peak is cut off.

The gain falls smoothly before a peak that would exceed the ceiling, and rises again slowly. Parts
of a sound give the same bits as the whole, so that a stream needs no look at all of it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import correlate1d, maximum_filter1d

from .base import Samples
from .loudness import REACH, peaks

CEILING = -1.0
"""dBTP: the most that EBU R 128 allows, so that encoders and converters have some room."""

AHEAD_SECONDS = 0.005
"""The time in which the gain falls, and for which a part's last samples are held back."""

RELEASE = 60.0
"""dB per second by which the gain rises again: 3 dB in 50 ms."""

_MARGIN = 0.15
"""dB below the ceiling to which the limiter goes: four times as many samples miss the highest
point of a sound by 0.1 dB or so, and a gain that moves changes it once more."""

Array = NDArray[np.float64]


class Limiter:
    """The state of one sound that is limited part by part."""

    def __init__(self, sample_rate: int) -> None:
        self._ahead = round(AHEAD_SECONDS * sample_rate)
        window = np.hanning(self._ahead + 3)[1:-1]
        self._smoothing: Array = window / window.sum()
        self._window = 1 + self._ahead + REACH
        """Samples over which the greatest reduction is taken. It is reached a little before a peak,
        since what lies between samples depends on the gain of those around."""
        self._step = RELEASE / sample_rate
        self._done = 0
        """Samples that were given out."""
        self._before = np.zeros(REACH)
        """The last of these, as they came in."""
        self._waiting = np.zeros(0, np.float32)
        """Samples that came in after these."""
        self._highest = -np.inf
        """The release, as a line through the reductions so far: see `_reductions`."""
        self._reduced = np.zeros(self._ahead)
        """The reductions of the last samples given out, in dB, before they were smoothed."""

    def __call__(self, samples: Samples, *, final: bool) -> Samples:
        """The next samples [n], limited; those of the last few milliseconds come with the next
        part, or now if these are the `final` ones."""
        waiting = np.concatenate([self._waiting, samples.astype(np.float32, copy=False)])
        count = len(waiting) if final else max(0, len(waiting) - self._window - REACH + 1)
        if not count:
            self._waiting = waiting
            return waiting[:0]
        gain = 10 ** (-self._reductions(waiting, count) / 20)
        limited: Samples = (waiting[:count] * gain).astype(np.float32)
        self._before = np.concatenate([self._before, waiting[:count]])[-REACH:]
        self._waiting = waiting[count:]
        self._done += count
        return limited

    def _reductions(self, waiting: Samples, count: int) -> Array:
        """By how many dB the first `count` of the waiting samples are to be reduced."""
        around = np.concatenate([self._before, waiting.astype(np.float64)])
        over = np.maximum(peaks(around)[REACH:], 1e-9)
        needed = np.maximum(0.0, 20 * np.log10(over) - (CEILING - _MARGIN))
        start = -(self._window // 2)
        ahead = maximum_filter1d(needed, self._window, mode="constant", cval=0.0, origin=start)
        if not self._done:  # before the beginning there is no time in which to fall
            self._reduced[:] = ahead[0]
        # It falls by a step a sample. As a line it rises instead, and the highest so far holds.
        line = self._step * np.arange(self._done, self._done + count)
        highest = np.maximum.accumulate(np.append(self._highest, ahead[:count] + line))[1:]
        held = np.concatenate([self._reduced, highest - line])
        self._highest, self._reduced = float(highest[-1]), held[-self._ahead :]
        half = len(self._smoothing) // 2
        smooth: Array = correlate1d(held, self._smoothing, mode="constant")
        return smooth[self._ahead - half :][:count]
