"""A free port of this machine, for a program that is to be told its port when it starts."""

import secrets
import socket

HERE = "127.0.0.1"
CANDIDATES = range(20_000, 32_000)
"""Below the ports that Linux gives to outgoing connections (32,768 and above): one of those may be
taken by anybody's connection between our look and the program's start."""


def free_port() -> int:
    """A port on which nothing listens now. Another program may still be quicker."""
    while True:
        port = secrets.choice(CANDIDATES)
        with socket.socket() as probe:
            # As servers bind: a port that has only closed connections (TIME_WAIT) is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HERE, port))
            except OSError:
                continue
            return port
