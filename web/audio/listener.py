"""Notices that a client disconnects before it has received the whole response."""

import logging
import threading
from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest

log = logging.getLogger(__name__)

SCOPE_KEY = "lectern.listener"


def listener_of(request: HttpRequest) -> "Listener | None":
    """The client of this request; None outside of a server, as in tests."""
    return getattr(request, "scope", {}).get(SCOPE_KEY)


class Listener:
    """The client of one request, put into its ASGI scope.

    A client may disconnect while the view still runs. Django then drops the response without
    iterating over it, so a generator could not notice; the ASGI application calls `leave` when the
    whole call ends.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._gone = False
        self._act: Callable[[], None] | None = None

    def when_gone(self, act: Callable[[], None]) -> None:
        """Call `act` when the client disconnects; at once if it has done so already."""
        with self._guard:
            if not self._gone:
                self._act = act
                return
        act()

    def has_all(self) -> None:
        """The whole response was sent: `act` will not be called any more."""
        with self._guard:
            self._act = None

    def let_go_on(self) -> None:
        """The server ends before the response does: `act` will not be called any more."""
        self.has_all()

    def leave(self) -> None:
        """The client has disconnected or the request has ended: call what `when_gone` was given.

        Repeated calls do nothing more. Call this from a thread.
        """
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
