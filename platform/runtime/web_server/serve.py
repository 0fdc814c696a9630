"""Runs Lectern's ASGI application."""

import sys
from functools import partial

import uvicorn
from django.conf import settings

from runtime.web_server.bounded_http import BoundedHttp
from runtime.web_server.limits import Limits, backlog_within, raise_open_files
from runtime.web_server.listening import listening_sockets
from runtime.web_server.open_connections import OpenConnections

STOP_SECONDS = 5  # how long requests in progress may go on after SIGTERM


def serve(host: str, port: int) -> bool:
    """Serve until SIGTERM or SIGINT; False if the server could not start.

    Raises how many files this process may open. Raises ImproperlyConfigured on a bad limit.
    """
    server = web_server()
    try:
        sockets = listening_sockets(host, port, shared=settings.WEB_PROCESSES > 1)
    except OSError as error:
        print(f"can't listen on {host}, port {port}: {error}", file=sys.stderr)
        return False
    server.run(sockets)
    return server.started


def web_server() -> uvicorn.Server:
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
        timeout_graceful_shutdown=STOP_SECONDS,
        # Proxy headers are read by throttle.client_address, as far as TRUSTED_PROXIES allows, and
        # requests are logged by telemetry.middleware, with their tenant.
        proxy_headers=False,
        access_log=False,
        log_config=None,  # the settings have one, LOGGING
    )
    return uvicorn.Server(config)
