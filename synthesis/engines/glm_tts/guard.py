"""Notices takes that ran away: a model that draws its tokens sometimes never ends, falls silent or
gets stuck.

The bounds are wide, as people speak at half and at twice the usual pace: a take is rejected only
where nobody would take it for the text.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..base import Samples
from .config import SAMPLE_RATE, TOKEN_RATE

LENGTH, SILENCE, REPETITION = "length", "silence", "repetition"

SHORTEST, LONGEST = 0.3, 3.0
"""Bounds of a take's length, as shares of what is expected."""
GRACE_TOKENS = 2 * TOKEN_RATE
"""How many tokens more any take may have: breath, and the ends of short texts."""
LOOP_TOKENS = 2 * TOKEN_RATE
"""Tokens that repeat themselves for so long are a loop; a rest within a sentence is shorter."""
LONGEST_PERIOD = TOKEN_RATE
LEAST_ROUNDS = 4
SILENT_SECONDS = 3.0
AUDIBLE = 0.002
"""Root mean square of a window that is heard: -54 dB of full scale."""
AUDIBLE_SHARE = 0.15
"""The least share of a whole take that is heard."""
WINDOW = SAMPLE_RATE // 50


class Guard:
    """Watches one take. `expected_ms` is how long its text takes at a usual pace; at `speed`, its
    audio is stretched after the model."""

    def __init__(self, expected_ms: float, speed: float = 1.0) -> None:
        self._expected = expected_ms * TOKEN_RATE / 1000
        self._silent_windows = round(SILENT_SECONDS / speed * SAMPLE_RATE / WINDOW)
        self._silent = self._windows = self._audible = 0
        self._rest = np.zeros(0, np.float32)

    def complaint_about_tokens(self, tokens: Sequence[int], *, ended: bool, cut: bool) -> str:
        """Why the tokens so far are no speech of this text; empty where they may be.

        `ended`: there are no more. `cut`: the model did not end by itself.
        """
        if cut or len(tokens) > LONGEST * self._expected + GRACE_TOKENS:
            return LENGTH
        if ended and len(tokens) < SHORTEST * self._expected:
            return LENGTH
        return REPETITION if _loops(np.asarray(tokens)) else ""

    def complaint_about_sound(self, samples: Samples, *, final: bool) -> str:
        """Why the next samples [n] can't be what the text sounds like; empty where they may."""
        samples = np.concatenate([self._rest, samples])
        count = len(samples) // WINDOW
        self._rest = samples[count * WINDOW :]
        power = (samples[: count * WINDOW].reshape(count, WINDOW) ** 2).mean(axis=1)
        for is_audible in power > AUDIBLE**2:
            self._silent = 0 if is_audible else self._silent + 1
            self._audible += is_audible
            if self._silent > self._silent_windows:
                return SILENCE
        self._windows += count
        return SILENCE if final and self._audible < AUDIBLE_SHARE * self._windows else ""


def _loops(tokens: NDArray[np.integer]) -> bool:
    """Whether a row of tokens is said over and over somewhere."""
    for period in range(1, LONGEST_PERIOD + 1):
        same = tokens[period:] == tokens[:-period]
        differing = np.flatnonzero(np.concatenate([[True], ~same, [True]]))
        longest = int(np.diff(differing).max()) - 1
        if longest + period >= max(LOOP_TOKENS, LEAST_ROUNDS * period):
            return True
    return False
