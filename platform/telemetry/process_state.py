"""What this process says of itself: whether it moves, is warm, and is about to end."""

import threading
import time


class ProcessState:
    """One for each process. Any thread may read and write it."""

    def __init__(self) -> None:
        self.warm = threading.Event()
        """Set once all is loaded that the process works with."""
        self.draining = threading.Event()
        """Set when it was asked to end: it finishes what it has, and takes nothing new."""
        self.obstacle: str | None = None
        """What it waits for before it can load, in words for the operator."""
        self.patience: float | None = None
        """For how many seconds its loop may stand still; None if nothing is known of its loop."""
        self._moved = time.monotonic()

    def move(self) -> None:
        """The process's loop has come round. Cheap enough for every round."""
        self._moved = time.monotonic()

    def stuck(self) -> str | None:
        """Why the process should be ended and started anew; None if all is well."""
        still = time.monotonic() - self._moved
        if self.patience is None or still <= self.patience:
            return None
        return f"nothing has moved for {still:.0f} s, where {self.patience:.0f} s are the most"

    def not_ready(self) -> str | None:
        """Why it should get no work; None if it may."""
        if self.draining.is_set():
            return "it is about to end"
        if not self.warm.is_set():
            return self.obstacle or "it is still loading"
        return None


this_process = ProcessState()
