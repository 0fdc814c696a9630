"""What has to be undone when a request is over, however it ends."""

import threading
from collections.abc import Callable

from django.http import HttpRequest

SCOPE_KEY = "lectern.end"


class RequestEnd:
    """The end of one request, put into its ASGI scope.

    Django does not close a response whose client disconnected while it was being made, so what a
    view takes is given back here.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._over = False
        self._acts: list[Callable[[], None]] = []

    def call(self, act: Callable[[], None]) -> None:
        """Call `act` when the request is over; at once if it is already. It must not block."""
        with self._guard:
            if not self._over:
                self._acts.append(act)
                return
        act()

    def come(self) -> None:
        """The request is over."""
        with self._guard:
            self._over, acts, self._acts = True, self._acts, []
        for act in acts:
            act()


def at_end_of(request: HttpRequest, act: Callable[[], None]) -> None:
    """Call `act` when the request is over; never outside of a server, as in tests."""
    end: RequestEnd | None = getattr(request, "scope", {}).get(SCOPE_KEY)
    if end is not None:
        end.call(act)
