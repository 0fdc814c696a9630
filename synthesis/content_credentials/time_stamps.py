"""Time stamps of an authority (RFC 3161), within a time limit.

The library asks an authority by itself, and has no time limit. So it is given an address of this
machine, at which what it sends is passed on. Free of Django.
"""

from __future__ import annotations

import http.client
import logging
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

log = logging.getLogger(__name__)

TOTAL_SECONDS = 5.0
LONGEST = 64 * 1024
"""Bytes of a question or an answer; they have a few thousand."""
PAUSE_SECONDS = 60.0
"""After a failure, files are signed without asking for so long: nobody waits for each of them."""
_failed_at: dict[str, float] = {}


def may_ask(authority: str) -> bool:
    """Whether there is an authority, and it has not just failed."""
    failed = _failed_at.get(authority)
    return bool(authority) and (failed is None or time.monotonic() - failed > PAUSE_SECONDS)


def note_failure(authority: str) -> None:
    """It gave no time stamp."""
    _failed_at[authority] = time.monotonic()


@contextmanager
def relay(authority: str) -> Iterator[str]:
    """An address on this machine that passes questions on to `authority` within TOTAL_SECONDS."""

    class Passing(BaseHTTPRequestHandler):
        timeout = TOTAL_SECONDS

        def do_POST(self) -> None:
            length = min(int(self.headers.get("Content-Length", "0")), LONGEST)
            try:
                answer = _asked(authority, self.rfile.read(length))
            except (OSError, ValueError, http.client.HTTPException) as error:
                log.warning("the time stamp authority: %r", error)
                self.send_error(502)
                return
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:
            log.debug(format, *args)

    with HTTPServer(("127.0.0.1", 0), Passing) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


def _asked(authority: str, question: bytes) -> bytes:
    """The authority's answer. Raises OSError, ValueError or HTTPException."""
    request = urllib.request.Request(  # noqa: S310 (the operator's address)
        authority, question, {"Content-Type": "application/timestamp-query"}
    )
    until = time.monotonic() + TOTAL_SECONDS
    with urllib.request.urlopen(request, timeout=TOTAL_SECONDS) as answer:  # noqa: S310
        read = b""
        # A server that sends a byte now and then would never reach the time limit of one read.
        while block := answer.read1(LONGEST):
            read += block
            if len(read) > LONGEST or time.monotonic() > until:
                raise ValueError("too long an answer, or too slow")
    return read
