"""What a likeness is worth: how alike one person's clips are, strangers', and fitted voices."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Vectors = Mapping[str, NDArray[np.float32]]
"""One unit vector for each person."""


def strangers(clips: Vectors) -> dict[str, float]:
    """How alike each person's clip is to those of all others, in the mean."""
    names = list(clips)
    return {
        name: float(np.mean([clips[name] @ clips[other] for other in names if other != name]))
        for name in names
    }


def recognised(voices: Vectors, clips: Vectors) -> dict[str, bool]:
    """Whether each person's voice is more like a clip of theirs than like anybody else's."""
    names = list(clips)
    everybody = np.array([clips[name] for name in names])
    return {name: names[int((everybody @ voices[name]).argmax())] == name for name in voices}


def alike(voices: Vectors, registers: Mapping[str, str]) -> float:
    """How alike the voices of different people of one register are, in the mean; NaN for none."""
    names = list(voices)
    pairs = [
        float(voices[one] @ voices[other])
        for at, one in enumerate(names)
        for other in names[at + 1 :]
        if registers[one] == registers[other]
    ]
    return float(np.mean(pairs)) if pairs else np.nan
