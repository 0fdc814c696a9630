"""Judges whether a machine spoke a recording."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voices.screening.recording import HOP_SECONDS, RATE, Array, Recording, Samples
from voices.screening.synthetic.measures import measure

FILE = Path(__file__).with_name("detector.npz")
"""Plain arrays, which numpy reads without running anything in them."""

PIECE_SECONDS, MOST_PIECES = 6.5, 3
"""A statement takes 15 s and more; it was fitted to pieces of 5 to 8 s."""

QUIET_DB, LEAST_LOUD_SHARE = 15.0, 0.15
"""A second is quiet if less than this share of its frames is within QUIET_DB of the loud ones."""

_LIMIT = 4.0
_ARRAYS = ("mean", "scale", "vectors", "weights")
_FIGURES = ("bias", "gamma", "refuse")


@dataclass(frozen=True, slots=True)
class Judgement:
    """`score` says how like synthetic speech it is; None where there was too little speech."""

    score: float | None
    refuse: float

    @property
    def synthetic(self) -> bool:
        return self.score is not None and self.score > self.refuse


@dataclass(frozen=True, slots=True)
class Detector:
    """A support vector machine with a Gaussian kernel (Cortes and Vapnik 1995) over the measures.

    `mean` and `scale` [m] make measures even. `vectors` [v, m] are even measures of the clips that
    decide, `weights` [v] what each counts, `bias` what is added, and `gamma` how near counts. A
    recording is synthetic at scores above `refuse`.
    """

    mean: Array = field(repr=False)
    scale: Array = field(repr=False)
    vectors: Array = field(repr=False)
    weights: Array = field(repr=False)
    bias: float
    gamma: float
    refuse: float
    made_from: Mapping[str, Any]

    @classmethod
    def load(cls, file: Path = FILE) -> Detector:
        """Raises OSError, or ValueError for an invalid file."""
        with np.load(file, allow_pickle=False) as kept:
            try:
                figures = json.loads(str(kept["figures"]))
                read: dict[str, Any] = {name: kept[name].astype(np.float32) for name in _ARRAYS}
                read |= {name: float(figures[name]) for name in _FIGURES}
                return cls(**read, made_from=figures["made_from"])
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(f"{file} does not hold a detector: {error!r}") from error

    def save(self, file: Path) -> None:
        figures = {name: getattr(self, name) for name in _FIGURES}
        arrays: dict[str, Any] = {name: getattr(self, name) for name in _ARRAYS}
        arrays["vectors"] = self.vectors.astype(np.float16)
        written = json.dumps({**figures, "made_from": self.made_from})
        np.savez_compressed(file, figures=np.array(written), **arrays)

    def judge(self, samples: Samples, sample_rate: int) -> Judgement:
        """Judge mono float32 `samples` [n] by the mean of its pieces. Deterministic."""
        recording = Recording(samples, sample_rate)
        found = [measure(Recording(piece, RATE)) for piece in _pieces(without_pauses(recording))]
        rows = [row for row in found if row is not None]
        if not rows:
            return Judgement(None, self.refuse)
        return Judgement(float(self.scores(np.array(rows)).mean()), self.refuse)

    def scores(self, rows: Array) -> NDArray[np.float64]:
        """The distance [n] of rows of measures [n, m] from the border; over 0 is more like what
        machines spoke."""
        even = evened(rows, self.mean, self.scale)
        apart = (
            np.square(even).sum(1)[:, None]
            + np.square(self.vectors).sum(1)[None]
            - 2 * even @ self.vectors.T
        )
        total = np.exp(-self.gamma * np.maximum(apart, 0)) @ self.weights + self.bias
        return np.where(np.isfinite(total), total, 0.0).astype(np.float64)


def evened(rows: Array, mean: Array, scale: Array) -> Array:
    """Rows of measures [n, m] with mean 0 and deviation 1, clamped to 4 deviations."""
    return np.clip((rows - mean) / scale, -_LIMIT, _LIMIT).astype(np.float32)


def _pieces(samples: Samples) -> list[Samples]:
    """Up to MOST_PIECES pieces of PIECE_SECONDS and a little more, evenly cut."""
    size = int(PIECE_SECONDS * RATE)
    used = samples[: MOST_PIECES * size]
    return np.array_split(used, max(1, len(used) // size))


def without_pauses(recording: Recording) -> Samples:
    """Samples at RATE without the pauses: of seconds that are quiet in a row only the first stays.

    Only the first pieces are looked at, and a pause sounds like neither people nor machines: a
    machine that waits after its first word would be judged by that pause.
    """
    samples = recording.at_16k
    count = len(samples) // RATE
    if count < 2:
        return samples
    levels = recording.levels
    loud = levels > np.percentile(levels, 95) - QUIET_DB
    frames = round(1 / HOP_SECONDS)
    quiet = np.array(
        [loud[at * frames : (at + 1) * frames].mean() < LEAST_LOUD_SHARE for at in range(count)]
    )
    cut = np.zeros(len(samples), bool)
    cut[RATE : count * RATE] = np.repeat(quiet[1:] & quiet[:-1], RATE)
    return samples[~cut] if cut.any() else samples


@cache
def detector() -> Detector:
    """The one in use."""
    return Detector.load()
