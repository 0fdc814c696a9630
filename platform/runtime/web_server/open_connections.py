"""All open connections of the web server: which are let in, and which have to go."""

import asyncio
import logging
from collections import Counter, OrderedDict, defaultdict
from typing import Protocol

import prometheus_client

from runtime.web_server.limits import Limits

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0

MANY = "too_many"
MANY_OF_ONE_ADDRESS = "too_many_of_address"

CLOSED = prometheus_client.Counter(
    "lectern_connections_closed_total",
    "Connections that the web server refused or closed because of a limit.",
    ["reason"],
)
for _reason in (MANY, MANY_OF_ONE_ADDRESS):
    CLOSED.labels(_reason)  # a rate needs a value from before the first one
OPEN = prometheus_client.Gauge(
    "lectern_connections_open", "Connections of clients.", multiprocess_mode="livesum"
)
LIMIT = prometheus_client.Gauge(
    "lectern_connections_limit", "Connections that may be open.", multiprocess_mode="livesum"
)


class Connection(Protocol):
    """What `OpenConnections` knows of a connection. `address` is None if it is not counted."""

    address: str | None

    def overdue(self, now: float) -> str | None:
        """Why the connection has to be closed at `now`, by the loop's clock; None if not."""

    def close_overdue(self, reason: str) -> None:
        """Close it for this reason."""

    def close_at_once(self) -> None:
        """Free its socket without an answer."""


class OpenConnections:
    """Admits connections within the limits, and looks every second for those that are overdue.

    A connection *waits* when no request of it is being answered: it is new, idle, or has sent a
    part of a header. When there is no room, the one that has waited longest is closed to make some,
    so that silent connections keep nobody out. Requests in progress are never closed for others.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._open: set[Connection] = set()
        self._per_address: Counter[str] = Counter()
        self._waiting: OrderedDict[Connection, None] = OrderedDict()
        self._waiting_of: defaultdict[str, OrderedDict[Connection, None]] = defaultdict(OrderedDict)
        self._closed: Counter[str] = Counter()
        self._looking = False
        LIMIT.set(limits.connections)

    def __len__(self) -> int:
        return len(self._open)

    def admit(self, connection: Connection) -> bool:
        """Let a new connection in, as one that waits; False if there is no room for it."""
        address = connection.address
        has_room = True
        if address and self._per_address[address] >= self.limits.connections_per_address:
            has_room = self._make_room(self._waiting_of[address], MANY_OF_ONE_ADDRESS)
        if has_room and len(self._open) >= self.limits.connections:
            has_room = self._make_room(self._waiting, MANY)
        if not has_room:
            return False
        self._open.add(connection)
        OPEN.set(len(self._open))
        if address is not None:
            self._per_address[address] += 1
        self.waits(connection)
        self._look_later()
        return True

    def waits(self, connection: Connection) -> None:
        """Its last request is answered."""
        self._waiting[connection] = None
        if connection.address is not None:
            self._waiting_of[connection.address][connection] = None

    def works(self, connection: Connection) -> None:
        """A request of it is being answered."""
        self._waiting.pop(connection, None)
        if (address := connection.address) is not None and address in self._waiting_of:
            self._waiting_of[address].pop(connection, None)
            if not self._waiting_of[address]:
                del self._waiting_of[address]

    def leave(self, connection: Connection) -> None:
        """It is closed. Repeated calls do nothing more."""
        if connection not in self._open:
            return
        self.works(connection)
        self._open.remove(connection)
        OPEN.set(len(self._open))
        if (address := connection.address) is not None:
            self._per_address[address] -= 1
            if not self._per_address[address]:
                del self._per_address[address]

    def note(self, reason: str) -> None:
        """Count a connection that was closed for `reason`, for the metrics and the log."""
        CLOSED.labels(reason).inc()
        self._closed[reason] += 1
        self._look_later()

    def _make_room(self, waiting: OrderedDict[Connection, None], reason: str) -> bool:
        self.note(reason)
        if not waiting:
            return False
        longest = next(iter(waiting))
        self.leave(longest)
        longest.close_at_once()
        return True

    def _look_later(self) -> None:
        if not self._looking:
            self._looking = True
            asyncio.get_running_loop().call_later(LOOK_SECONDS, self._look)

    def _look(self) -> None:
        self._looking = False
        now = asyncio.get_running_loop().time()
        for connection in list(self._open):
            if reason := connection.overdue(now):
                self.note(reason)
                connection.close_overdue(reason)
        if self._closed:
            # One line a second, however many there are.
            reasons = ", ".join(f"{reason} {count}" for reason, count in self._closed.items())
            log.info("connections closed by limit: %s; %d are open", reasons, len(self._open))
            self._closed.clear()
        if self._open:
            self._look_later()
