"""Runs Lectern's ASGI application."""

import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Awaitable, Callable
from functools import partial
from types import FrameType

import uvicorn
from django.conf import settings

from runtime.web_server import bounded_web_socket
from runtime.web_server.bounded_http import BoundedHttp
from runtime.web_server.bounded_web_socket import BoundedWebSocket
from runtime.web_server.limits import Limits, backlog_within, raise_open_files
from runtime.web_server.listening import listening_sockets
from runtime.web_server.open_connections import OpenConnections
from telemetry.process_state import this_process

log = logging.getLogger(__name__)

LEAVE_SECONDS = 4.0
"""In how many seconds requests that were cancelled end; a supervisor kills after five."""


class DrainingServer(uvicorn.Server):
    """Says that it is about to end as soon as it is asked to: `/readyz` turns red at once.

    It ends by itself. Uvicorn's own server raises the signal once more when it is done, which
    ends the process by that signal before the requests it cancelled have run their last lines.
    """

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        this_process.draining.set()
        if self.should_exit and sig == signal.SIGINT:
            self.force_exit = True
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        leaving = threading.Timer(LEAVE_SECONDS, _leave)
        leaving.daemon = True
        leaving.start()


def _leave() -> None:
    """End the process: a request's thread is in a call that does not return."""
    log.error("requests are still in work %.0f s after they were cancelled", LEAVE_SECONDS)
    logging.shutdown()
    os._exit(1)


def serve(host: str, port: int, on_move: Callable[[], Awaitable[None]] | None = None) -> bool:
    """Serve until SIGTERM or SIGINT; False if the server could not start.

    `on_move` is called every second while the event loop moves.

    Raises how many files this process may open. Raises ImproperlyConfigured on a bad limit.
    """
    server = web_server(on_move)
    try:
        sockets = listening_sockets(host, port, shared=settings.WEB_PROCESSES > 1)
    except OSError as error:
        print(f"can't listen on {host}, port {port}: {error}", file=sys.stderr)
        return False
    server.run(sockets)
    return server.started


def web_server(on_move: Callable[[], Awaitable[None]] | None = None) -> uvicorn.Server:
    """The server, with this process's share of the limits in the settings."""
    open_files = raise_open_files()
    limits = Limits.of(settings.WEB_SERVER_LIMITS).shared_by(settings.WEB_PROCESSES)
    limits = limits.within(open_files)
    protocol = partial(
        BoundedHttp,
        open_connections=OpenConnections(limits),
        proxies=settings.TRUSTED_PROXIES,
    )
    config = uvicorn.Config(
        "config.asgi:application",
        http=protocol,  # type: ignore[arg-type]  # called for each connection, as a class would be
        ws=BoundedWebSocket,
        ws_max_size=bounded_web_socket.MESSAGE_BYTES,
        ws_ping_interval=bounded_web_socket.PING_SECONDS,
        ws_ping_timeout=bounded_web_socket.PING_SECONDS,
        # A few bytes could unfold to a whole message, and texts are short.
        ws_per_message_deflate=False,
        backlog=backlog_within(open_files),
        timeout_keep_alive=limits.idle_seconds,
        timeout_graceful_shutdown=settings.DRAIN_SECONDS,
        # Proxy headers are read by throttle.client_address, as far as TRUSTED_PROXIES allows, and
        # requests are logged by telemetry.middleware, with their tenant.
        proxy_headers=False,
        access_log=False,
        callback_notify=on_move,
        timeout_notify=1,
        log_config=None,  # the settings have one, LOGGING
    )
    return DrainingServer(config)
