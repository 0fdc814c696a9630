"""uvicorn's HTTP/1.1, with limits on what one connection may send, and on how slowly."""

import socket
from functools import partial
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from runtime.web_server.bounded_web_socket import BoundedWebSocket
from runtime.web_server.limits import counted_address
from runtime.web_server.open_connections import CLOSED, OpenConnections

# Of a response, the kernel buffers this much beyond what is on its way. Without it, it is megabytes
# for each slow reader, and the buffer moves so rarely that slow readers look like dead ones.
UNSENT_BYTES = 64 * 1024

NO_HEADER = "header_timeout"
NO_BODY = "body_too_slow"
NOT_READ = "response_unread"
HEADER_TOO_LONG = "header_too_large"
for _reason in (NO_HEADER, NO_BODY, NOT_READ, HEADER_TOO_LONG):
    CLOSED.labels(_reason)  # a rate needs a value from before the first one


class _HeaderTooLong(Exception):
    """The request line and headers have more bytes than allowed."""


class BoundedHttp(HttpToolsProtocol):
    """One connection of a client.

    uvicorn itself bounds neither headers nor the time in which they or a body arrive, and closes a
    connection only after its response is read. The deadlines are looked at once a second, by
    `open_connections`, because a timer for each request would cost more.
    """

    def __init__(
        self, *args: Any, open_connections: OpenConnections, proxies: list[str], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.address: str | None = None
        self._open_connections = open_connections
        self._limits = open_connections.limits
        self._proxies = proxies
        # Until when a header has to be complete; None while none is being read.
        self._header_by: float | None = None
        self._header_bytes = 0
        # Bytes since the parser last had a complete header, a part of a body or the end of one.
        self._undigested = 0
        self._body_is_open = False
        self._body_since = 0.0
        self._body_bytes = 0
        self._unread_since: float | None = None
        self._unread_bytes = 0
        self._is_web_socket = False

    # The transport calls these.

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.address = counted_address(self.client[0] if self.client else None, self._proxies)
        if not self._open_connections.admit(self):
            self._answer_and_close(HTTPStatus.SERVICE_UNAVAILABLE)
            return
        self._header_by = self.loop.time() + self._limits.read_seconds
        connected = transport.get_extra_info("socket")
        if connected is not None and connected.family != socket.AF_UNIX:
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_BYTES)

    def connection_lost(self, exc: Exception | None) -> None:
        self._open_connections.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        if self._header_by is None and self._waits():
            self._header_by = self.loop.time() + self._limits.read_seconds
        self._undigested += len(data)
        super().data_received(data)
        if self._undigested > self._limits.header_bytes and not self.transport.is_closing():
            self._refuse_header()

    def resume_writing(self) -> None:
        # The buffer is soon full again: between two looks it may not seem to have shrunk.
        self._unread_since = None
        super().resume_writing()

    # The parser calls these.

    def on_message_begin(self) -> None:
        self._header_bytes = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        self._count_header(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count_header(len(name) + len(value) + len(": \r\n"))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._undigested = 0
        self._header_by = None
        self._body_is_open, self._body_since, self._body_bytes = True, self.loop.time(), 0
        self._open_connections.works(self)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._undigested = 0
        self._body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._undigested = 0
        self._body_is_open = False
        super().on_message_complete()

    def _count_header(self, count: int) -> None:
        # Also of the trailers that may follow a body.
        self._header_bytes += count
        if self._header_bytes > self._limits.header_bytes:
            raise _HeaderTooLong

    # uvicorn calls these.

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._waits() and not self.transport.is_closing():
            self._open_connections.waits(self)

    def send_400_response(self, msg: str) -> None:
        if self._header_bytes > self._limits.header_bytes:
            self._refuse_header()
        else:
            self._answer_and_close(HTTPStatus.BAD_REQUEST)

    def handle_websocket_upgrade(self) -> None:
        # Another protocol takes the connection over. It stays counted, and has to be read.
        self._is_web_socket = True
        super().handle_websocket_upgrade()
        taken_over = self.transport.get_protocol()
        if isinstance(taken_over, BoundedWebSocket):
            taken_over.when_lost = partial(self._open_connections.leave, self)

    # OpenConnections calls these.

    def overdue(self, now: float) -> str | None:
        if self._is_unread(now):
            return NOT_READ
        if self.transport.is_closing() or self._is_web_socket:
            return None
        if self._header_by is not None and now >= self._header_by:
            return NO_HEADER
        if self._body_is_open and self._body_is_slow(now):
            return NO_BODY
        return None

    def close_overdue(self, reason: str) -> None:
        if reason == NOT_READ:
            self.transport.abort()
        else:
            self._answer_and_close(HTTPStatus.REQUEST_TIMEOUT)

    def close_at_once(self) -> None:
        self.transport.abort()

    def _is_unread(self, now: float) -> bool:
        before, self._unread_bytes = self._unread_bytes, self.transport.get_write_buffer_size()
        if not self._unread_bytes:
            self._unread_since = None
        elif self._unread_since is None or self._unread_bytes < before:
            self._unread_since = now
        return (
            self._unread_since is not None and now - self._unread_since >= self._limits.send_seconds
        )

    def _body_is_slow(self, now: float) -> bool:
        if self.flow.read_paused:
            # It is the application that is slow.
            self._body_since, self._body_bytes = now, 0
            return False
        if now - self._body_since < self._limits.read_seconds:
            return False
        least = self._limits.body_bytes_per_second * (now - self._body_since)
        slow = self._body_bytes < least
        self._body_since, self._body_bytes = now, 0
        return slow

    def _waits(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _refuse_header(self) -> None:
        self._open_connections.note(HEADER_TOO_LONG)
        self._answer_and_close(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def _answer_and_close(self, status: HTTPStatus) -> None:
        """Send a response of the server's own, unless one has begun, and close the connection."""
        if self._waits() or not self.cycle.response_started:
            text = status.phrase.encode()
            headers = [
                *self.server_state.default_headers,
                (b"content-type", b"text/plain; charset=utf-8"),
                (b"content-length", b"%d" % len(text)),
                (b"connection", b"close"),
            ]
            lines = [b"%s: %s\r\n" % header for header in headers]
            self.transport.write(b"".join([STATUS_LINE[status], *lines, b"\r\n", text]))
        self.transport.close()
