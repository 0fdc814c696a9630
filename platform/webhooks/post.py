"""One POST to somebody else's server, that can't be made to go elsewhere or to take for ever."""

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
    """What came of it: the HTTP status of the answer, or why there is none."""

    status: int | None
    error: str = ""

    @property
    def delivered(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def post(
    url: str, body: bytes, headers: dict[str, str], *, seconds: float = TOTAL_SECONDS
) -> Outcome:
    """Send `body`, follow no redirect, and read no more of the answer than its head.

    The host is resolved once, what it resolves to is checked, and the connection goes there: TLS
    is still asked for by name. Proxies named in the environment are not used. Raises nothing.
    """
    try:
        found = destination(url)
        addresses = resolve(found)
    except Forbidden as error:
        log.warning("nothing is sent to %s: %s", url, error)
        return Outcome(None, "address_forbidden")
    except (OSError, UnicodeError):
        return Outcome(None, "no_such_host")
    except ValueError:
        return Outcome(None, "address_forbidden")
    return _send(found, addresses, body, headers, seconds)


@cache
def tls() -> ssl.SSLContext:
    """Certificates and names are checked as every client of the web does."""
    return ssl.create_default_context()


class _PinnedConnection(http.client.HTTPConnection):
    """Connects to addresses that were resolved before, and speaks to the host by its name."""

    def __init__(self, to: Destination, addresses: list[str]) -> None:
        super().__init__(to.host, to.port, timeout=CONNECT_SECONDS)
        self._to = to
        self._addresses = addresses
        self._cut = threading.Event()

    def connect(self) -> None:
        self.sock = self._reached()
        if self._to.tls:
            # The handshake comes after `sock` is set, so that `cut` ends one that is drawn out.
            self.sock = tls().wrap_socket(
                self.sock, server_hostname=self._to.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()

    def cut(self) -> None:
        """End it from another thread, wherever it is."""
        self._cut.set()
        if self.sock is not None:
            try:
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
            except OSError as error:
                log.debug("it had ended: %s", error)

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
    found: Destination, addresses: list[str], body: bytes, headers: dict[str, str], seconds: float
) -> Outcome:
    connection = _PinnedConnection(found, addresses)
    # The socket's own time limit begins anew at every byte.
    watch = threading.Timer(seconds, connection.cut)
    watch.daemon = True
    watch.start()
    try:
        connection.connect()
        connection.sock.settimeout(seconds)
        sent = {"Host": found.host_header, "Connection": "close", **headers}
        connection.request("POST", found.target, body, sent)
        # The status is all that counts: the body, however long, is not read.
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
