"""Telling a database that is away from a statement that is wrong."""

import time
from collections.abc import Callable

from django.conf import settings
from django.db import (
    DataError,
    Error,
    IntegrityError,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
    connection,
)

# These blame one statement. Every other error means that the database is gone or has ended our
# connection (psycopg2 has no one class for that), which is no fault of the segment at hand.
STATEMENT_ERRORS = (DataError, IntegrityError, NotSupportedError, ProgrammingError)
RECONNECT_SECONDS = 0.5


def is_database_away(error: Exception) -> bool:
    """True for errors that any statement would have met."""
    return isinstance(error, Error) and not isinstance(error, STATEMENT_ERRORS)


def await_database(stopping: Callable[[], bool]) -> None:
    """Wait until the database is back, for as long as a lease lives, or until `stopping()`.

    A segment that is returned to the queue before its lease ends has not failed.
    """
    until = time.monotonic() + settings.LEASE_SECONDS
    while not stopping() and time.monotonic() < until:
        try:
            connection.ensure_connection()
            return
        except OperationalError:
            time.sleep(RECONNECT_SECONDS)
