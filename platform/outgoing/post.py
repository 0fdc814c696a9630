"""A POST to somebody else's server, which can neither divert it nor make it take for ever."""

import http.client
import logging
import ssl
from dataclasses import dataclass

from outgoing.destinations import Destination, Forbidden, destination, resolve
from outgoing.pinned import PinnedConnection, connected

log = logging.getLogger(__name__)

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


def _send(
    to: Destination, addresses: list[str], body: bytes, headers: dict[str, str], seconds: float
) -> Outcome:
    with connected(to, addresses, seconds) as connection:
        try:
            # Only the status counts. The body, however long, is not read.
            answer = connection.ask("POST", body, headers, seconds=seconds)
            return Outcome(None, "timeout") if connection.was_cut else Outcome(answer.status)
        except Exception as error:
            return Outcome(None, _code(error, connection))


def _code(error: Exception, connection: PinnedConnection) -> str:
    if connection.was_cut or isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, ssl.SSLError):
        return "tls_failed"
    if isinstance(error, OSError):
        return "connection_failed"
    if not isinstance(error, http.client.HTTPException):
        log.exception("a request could not be sent")
    return "answer_unreadable"
