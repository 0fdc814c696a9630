"""Checks before anything is started. Each error says what to do about it."""

import errno
import os
import shutil
import socket
from pathlib import Path

import psutil

from runtime.errors import StartError

LEAST_FREE_BYTES = 2_000_000_000
FIRST_FREE_PORT = Path("/proc/sys/net/ipv4/ip_unprivileged_port_start")


def check_data_folder(data_dir: Path) -> None:
    """Raises StartError unless the folder exists, or can be made, and we can write to it."""
    probe = data_dir / ".writable"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise StartError(
            f"The data folder {data_dir} can't be written: {error.strerror}.\n"
            "Give yourself write access to it, or choose another: LECTERN_DATA=/path make up"
        ) from error


def check_disk(data_dir: Path) -> None:
    """Raises StartError unless at least 2 GB are free for the data."""
    free = shutil.disk_usage(data_dir).free
    if free < LEAST_FREE_BYTES:
        raise StartError(
            f"Only {free / 1e9:.1f} GB are free on the disk of {data_dir}; Lectern needs "
            f"{LEAST_FREE_BYTES / 1e9:.0f} GB.\n"
            "Make room, or choose a folder on another disk: LECTERN_DATA=/path make up"
        )


def check_port(host: str, port: int) -> None:
    """Raises StartError unless we can listen on `host:port`, naming the process that does."""
    if not 0 < port < 65536:
        raise StartError(f"PORT={port} is no port: choose one from 1024 to 65535.")
    try:
        _bind(host, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise StartError(
                f"Port {port} on {host} is taken by {_listener(port)}.\n"
                f"Choose another one: PORT={_next_free(host, port)} make up"
            ) from error
        if error.errno == errno.EACCES:
            raise StartError(
                f"Port {port} is reserved for root. Choose one above 1023: PORT=8000 make up"
            ) from error
        raise StartError(f"Can't listen on {host}:{port}: {error}. Check HOST and PORT.") from error


def check_port_without_root(port: int) -> None:
    """Raises StartError if only root may listen on `port`, as the web server will not be root."""
    try:
        first = int(FIRST_FREE_PORT.read_text())
    except FileNotFoundError:
        first = 1024
    if port < first:
        raise StartError(
            f"Port {port} is reserved for root, and the web server runs as another user. Choose "
            f"one above {first - 1} (PORT=8000 make up) and put a proxy in front, or lower the "
            f"limit: sysctl net.ipv4.ip_unprivileged_port_start={port}"
        )


def _bind(host: str, port: int) -> None:
    addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, kind, protocol, _, address = addresses[0]
    with socket.socket(family, kind, protocol) as probe:
        if os.name == "posix":
            # A port that has only closed connections (TIME_WAIT) is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
        probe.listen(1)


def _listener(port: int) -> str:
    """The process that listens on the port, if we may know it."""
    try:
        connections = psutil.net_connections(kind="tcp")
    except psutil.AccessDenied:
        return "another program"
    for connection in connections:
        listens = connection.status == psutil.CONN_LISTEN
        if listens and connection.laddr.port == port and connection.pid:
            try:
                command = " ".join(psutil.Process(connection.pid).cmdline())
            except psutil.Error:
                command = ""
            return f"process {connection.pid} ({command[:80] or 'unknown'})"
    return "another program"


def _next_free(host: str, port: int) -> int:
    for candidate in range(port + 1, min(port + 100, 65536)):
        try:
            _bind(host, candidate)
        except OSError:
            continue
        return candidate
    return 0
