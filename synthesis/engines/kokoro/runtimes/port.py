"""The interface between the engine and what runs its network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from ...base import Samples
from ..graph.parts import ALIGNED, CURVE, ENERGY, HOPS, SOURCE, STYLE


class Score(NamedTuple):
    """What to speak: `tokens` [1, phonemes + 2], `style` [1, 256], and [1] each of speed, `pitch`
    in octaves, and the factor `pitch_range` on the melody (see graph/melody.py)."""

    tokens: NDArray[np.int64]
    style: NDArray[np.float32]
    speed: NDArray[np.float32]
    pitch: NDArray[np.float32]
    pitch_range: NDArray[np.float32]


class Plan(NamedTuple):
    """What a score becomes before it is sound.

    `durations` [phonemes + 2] are frames, of the silence before, each phoneme, and the silence
    after; `f0` [2 · frames] is the melody in Hz; `features` are the body's inputs, each with a time
    axis at the end: see `graph/parts.py`.
    """

    style: NDArray[np.float32]
    durations: NDArray[np.float32]
    f0: NDArray[np.float32]
    features: Mapping[str, NDArray[np.float32]]

    @property
    def frames(self) -> int:
        return int(self.features[ALIGNED].shape[-1])

    def between(self, start: int, stop: int) -> dict[str, NDArray[np.float32]]:
        """The body's inputs for the frames from `start` to `stop`, whose melody and phases are
        those of the whole."""
        edges = {ALIGNED: (1, 0), CURVE: (2, 0), ENERGY: (2, 0), SOURCE: (HOPS, 1)}
        return {
            STYLE: self.style,
            **{
                name: np.ascontiguousarray(
                    self.features[name][..., per * start : per * stop + more]
                )
                for name, (per, more) in edges.items()
            },
        }


class Runtime(Protocol):
    """A loaded network. The same score gives the same samples to the bit, whatever was spoken
    before. Another runtime gives another take: its durations may differ."""

    name: str

    def plan(self, score: Score) -> Plan:
        """Decide how the score is spoken: a seventh of the work."""

    def render(self, plan: Plan, start: int, stop: int) -> Samples:
        """The sound of the plan's frames from `start` to `stop`, `HOP` samples for each.

        Each sounds as in a shorter utterance: the network evens out what it is given together.
        """
