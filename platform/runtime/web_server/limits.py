"""What one connection, one address and all of them together may take of the web server."""

import ipaddress
import resource
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from throttle.client_address import lies_in, parsed_address

MOST_OPEN_FILES = 65_536
MOST_IN_BACKLOG = 2048


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits; every one of them is at least 1.

    `header_bytes`: the request line and all headers together.
    `read_seconds`: a header must be complete after that long, and while a body arrives, each such
    period must bring `body_bytes_per_second` on average.
    `send_seconds`: how long a client may accept nothing of a response that waits for it.
    `idle_seconds`: how long a connection stays open between two requests.
    `connections`, `connections_per_address`: how many may be open at once.
    """

    header_bytes: int
    read_seconds: int
    body_bytes_per_second: int
    send_seconds: int
    idle_seconds: int
    connections: int
    connections_per_address: int

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Limits":
        """The limits named in a settings dictionary. Raises ImproperlyConfigured if one is < 1."""
        limits = cls(**values)
        for field in fields(limits):
            if getattr(limits, field.name) < 1:
                raise ImproperlyConfigured(f"The web server's {field.name} must be at least 1.")
        return limits

    def shared_by(self, processes: int) -> "Limits":
        """What one of several web processes on the same port may have open.

        The kernel spreads connections evenly, so that together they have what is allowed.
        """
        return replace(
            self,
            connections=max(1, self.connections // processes),
            connections_per_address=max(1, self.connections_per_address // processes),
        )

    def within(self, open_files: int) -> "Limits":
        """The same, with no more connections than half of the files that may be open.

        A request may need the other half: for the database, Valkey and audio. Of the connections,
        one address gets half at most.
        """
        connections = max(2, min(self.connections, open_files // 2))
        of_one = min(self.connections_per_address, connections // 2)
        return replace(self, connections=connections, connections_per_address=of_one)


def backlog_within(open_files: int) -> int:
    """How many connections the kernel may keep until they are accepted.

    The event loop accepts all of them before it can close one, so they need free files as well.
    """
    return max(1, min(MOST_IN_BACKLOG, open_files // 4))


def raise_open_files() -> int:
    """Raise how many files this process may open to what the system allows it; returns that."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    # macOS calls its limit infinite and then refuses infinity.
    allowed = MOST_OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_OPEN_FILES)
    if soft == resource.RLIM_INFINITY or soft >= allowed:
        return MOST_OPEN_FILES if soft == resource.RLIM_INFINITY else soft
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return allowed


def counted_address(host: str | None, proxies: Iterable[str]) -> str | None:
    """Under which name connections from `host` are counted; None if they are not.

    All clients of a trusted proxy come from the proxy's address. A customer of an IPv6 provider has
    at least a /64 of addresses, so these count as one.
    """
    address = parsed_address(host or "")
    if address is None or lies_in(address, proxies):
        return None
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.IPv6Network((int(address) >> 64 << 64, 64)))
    return str(address)
