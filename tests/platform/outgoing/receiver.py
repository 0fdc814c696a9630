"""A server of a customer's, that keeps what it is sent."""

import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver(ThreadingHTTPServer):
    """Listens on 127.0.0.1; `answer` says what to do with each request."""

    daemon_threads = True

    def __init__(self, answer: Callable[["Handler"], None] | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.answer = answer or status(204)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self) -> int:
        return self.server_address[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?a=1"

    def handle_error(self, request, client_address) -> None:
        """Clients of ours hang up on purpose."""


class Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.got.append((self.path, headers, body))
        self.server.answer(self)

    def do_GET(self) -> None:
        self.server.got.append((self.path, {}, b""))
        self.server.answer(self)

    def log_message(self, *_args) -> None:
        """Says nothing."""


def status(code: int, **headers: str) -> Callable[[Handler], None]:
    """Answer with this status."""

    def answer(handler: Handler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def saying(body: bytes) -> Callable[[Handler], None]:
    """Answer with this body."""

    def answer(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def drip_body(handler: Handler) -> None:
    """Answer with a body of a byte at a time, without end."""
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)


def drip(handler: Handler) -> None:
    """Answer a byte at a time, without end: no time limit between two bytes is ever reached."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def flood(handler: Handler) -> None:
    """Answer with a body that does not end."""
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"x" * 65536)
