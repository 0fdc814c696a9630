"""A pipe whose reader may take its time: the connection to the database does not wait with us."""

import io
import os
import select
from typing import Any

from django.db import connection

PATIENCE_MS = 1_000


class UnhurriedPipe(io.RawIOBase):
    """Writes to a pipe, and gives the connection back while nothing can be written.

    Django opens another one at the next query, so none may be open, nor a transaction.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._poll = select.poll()
        self._poll.register(descriptor, select.POLLOUT)

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        """Write all of it. Raises BrokenPipeError where the reader has gone."""
        rest = memoryview(data).cast("B")
        size = rest.nbytes
        while rest:
            if not self._poll.poll(PATIENCE_MS):
                connection.close()
                self._poll.poll()
            # So much can be written at once wherever `poll` says that something can.
            written = os.write(self._descriptor, rest[: select.PIPE_BUF])
            rest = rest[written:]
        return size
