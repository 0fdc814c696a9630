"""Ends the process when a step of the engine hangs."""

import faulthandler
from collections.abc import Iterator
from contextlib import contextmanager

STDERR = 2


@contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """End the process, with a traceback of every thread, when the block takes longer than that.

    None sets no limit.
    """
    if seconds is None:
        yield
        return
    # faulthandler's watchdog needs no interpreter lock: it ends a step that hangs in C, too. It
    # gets the file descriptor, as Celery puts a logger in the place of sys.stderr.
    faulthandler.dump_traceback_later(seconds, exit=True, file=STDERR)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
