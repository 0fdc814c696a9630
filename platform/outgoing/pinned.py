"""A connection to somebody else's server, which it can neither divert nor keep for ever."""

import http.client
import logging
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

from outgoing.destinations import Destination

log = logging.getLogger(__name__)

CONNECT_SECONDS = 5


@cache
def tls() -> ssl.SSLContext:
    """Checks certificates and names as any web client does."""
    return ssl.create_default_context()


class PinnedConnection(http.client.HTTPConnection):
    """Connects to addresses that were resolved before, and names the host in TLS and headers."""

    def __init__(self, to: Destination, addresses: list[str]) -> None:
        super().__init__(to.host, to.port, timeout=CONNECT_SECONDS)
        self._to = to
        self._addresses = addresses
        self._cut = threading.Event()
        # `sock` is None while an answer is read after which the server closes.
        self._open: socket.socket | None = None

    def connect(self) -> None:
        self.sock = self._open = self._reached()
        if self.was_cut:
            raise TimeoutError("cut while it was being made")
        if self._to.tls:
            # The handshake comes after `_open` is set, so that `cut` can end a slow one.
            self.sock = self._open = tls().wrap_socket(
                self.sock, server_hostname=self._to.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()

    def ask(
        self, method: str, body: Any, headers: Mapping[str, str | bytes], *, seconds: float
    ) -> http.client.HTTPResponse:
        """Connect, send one request, and return the answer, of which the head was read. No read or
        write may stand for more than `seconds`. Raises what http.client and sockets raise."""
        self.connect()
        self.sock.settimeout(seconds)
        ours = {"Host": self._to.host_header, "Connection": "close"}
        self.request(method, self._to.target, body, {**headers, **ours})
        return self.getresponse()

    def cut(self) -> None:
        """End the connection from another thread, at any point."""
        self._cut.set()
        if self._open is not None:
            try:
                socket.socket.shutdown(self._open, socket.SHUT_RDWR)
            except OSError as error:
                log.debug("the connection had ended: %s", error)

    @property
    def was_cut(self) -> bool:
        return self._cut.is_set()

    def _reached(self) -> socket.socket:
        last: OSError = OSError("no address")
        for address in self._addresses:
            if self.was_cut:
                break
            try:
                return socket.create_connection((address, self._to.port), CONNECT_SECONDS)
            except OSError as error:
                last = error
        raise last


@contextmanager
def connected(to: Destination, addresses: list[str], seconds: float) -> Iterator[PinnedConnection]:
    """A connection that is cut when `seconds` are over, whatever is being done with it then.

    The socket's own time limit starts anew with every byte, so a timer ends the whole.
    """
    connection = PinnedConnection(to, addresses)
    watch = threading.Timer(seconds, connection.cut)
    watch.daemon = True
    watch.start()
    try:
        yield connection
    finally:
        watch.cancel()
        connection.close()
