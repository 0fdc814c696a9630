"""A POST to somebody else's server, which can neither divert it nor make it take for ever."""

import http.client
import logging
import socket
import ssl
import threading
from dataclasses import dataclass
from functools import cache

from webhooks.destinations import Destination, Forbidden, destination, resolve

log = logging.getLogger(__name__)

CONNECT_SECONDS = 5
# The specification asks for 15 to 30 seconds.
TOTAL_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """The HTTP status of the answer, or why there is none."""

    status: int | None
    error: str = ""

    @property
    def delivered(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def post(
    url: str, body: bytes, headers: dict[str, str], *, seconds: float = TOTAL_SECONDS
) -> Outcome:
    """Send `body`, follow no redirect, and read only the head of the answer.

    The host is resolved once, its addresses are checked, and the connection goes to one of them;
    TLS still verifies the host's name. Proxies of the environment are not used. Raises nothing.
    """
    try:
        to = destination(url)
        addresses = resolve(to)
    except Forbidden as error:
        log.warning("nothing is sent to %s: %s", url, error)
        return Outcome(None, "address_forbidden")
    except (OSError, UnicodeError):
        return Outcome(None, "no_such_host")
    except ValueError:
        return Outcome(None, "address_forbidden")
    return _send(to, addresses, body, headers, seconds)


@cache
def tls() -> ssl.SSLContext:
    """Checks certificates and names as any web client does."""
    return ssl.create_default_context()


class _PinnedConnection(http.client.HTTPConnection):
    """Connects to addresses that were resolved before, and names the host in TLS and headers."""

    def __init__(self, to: Destination, addresses: list[str]) -> None:
        super().__init__(to.host, to.port, timeout=CONNECT_SECONDS)
        self._to = to
        self._addresses = addresses
        self._cut = threading.Event()

    def connect(self) -> None:
        self.sock = self._reached()
        if self._to.tls:
            # The handshake comes after `sock` is set, so that `cut` can end a slow one.
            self.sock = tls().wrap_socket(
                self.sock, server_hostname=self._to.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()

    def cut(self) -> None:
        """End the connection from another thread, at any point."""
        self._cut.set()
        if self.sock is not None:
            try:
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
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


def _send(
    to: Destination, addresses: list[str], body: bytes, headers: dict[str, str], seconds: float
) -> Outcome:
    connection = _PinnedConnection(to, addresses)
    # The socket's own time limit starts anew with every byte, so a timer ends the whole.
    watch = threading.Timer(seconds, connection.cut)
    watch.daemon = True
    watch.start()
    try:
        connection.connect()
        connection.sock.settimeout(seconds)
        sent = {"Host": to.host_header, "Connection": "close", **headers}
        connection.request("POST", to.target, body, sent)
        # Only the status counts. The body, however long, is not read.
        answer = connection.getresponse()
        return Outcome(None, "timeout") if connection.was_cut else Outcome(answer.status)
    except Exception as error:
        return Outcome(None, _code(error, connection))
    finally:
        watch.cancel()
        connection.close()


def _code(error: Exception, connection: _PinnedConnection) -> str:
    if connection.was_cut or isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, ssl.SSLError):
        return "tls_failed"
    if isinstance(error, OSError):
        return "connection_failed"
    if not isinstance(error, http.client.HTTPException):
        log.exception("a webhook could not be sent")
    return "answer_unreadable"
