"""The client of an answer, and what happens when it leaves before it has got all of it."""

import logging
import threading
from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest

log = logging.getLogger(__name__)

SCOPE_KEY = "lectern.listener"


def listener_of(request: HttpRequest) -> "Listener | None":
    """The client that waits for the answer; None outside of a server."""
    return getattr(request, "scope", {}).get(SCOPE_KEY)


class Listener:
    """The client of one request, put into its ASGI scope.

    A client may leave while the view still runs. Django then drops the answer without ever
    looking at it, so a body that would notice is never begun: the end of the whole call counts.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._gone = False
        self._act: Callable[[], None] | None = None

    def when_gone(self, act: Callable[[], None]) -> None:
        """Call `act` when the client leaves; at once if it has left already."""
        with self._guard:
            if not self._gone:
                self._act = act
                return
        act()

    def has_all(self) -> None:
        """The answer was given out to its end: leaving means nothing any more."""
        with self._guard:
            self._act = None

    def leave(self) -> None:
        """The client is gone, or the request has ended, whatever became of its answer: what was to
        be done then is done once. Call it from a thread."""
        with self._guard:
            self._gone, act, self._act = True, self._act, None
        if act is None:
            return
        try:
            act()
        except Exception:
            log.exception("after a client left")
        finally:
            connection.close()
