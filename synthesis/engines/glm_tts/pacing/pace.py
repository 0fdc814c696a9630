"""How a step of the engine divides its time between tokens and flows."""

from __future__ import annotations

from ..acoustic.flow_queue import ROWS

SOON = 1.0
"""Seconds. A listener who has no more audio left than this is served before tokens are made."""
MOST_TICKS = 5
MOST_AT_EASE = 2
"""Ticks beside tokens while nobody waits for a flow soon: as many as 64 slots fill with work."""
IN_HAND = 1.0
"""Seconds of earlier sentences that a listener has not heard yet when a later one is begun."""
STEPS = 10
"""Ticks that solve a flow."""


def ticks(left: float, flows: int, *, beside_tokens: bool) -> int:
    """How many ticks of the flow a step of the engine makes; ask again after each of them.

    `left`: the seconds until the first listener of a flow runs dry; `flows`: those that wait or
    are being solved; `beside_tokens`: whether segments wait for tokens that are not in the flow.
    """
    if not flows:
        return 0
    if not beside_tokens:
        return STEPS
    return MOST_TICKS if left < SOON else min(MOST_AT_EASE, -(-flows // ROWS))
