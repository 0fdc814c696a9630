"""Runs Lectern's ASGI application."""

import sys
from collections.abc import Awaitable, Callable
from functools import partial
from types import FrameType

import uvicorn
from django.conf import settings

from runtime.web_server.bounded_http import BoundedHttp
from runtime.web_server.limits import Limits, backlog_within, raise_open_files
from runtime.web_server.listening import listening_sockets
from runtime.web_server.open_connections import OpenConnections
from telemetry.process_state import this_process


class DrainingServer(uvicorn.Server):
    """Says that it is about to end as soon as it is asked to: `/readyz` turns red at once."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        this_process.draining.set()
        super().handle_exit(sig, frame)


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
