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
from ..silence import Listener
from .config import SAMPLE_RATE, TOKEN_RATE

LENGTH, REPETITION = "length", "repetition"

SHORTEST, LONGEST = 0.3, 3.0
"""Bounds of a take's length, as shares of what is expected."""
GRACE_TOKENS = 2 * TOKEN_RATE
"""How many tokens more any take may have: breath, and the ends of short texts."""
LOOP_TOKENS = 2 * TOKEN_RATE
"""Tokens that repeat themselves for so long are a loop; a rest within a sentence is shorter."""
LONGEST_PERIOD = TOKEN_RATE
LEAST_ROUNDS = 4


class Guard:
    """Watches one take. `expected_ms` is how long its text takes at a usual pace; at `speed`, its
    audio is stretched after the model."""

    def __init__(self, expected_ms: float, speed: float = 1.0) -> None:
        self._expected = expected_ms * TOKEN_RATE / 1000
        self._listener = Listener(SAMPLE_RATE, speed)

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
        return self._listener.complaint(samples, final=final)


def _loops(tokens: NDArray[np.integer]) -> bool:
    """Whether a row of tokens is said over and over somewhere."""
    for period in range(1, LONGEST_PERIOD + 1):
        same = tokens[period:] == tokens[:-period]
        differing = np.flatnonzero(np.concatenate([[True], ~same, [True]]))
        longest = int(np.diff(differing).max()) - 1
        if longest + period >= max(LOOP_TOKENS, LEAST_ROUNDS * period):
            return True
    return False
