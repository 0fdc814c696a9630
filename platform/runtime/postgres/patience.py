"""For how long this process waits for PostgreSQL to say something.

`statement_timeout` is kept by the server: one that is frozen, or whose machine is, ends nothing,
and its kernel acknowledges what we send, so that TCP finds nothing wrong. The wait ends here.
psycopg2 calls `_wait` for everything that it waits for, and closes the connection when that raises.
"""

import select
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
from psycopg2 import extensions

CONNECT_SECONDS = 10.0
MARGIN_SECONDS = 5.0
"""Beyond the server's own limit for a statement, so that the server's error comes first."""
CONNECTED = (extensions.STATUS_READY, extensions.STATUS_BEGIN, extensions.STATUS_PREPARED)

_of_process: float | None = None
_of_thread = threading.local()


class ServerSilent(psycopg2.OperationalError):
    """PostgreSQL did not answer in time. The connection is closed."""


def limit(seconds: float | None) -> None:
    """Wait at most that long for each answer from now on, in all threads; None: without end."""
    global _of_process
    _of_process = seconds


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Wait less in this thread, whatever the process's limit is."""
    before = getattr(_of_thread, "seconds", None)
    _of_thread.seconds = seconds
    try:
        yield
    finally:
        _of_thread.seconds = before


def install() -> None:
    """Have psycopg2 wait by `_wait`."""
    extensions.set_wait_callback(_wait)


@contextmanager
def suspended() -> Iterator[None]:
    """Have psycopg2 wait as it does by itself, without an end: COPY works in no other way.

    It holds for all threads, so it is for commands, which have one.
    """
    extensions.set_wait_callback(None)
    try:
        yield
    finally:
        install()


def _limit_now(connection: "extensions.connection") -> float | None:
    limits = [getattr(_of_thread, "seconds", None), _of_process]
    if connection.status not in CONNECTED:
        limits.append(CONNECT_SECONDS)
    return min((each for each in limits if each is not None), default=None)


def _wait(connection: "extensions.connection") -> None:
    """Wait until what was asked of the connection is done. Raises ServerSilent."""
    seconds = _limit_now(connection)
    until = None if seconds is None else time.monotonic() + seconds
    while (state := connection.poll()) != extensions.POLL_OK:
        wanted = select.POLLIN if state == extensions.POLL_READ else select.POLLOUT
        left = None if until is None else until - time.monotonic()
        if left is not None and left <= 0:
            raise ServerSilent(f"PostgreSQL did not answer for {seconds:.0f} s")
        ready = select.poll()
        ready.register(connection.fileno(), wanted)
        ready.poll(None if left is None else max(1, int(1000 * left)))
