"""Tells whether a recording is a copy of an earlier one: re-encoded, cut, slower or faster.

Landmarks after Wang ("An industrial-strength audio search algorithm", ISMIR 2003): the strongest
points of a spectrogram, taken in pairs. A pair is kept as one number, made of its two frequencies
and of the time between them, and of when it begins. Two readings of one text by one person have
few pairs in common at one shift in time, as no two have the same pitch at the same moments.

A copy may have another speed, with its pitch or without (Six and Leman, "Panako", ISMIR 2014, name
both). What is kept of a recording is small, so it is the one that is asked about that is tried at
all of SPEEDS.

No sound can be made of what is kept: some dozens of points a second, of the thousands that a
spectrogram has, without their strength and phase.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import soxr
from numpy.typing import NDArray

VERSION = "landmarks 1"

LEAST_COMMON = 18
"""Pairs of landmarks that a copy has in common with what is kept of the original, at least;
docs/consent.md has what was measured."""

RATE = 8_000
WINDOW, HOP = 512, 80
STEP_SECONDS = HOP / RATE
LOWEST_HZ, HIGHEST_HZ = 250.0, 3_400.0
BELOW_LOUDEST_DB = 50.0
PER_SECOND = {"kept": 14, "asked": 22}
PARTNERS = {"kept": 4, "asked": 9}
FROM_SECONDS, TO_SECONDS = 0.06, 0.7
BINS_AN_OCTAVE = 24
GAP_SECONDS = 0.03
SPEEDS = tuple(round(1 + percent / 100, 2) for percent in range(-12, 13))
SHIFT_SECONDS = 0.06

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Landmarks:
    """What is kept of a recording: numbers of pairs [n], and when each begins, in STEP_SECONDS."""

    pairs: NDArray[np.uint32]
    begins: NDArray[np.uint32]

    def to_bytes(self) -> bytes:
        """For a column."""
        return np.stack([self.pairs, self.begins]).astype("<u4").tobytes()

    @classmethod
    def from_bytes(cls, kept: bytes) -> Landmarks:
        """The inverse of to_bytes."""
        pairs, begins = np.frombuffer(kept, "<u4").reshape(2, -1)
        return cls(pairs, begins)


@dataclass(frozen=True, slots=True)
class Peaks:
    """The strongest points of a spectrogram in order: seconds [n], Hz [n]."""

    at: NDArray[np.float64]
    hertz: NDArray[np.float64]


def landmarks(samples: Samples, sample_rate: int) -> Landmarks:
    """What to keep of mono `samples` [n]."""
    pairs, begins = _pairs(peaks(samples, sample_rate, PER_SECOND["kept"]), PARTNERS["kept"])
    return Landmarks(pairs, np.rint(begins / STEP_SECONDS).astype(np.uint32))


class Asked:
    """A recording that is compared with kept ones, at every speed that it may have been given."""

    def __init__(self, samples: Samples, sample_rate: int) -> None:
        found = peaks(samples, sample_rate, PER_SECOND["asked"])
        pairs, begins, ways = [], [], []
        for way, (speed, pitch) in enumerate(_ways()):
            numbers, at = _pairs(Peaks(found.at * speed, found.hertz * pitch), PARTNERS["asked"])
            pairs.append(numbers)
            begins.append(at)
            ways.append(np.full(len(numbers), way))
        order = np.argsort(np.concatenate(pairs), kind="stable")
        self._pairs = np.concatenate(pairs)[order]
        self._begins = np.concatenate(begins)[order]
        self._ways = np.concatenate(ways)[order]

    def common(self, kept: Sequence[Landmarks]) -> NDArray[np.int64]:
        """For each kept recording, how many of its pairs are here too, at the best speed and shift
        [len(kept)]."""
        if not kept:
            return np.zeros(0, np.int64)
        pairs = np.concatenate([each.pairs for each in kept])
        begins = np.concatenate([each.begins for each in kept]) * STEP_SECONDS
        owners = np.repeat(np.arange(len(kept)), [len(each.pairs) for each in kept])
        first = np.searchsorted(self._pairs, pairs, "left")
        count = np.searchsorted(self._pairs, pairs, "right") - first
        mine = np.repeat(first - np.concatenate([[0], count.cumsum()[:-1]]), count) + np.arange(
            count.sum()
        )
        theirs = np.repeat(np.arange(len(pairs)), count)
        shift = begins[theirs] - self._begins[mine]
        best = np.zeros(len(kept), np.int64)
        for half in (0.0, 0.5):  # so that a shift at the edge of two bins is in one of them whole
            bins = np.floor(shift / SHIFT_SECONDS + half).astype(np.int64) + 2**15
            cells = (owners[theirs] * 64 + self._ways[mine]) * 2**16 + bins
            # A pair counts once, however many here are like it.
            once = np.unique(np.stack([cells, theirs]), axis=1)[0]
            cell, votes = np.unique(once, return_counts=True)
            np.maximum.at(best, cell // (64 * 2**16), votes)
        return best


def _ways() -> Iterator[tuple[float, float]]:
    """Factors of times and of frequencies: as it is, stretched, and played at another speed."""
    for speed in SPEEDS:
        yield speed, 1.0
        if speed != 1:
            yield speed, 1 / speed


def peaks(samples: Samples, sample_rate: int, per_second: int) -> Peaks:
    """The strongest points, `per_second` in every half second that has so many."""
    from scipy.ndimage import maximum_filter  # slow to import, and only enrolment needs it

    sound = np.asarray(soxr.resample(samples, sample_rate, RATE), np.float32)
    if len(sound) < WINDOW:
        sound = np.pad(sound, (0, WINDOW - len(sound)))
    frames = np.lib.stride_tricks.sliding_window_view(sound, WINDOW)[::HOP]
    power = np.abs(np.fft.rfft(frames * np.hanning(WINDOW), axis=1)) ** 2
    level = 10 * np.log10(power + 1e-12)
    top = level == maximum_filter(level, size=(13, 9))
    top &= level > level.max() - BELOW_LOUDEST_DB
    hertz = np.fft.rfftfreq(WINDOW, 1 / RATE)
    top[:, (hertz < LOWEST_HZ) | (hertz > HIGHEST_HZ)] = False
    at, bins = np.nonzero(top)
    strongest = np.zeros(len(at), bool)
    of_half = at * STEP_SECONDS // 0.5
    for half in np.unique(of_half):
        there = np.flatnonzero(of_half == half)
        strongest[there[np.argsort(-level[at[there], bins[there]])][: per_second // 2]] = True
    at, bins = at[strongest], bins[strongest]
    left, middle, right = (level[at, bins + step] for step in (-1, 0, 1))
    bend = left - 2 * middle + right
    inside = np.where(bend < 0, 0.5 * (left - right) / np.where(bend < 0, bend, -1), 0.0)
    seconds = np.asarray(at * STEP_SECONDS, np.float64)
    return Peaks(seconds, np.asarray((bins + inside) * RATE / WINDOW, np.float64))


def _pairs(found: Peaks, partners: int) -> tuple[NDArray[np.uint32], NDArray[np.float64]]:
    """The numbers of pairs, and when they begin: of each peak with the next `partners` of them."""
    tone = np.rint(np.log2(np.maximum(found.hertz, 1.0) / 100.0) * BINS_AN_OCTAVE).astype(np.int64)
    count = len(found.at)
    numbers, begins = [], []
    for index in range(count):
        after = found.at[index + 1 :] - found.at[index]
        low = np.searchsorted(after, FROM_SECONDS) + index + 1
        high = min(np.searchsorted(after, TO_SECONDS) + index + 1, low + partners)
        for other in range(low, high):
            gap = round((found.at[other] - found.at[index]) / GAP_SECONDS)
            numbers.append(((tone[index] & 255) << 16) | ((tone[other] & 255) << 8) | gap)
            begins.append(found.at[index])
    return np.array(numbers, np.uint32), np.array(begins, np.float64)
