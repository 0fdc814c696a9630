"""deploy/proxy/Caddyfile, in Caddy itself, in front of two small servers."""

import http.client
import http.server
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from config import ROOT
from runtime.supervision.free_port import free_port

CADDY = Path(sys.executable).with_name("caddy")
CADDYFILE = ROOT / "deploy" / "proxy" / "Caddyfile"


class Upstream(http.server.ThreadingHTTPServer):
    """A web process that answers with its own name, and streams at /stream."""

    def __init__(self, name: str) -> None:
        self.name = name.encode()
        self.go_on = threading.Event()
        self._connections: list[socket.socket] = []
        super().__init__(("127.0.0.1", 0), Answer)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def get_request(self) -> tuple[socket.socket, object]:
        connection, address = super().get_request()
        self._connections.append(connection)
        return connection, address

    def end(self) -> None:
        """Listen no more, and close the connections that are kept, as a process that ends."""
        self.go_on.set()
        self.shutdown()
        self.server_close()
        for connection in self._connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Upstream

    def do_GET(self) -> None:
        self.send_response(200)
        if self.path != "/stream":
            self.send_header("Content-Length", str(len(self.server.name)))
            self.end_headers()
            self.wfile.write(self.server.name)
            return
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"5\r\nfirst\r\n")
        self.wfile.flush()
        self.server.go_on.wait(30)
        self.wfile.write(b"4\r\nlast\r\n0\r\n\r\n")

    def log_message(self, format: str, *args: object) -> None:
        pass


class Proxy:
    """Caddy, at `port`, with two servers behind it and two static files of its own."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.behind = [Upstream("one"), Upstream("two")]
        static = folder / "files" / "static"
        static.mkdir(parents=True)
        (static / "page.0123456789ab.css").write_text("hashed")
        (static / "page.css").write_text("named")
        self._log = (folder / "log").open("wb")
        self._process = subprocess.Popen(
            [CADDY, "run", "--config", CADDYFILE, "--adapter", "caddyfile"],
            env={
                "HOME": str(folder),
                "PATH": os.environ["PATH"],
                "CADDY_ADMIN": f"127.0.0.1:{free_port()}",
                "LECTERN_DOMAIN": f"http://localhost:{self.port}",
                "LECTERN_UPSTREAM": " ".join(each.address for each in self.behind),
                "LECTERN_STATIC_FILES": str(folder / "files"),
            },
            stdout=self._log,
            stderr=self._log,
        )

    def ask(self, path: str, **headers: str) -> http.client.HTTPResponse:
        web = http.client.HTTPConnection("localhost", self.port, timeout=30)
        web.request("GET", path, headers=headers)
        return web.getresponse()

    def wait(self) -> None:
        until = time.monotonic() + 30
        while True:
            try:
                self.ask("/").read()
                return
            except OSError:
                assert self._process.poll() is None and time.monotonic() < until
                time.sleep(0.05)

    def end(self) -> None:
        self._process.terminate()
        self._process.wait(20)
        self._log.close()
        for each in self.behind:
            each.end()


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    proxy = Proxy(tmp_path_factory.mktemp("proxy"))
    try:
        proxy.wait()
        yield proxy
    finally:
        proxy.end()


def test_files_with_a_hash_in_their_name_are_immutable(proxy: Proxy) -> None:
    hashed, named = proxy.ask("/static/page.0123456789ab.css"), proxy.ask("/static/page.css")
    assert (hashed.read(), named.read()) == (b"hashed", b"named")
    assert "immutable" in hashed.headers["Cache-Control"]
    assert named.headers["Cache-Control"] == "max-age=60, public"
    for answer in (hashed, named):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_files_of_another_version_come_from_it(proxy: Proxy) -> None:
    assert proxy.ask("/static/page.ba9876543210.css").read() in (b"one", b"two")


def test_metrics_are_not_for_everybody(proxy: Proxy) -> None:
    assert proxy.ask("/metrics").status == 404


def test_large_headers_are_refused(proxy: Proxy) -> None:
    assert proxy.ask("/", **{"X-Large": "a" * 40_000}).status == 431


def test_a_stream_is_passed_on_as_it_comes(proxy: Proxy) -> None:
    answer = proxy.ask("/stream")
    assert answer.read(5) == b"first"
    for each in proxy.behind:
        each.go_on.set()
    assert answer.read() == b"last"


def test_a_process_that_has_ended_costs_no_request(proxy: Proxy) -> None:
    """The last test: one of the two is gone after it."""
    proxy.behind[0].end()
    answers = [proxy.ask("/").read() for _each in range(20)]
    assert answers == [b"two"] * 20
