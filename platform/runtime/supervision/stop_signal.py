"""Ctrl-C and SIGTERM as a flag that is checked between steps, not an exception in one."""

import signal
import time

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopWanted(Exception):
    """Somebody asked us to stop."""


class StopSignal:
    """Counts the signals to stop. Install it from the main thread."""

    def __init__(self) -> None:
        self.count = 0

    def install(self) -> None:
        for number in STOP_SIGNALS:
            signal.signal(number, self._note)

    def _note(self, number: int, frame: object) -> None:
        self.count += 1

    @property
    def wanted(self) -> bool:
        return self.count > 0

    def check(self) -> None:
        """Raises StopWanted after a signal."""
        if self.wanted:
            raise StopWanted

    def pause(self, seconds: float) -> None:
        """Sleep. Raises StopWanted, within 0.1 s of a signal."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.check()
            time.sleep(min(left, 0.1))
        self.check()
