"""A map of Kokoro's possible voices to their sound, from some hundreds of measured voices.

A voice is a point: its coordinates along 2 x 128 directions of the style, in deviations of the base
voices, then the shift of its pitch and formants. The map is made by bench/voices/space.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..voices_file import STYLE

Point = NDArray[np.float64]
"""A voice in deviations, shape [258]: timbre [128], prosody [128], pitch, formants."""

LEAST = 0.06
"""The deviation along directions in which base voices don't differ, though the styles of Kokoro's
training did. Base voices deviate by 0.65 to 0.07 along the first forty."""

TURNED = np.array([0.12, 0.06])
"""One deviation of pitch and formants, in octaves."""

PITCH, FORMANTS = STYLE, STYLE + 1
_FILE = Path(__file__).with_name("voice_space.npz")


@dataclass(frozen=True, slots=True)
class VoiceSpace:
    """Measured voices. `middle` [256] and `directions` [256, 128] (timbre's 128 rows, then
    prosody's) map styles to points. `points` [n, 258] sound like `heard` [n, 449]: GE2E, CAM++,
    log2 of the pitch. `clarity` [n, 2] is a recogniser's log probability of their Mandarin and
    English above the average, in nats per token. `relevance` [258] is the effect of a deviation on
    the sound."""

    middle: NDArray[np.float64]
    directions: NDArray[np.float64]
    relevance: NDArray[np.float64]
    points: NDArray[np.float64]
    heard: NDArray[np.float64]
    clarity: NDArray[np.float64]

    @classmethod
    def load(cls, file: Path = _FILE) -> VoiceSpace:
        with np.load(file, allow_pickle=False) as npz:
            return cls(**{name: npz[name].astype(np.float64) for name in npz.files})

    def point(self, style: NDArray[np.float32], turned: NDArray[np.float32]) -> Point:
        """The point of a mean style [256] with `turned` [2] octaves of pitch and formants."""
        half = STYLE // 2
        away = style - self.middle
        place = []
        for part in (slice(0, half), slice(half, STYLE)):
            axis = self.directions[part]
            place.append(axis @ away[part] / (axis**2).sum(1))
        return np.concatenate([*place, turned / TURNED])

    def style(self, point: Point) -> NDArray[np.float32]:
        """The mean style [256] at a point."""
        half = STYLE // 2
        away = [point[:half] @ self.directions[:half], point[half:STYLE] @ self.directions[half:]]
        style: NDArray[np.float32] = (self.middle + np.concatenate(away)).astype(np.float32)
        return style


def axes(means: NDArray[np.float32]) -> NDArray[np.float32]:
    """Orthogonal directions of one half of a style, [128, 128], from base voices `means` [54, 128].

    The length of each is the base voices' deviation along it, at least `LEAST`.
    """
    _, lengths, directions = np.linalg.svd(means - means.mean(0))
    deviations = np.full(len(directions), LEAST)
    deviations[: len(lengths)] = np.maximum(lengths / np.sqrt(len(means)), LEAST)
    return (deviations[:, None] * directions).astype(np.float32)
