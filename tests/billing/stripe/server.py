"""Serves the fake on loopback, so that the real SDK talks to it over HTTP."""

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tests.billing.stripe.fake import FakeStripe, Lost, Request


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 65536  # one packet an answer: two wait for each other 40 ms (Nagle)
    fake: FakeStripe

    def _serve(self) -> None:
        address = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        is_json = "json" in self.headers.get("Content-Type", "")
        request = Request(
            method=self.command,
            path=address.path,
            query=address.query,
            body=json.loads(body) if is_json and body else (None if is_json else body),
            key=self.headers.get("Idempotency-Key", ""),
            version=self.headers.get("Stripe-Version", ""),
        )
        try:
            status, answer = self.fake.handle(request)
        except Lost:
            # No answer at all: the client sees the connection end.
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Request-Id", "req_fake")
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_DELETE = _serve

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address) -> None:
        """A client that went away is no news; the fake's own errors are kept by it."""


class Serving:
    """`with Serving(fake) as base:` gives the address to talk to."""

    def __init__(self, fake: FakeStripe) -> None:
        handler = type("Handler", (_Handler,), {"fake": fake})
        self._server = _Server(("127.0.0.1", 0), handler)

    def __enter__(self) -> str:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}"

    def __exit__(self, *_exc: object) -> None:
        self._server.shutdown()
        self._server.server_close()
