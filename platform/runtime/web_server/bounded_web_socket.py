"""uvicorn's websockets, with limits on what one may send, and an end that can be awaited."""

import logging
from collections.abc import Callable
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

MESSAGE_BYTES = 64 * 1024
"""Of one message, however many frames it has. A longer one ends the socket (1009)."""
MOST_FRAMES = 256
"""Of one message: empty ones would add up beside the bytes."""
PING_SECONDS = 20.0
"""How often a socket is asked whether anybody is there, and how long the answer may take."""
DRAIN = "lectern.drain"
"""The message by which the application learns that the server is about to end."""

# uvicorn logs addresses with their query, which may hold a token, and at DEBUG whole frames.
_quiet = logging.getLogger(__name__)
_quiet.setLevel(logging.WARNING)


class BoundedWebSocket(WebSocketsSansIOProtocol):
    """One websocket of a client, over a connection that BoundedHttp has admitted, and counts."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.logger = _quiet
        self.conn.logger, self.conn.debug = _quiet, False
        self.when_lost: Callable[[], None] = lambda: None

    def connection_lost(self, exc: Exception | None) -> None:
        self.when_lost()
        super().connection_lost(exc)

    def handle_ping(self) -> None:
        if self.writable.is_set():
            super().handle_ping()
        else:
            # It asks and asks, and reads no answer: they would pile up.
            self.transport.abort()

    def handle_cont(self, event: Frame) -> None:
        if len(self.frames) < MOST_FRAMES:
            super().handle_cont(event)
        else:
            self.conn.fail(1009, "too many frames")
            self.handle_parser_exception()

    def shutdown(self) -> None:
        """Let the application say what is to be said, and close; the server waits for it."""
        if self.handshake_complete and not self.close_sent:
            self.queue.put_nowait(cast(Any, {"type": DRAIN}))
        else:
            super().shutdown()
