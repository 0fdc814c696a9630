"""What voices that Kokoro can have sound like: some hundreds of them, heard once.

A voice is a point: where it lies along 2 x 128 directions of the style, in deviations of the base
voices, then how far its pitch and its formants are turned. Made by bench/voice_space.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .voices_file import STYLE

Point = NDArray[np.float64]
"""A voice in deviations, shape [258]: timbre [128], prosody [128], pitch, formants."""

LEAST = 0.06
"""The deviation of directions that base voices don't differ in; Kokoro was trained on styles that
do. Base voices deviate by 0.65 to 0.07 along the first forty."""

TURNED = np.array([0.12, 0.06])
"""One deviation of pitch and formants, in octaves."""

PITCH, FORMANTS = STYLE, STYLE + 1
_FILE = Path(__file__).with_name("voice_space.npz")


@dataclass(frozen=True, slots=True)
class VoiceSpace:
    """`middle` [256] and `directions` [256, 128] (timbre's 128 rows, then prosody's) map styles to
    points. `points` [n, 258] were heard as `heard` [n, 449]: GE2E, CAM++, log2 of the pitch.
    `clarity` [n, 2] is how much more surely than usual a recogniser heard their Mandarin and their
    English, in nats a token.
    `relevance` [258] is how much a deviation makes of a difference to what is heard."""

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
        """Where a mean style [256] with `turned` [2] octaves of pitch and formants lies."""
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
    """Orthogonal directions of one half of a style, each as long as base voices deviate along it,
    or as `LEAST`.

    `means` [54, 128] are that half of their styles; the result is [128, 128].
    """
    _, lengths, directions = np.linalg.svd(means - means.mean(0))
    deviations = np.full(len(directions), LEAST)
    deviations[: len(lengths)] = np.maximum(lengths / np.sqrt(len(means)), LEAST)
    return (deviations[:, None] * directions).astype(np.float32)
