"""Notices takes that run away: the model draws its frames, and may not end, or end too soon.

The bounds are wide, as people speak at half and at twice the usual pace.
"""

from __future__ import annotations

from ..base import Samples
from ..silence import Listener
from .files import SAMPLE_RATE

LENGTH = "length"
SHORTEST, LONGEST = 0.3, 3.0
"""Bounds of a take's length, as shares of what is expected."""
GRACE_MS = 2000
"""How much longer any take may be: breath, and the ends of short texts."""


class Guard:
    """Watches one take. `expected_ms` is how long its text takes at a usual pace."""

    def __init__(self, expected_ms: float) -> None:
        self._expected_ms = expected_ms
        self._samples = 0
        self._listener = Listener(SAMPLE_RATE)

    def complaint(self, samples: Samples, *, final: bool, cut: bool) -> str:
        """Why the next samples [n] can't be what the text sounds like; empty where they may.

        `cut`: the model did not end by itself.
        """
        self._samples += len(samples)
        length = self._samples * 1000 / SAMPLE_RATE
        if cut or length > LONGEST * self._expected_ms + GRACE_MS:
            return LENGTH
        if final and length < SHORTEST * self._expected_ms:
            return LENGTH
        return self._listener.complaint(samples, final=final)
