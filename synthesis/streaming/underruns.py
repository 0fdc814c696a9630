"""Notices when somebody who plays a stream as it comes has heard all that there is."""

import time
from collections.abc import Callable

SLACK_SECONDS = 0.1
"""What every player keeps in hand."""


class Player:
    """A client that plays from the first sound on. What it waits for itself is not counted."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._asked_at = clock()
        self._dry_at: float | None = None
        """When it will have heard all that it was given; None before the first sound."""

    def gets(self, seconds: float) -> bool:
        """Note that so much audio is given to it; whether it ran dry while it waited for that."""
        now = self._clock()
        if self._dry_at is None:
            self._dry_at = now + seconds
            return False
        ran_dry = now - max(self._dry_at, self._asked_at) > SLACK_SECONDS
        self._dry_at = max(self._dry_at, now) + seconds
        return ran_dry

    def asks(self) -> None:
        """Note that it is ready for more."""
        self._asked_at = self._clock()
