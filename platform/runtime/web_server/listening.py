"""The sockets on which a web process listens, alone or beside others on the same port."""

import os
import socket
import sys

MOST_PROCESSES = 4
CAN_SHARE = sys.platform.startswith("linux")
"""Whether the system spreads the connections of a port over all that listen on it."""


def processes_for_this_machine(most: int | None = None) -> int:
    """How many web processes are sensible: one for each processor, four or `most` at most.

    One Python process uses one processor. A further one takes 150 MB and ten connections to
    PostgreSQL, and beyond four the engines need the processors more.
    """
    available = len(os.sched_getaffinity(0)) if CAN_SHARE else 1
    return max(1, min(MOST_PROCESSES if most is None else most, MOST_PROCESSES, available))


def listening_sockets(host: str, port: int, *, shared: bool) -> list[socket.socket]:
    """One bound socket for each address of `host`. Raises OSError.

    With `shared`, other processes of the same user may listen on the port as well (SO_REUSEPORT):
    the kernel gives each new connection to one of them. Each binds its own, so one that ended is
    replaced without the others, and what is not a Lectern of this user can't join.
    """
    addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    bound: list[socket.socket] = []
    try:
        for family, kind, protocol, _name, address in dict.fromkeys(addresses):
            listening = socket.socket(family, kind, protocol)
            bound.append(listening)
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if shared:
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            if family == socket.AF_INET6:
                listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            listening.bind(address)
            listening.setblocking(False)
    except OSError:
        for each in bound:
            each.close()
        raise
    return bound
