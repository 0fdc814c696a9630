"""Decides whether one more listener can be served without a gap, from measured rates.

A stream's first block gives a listener 0.42 s of sound; within that time 50 more tokens must be
made and the second block be solved, beside everything that other listeners need meanwhile. Later
blocks leave more time: 200 tokens in eight seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..acoustic.flow_queue import ROWS
from .pace import STEPS

FIRST_SOUND = 0.42
"""Seconds of audio that the first block gives: 25 tokens less look-ahead and fade."""
SECOND_BLOCK = 50
LATER_SECONDS = 8.0
"""Seconds of audio in each later block."""
EARLY_SECONDS = 3.0
"""Seconds of audio up to the end of the second block."""
LATE_TICKS = 4
"""Ticks of long streams' flows that may come before one of an early block."""
RESERVE = 0.8
"""The share of the time that may be planned with; the rest is for what varies."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Seconds that things take on this machine. `token`: a step of all slots; `flow`: a whole flow
    of up to ROWS early blocks beside each other; `late_flow`: one of a long stream's."""

    token: float
    flow: float
    late_flow: float


def may_listen(rates: Rates, heard: Sequence[float]) -> bool:
    """Whether one more listener can join those who listen.

    `heard`: for each stream, the seconds of audio that it has been given so far.
    """
    early = 1 + sum(seconds < EARLY_SECONDS for seconds in heard)
    late = len(heard) + 1 - early
    # What long streams take of each second, solved beside each other where they can be.
    steady = late * rates.late_flow / ROWS / LATER_SECONDS
    flows = -(-early // ROWS) * rates.flow
    if late:
        flows += rates.late_flow * LATE_TICKS / STEPS
    needed = SECOND_BLOCK * rates.token + flows
    return needed <= RESERVE * FIRST_SOUND * max(0.0, 1 - steady)
