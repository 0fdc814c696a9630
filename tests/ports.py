"""Ports of this machine for what tests start."""

import secrets
import socket


def free_port() -> int:
    """A port below those that Linux gives out, of which connections of other tests took one."""
    while True:
        port = secrets.choice(range(20_000, 32_000))
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
