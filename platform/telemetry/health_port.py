"""A port of its own for a process's health: `/healthz`, `/readyz` and `/metrics`.

It is served by threads beside the work, so it answers while the work takes its time, and until the
process is gone. Every connection has one request, in bounded time.
"""

import json
import logging
import socket
import threading
from collections.abc import Callable
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from django.db import connections
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from runtime.version import VERSION
from telemetry.health import Latest, NotReady, checks_of_process, verdict
from telemetry.metrics import may_read, registry
from telemetry.process_state import ProcessState, this_process

log = logging.getLogger(__name__)

AT_ONCE = 8
REQUEST_SECONDS = 5.0
ANSWER_SECONDS = 15.0
"""Until when an answer must be made and sent; a database that is slow must not gather threads."""


def serve(
    host: str,
    port: int,
    *,
    with_database: bool,
    metrics: Path | None = None,
    state: ProcessState = this_process,
) -> "HealthServer":
    """Answer on the port from now on. Raises OSError where it can't be had.

    `with_database`: `/metrics` also has the figures that are the same on every machine, as the
    queue's. Only web processes give these. `metrics` is the folder in which other processes keep
    their figures; None for the one of the settings.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    server = type("Server", (HealthServer,), {"address_family": family})((host, port), Request)
    server.state = state
    server.figures = partial(registry, folder=metrics, with_database=with_database)
    server.latest = Latest(lambda: {**checks_of_process(), "process": _check(state)})
    threading.Thread(target=server.serve_forever, name="health", daemon=True).start()
    return server


def _check(state: ProcessState) -> Callable[[], None]:
    def check() -> None:
        if reason := state.stuck() or state.not_ready():
            raise NotReady(reason)

    return check


class HealthServer(ThreadingHTTPServer):
    """Gives each of a few connections a thread; closes those beyond."""

    daemon_threads = True
    request_queue_size = 2 * AT_ONCE
    state: ProcessState
    figures: Callable[[], CollectorRegistry]
    latest: Latest

    def __init__(self, *args: object) -> None:
        self._free = threading.BoundedSemaphore(AT_ONCE)
        super().__init__(*args)  # type: ignore[arg-type]

    def process_request(self, request: object, client_address: object) -> None:
        if not self._free.acquire(blocking=False):
            self.shutdown_request(request)  # type: ignore[arg-type]
            return
        super().process_request(request, client_address)  # type: ignore[arg-type]

    def process_request_thread(self, request: object, client_address: object) -> None:
        # A timeout of the socket bounds each read and write; this one bounds all of them.
        ending = threading.Timer(ANSWER_SECONDS, _break_off, [request])
        ending.daemon = True
        ending.start()
        try:
            super().process_request_thread(request, client_address)  # type: ignore[arg-type]
        finally:
            ending.cancel()
            connections.close_all()
            self._free.release()

    def handle_error(self, request: object, client_address: object) -> None:
        log.debug("a health check broke off", exc_info=True)


class Request(BaseHTTPRequestHandler):
    """One request for the health of this process."""

    server: HealthServer
    timeout = REQUEST_SECONDS
    server_version, sys_version = "lectern", ""

    def do_GET(self) -> None:
        match self.path.partition("?")[0]:
            case "/healthz":
                stuck = self.server.state.stuck()
                self._json(503 if stuck else 200, {"status": stuck or "ok", "version": VERSION})
            case "/readyz":
                ready, body = verdict(self.server.latest.results())
                self._json(200 if ready else 503, body)
            case "/metrics":
                self._metrics()
            case _:
                self._answer(404, "text/plain", b"/healthz, /readyz or /metrics\n")

    do_HEAD = do_GET

    def _metrics(self) -> None:
        authorization = self.headers.get("Authorization", "")
        if not may_read(authorization, self.headers.keys(), self.client_address[0]):
            self._answer(403, "text/plain", b"")
            return
        try:
            figures = generate_latest(self.server.figures())
        except Exception:
            log.exception("the figures can't be read")
            self._answer(503, "text/plain", b"the figures can't be read: see the log\n")
            return
        self._answer(200, CONTENT_TYPE_LATEST, figures)

    def _json(self, status: int, body: object) -> None:
        self._answer(status, "application/json", json.dumps(body).encode())

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        log.debug(format, *args)


def _break_off(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        log.debug("it was closed already")
