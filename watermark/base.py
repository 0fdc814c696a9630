"""The interface of a watermark: a mark in the sound itself that says that a machine made it.

Plain Python without Django. A mark is put in before sound is encoded, and found again by whoever
has the sound, in whatever file it came. It says nothing of who made it, when, or for whom.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""Mono audio in [-1, 1], shape [n]."""


class WatermarkMissing(Exception):
    """The watermark's weights are missing or broken; the message says what to install."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was heard in a sound: `score` is about 1 where the mark is and 0 where it is not, of the
    part that had most of it; `share` is in how much of the sound it was found, 0 to 1. Both are 0
    for silence."""

    score: float
    share: float
    is_marked: bool


class Marking(Protocol):
    """Marks one stream of sound, block by block; the same blocks give the same samples."""

    def __call__(self, samples: Samples, *, final: bool) -> Samples:
        """The next samples [n], marked: as many as were given, at once."""


class Marker(Protocol):
    """A loaded embedder. It keeps nothing of what it marks."""

    def begin(self) -> Marking:
        """Begin a stream."""


class Detector(Protocol):
    """A loaded detector."""

    def detect(self, samples: Samples, sample_rate: int) -> Found:
        """Look for the mark in a recording [n] of any length and rate (Hz)."""


@dataclass(frozen=True, slots=True)
class WatermarkSpec:
    """What is known about a watermark without loading it."""

    name: str
    missing: Callable[[], str]
    """What keeps it from being loaded, in a sentence; empty if nothing does. Loads nothing."""
    load_marker: Callable[[int], Marker]
    """Takes the sample rate (Hz) of all that will be marked. Raises WatermarkMissing."""
    load_detector: Callable[[], Detector]
    """Raises WatermarkMissing."""
