"""Clients that send without end, slowly or nothing, or do not read: all others are served on."""

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from config import ROOT

HEALTHZ = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
HALF_A_HEADER = HEALTHZ + b"X-Half"
HALF_A_BODY = (
    b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nemail=half"
)
BIG = 16 * 1024 * 1024
BIG_FILE = b"GET /static/big.bin HTTP/1.1\r\nHost: localhost\r\n\r\n"
PATIENCE = 20.0
FAST = 0.5  # seconds in which others have to be answered


@dataclass
class Web:
    """A running web process, and the sockets that a test opened to it."""

    port: int
    process: psutil.Process
    opened: list[socket.socket] = field(default_factory=list)

    def open(self, sent: bytes, host: str = "127.0.0.1", receive: int = 0) -> socket.socket:
        """A connection from the address `host` over which `sent` was sent."""
        client = socket.socket()
        if receive:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
        client.settimeout(PATIENCE)
        client.bind((host, 0))
        client.connect(("127.0.0.1", self.port))
        client.sendall(sent)
        self.opened.append(client)
        return client

    def seconds_of_healthz(self) -> float:
        """How long a client of another address waits for its answer, connecting included."""
        began = time.monotonic()
        with self.open(HEALTHZ + b"Connection: close\r\n\r\n", host="127.0.0.9") as client:
            assert received(client).startswith(b"HTTP/1.1 200 ")
        self.opened.remove(client)
        return time.monotonic() - began

    def connections(self) -> int:
        """How many are open at the server's side."""
        states = (psutil.CONN_ESTABLISHED, psutil.CONN_CLOSE_WAIT)
        return sum(each.status in states for each in self.process.net_connections("tcp"))

    def wait_until(self, condition) -> None:
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, f"{self.connections()} connections are open"
            time.sleep(0.05)


def received(client: socket.socket) -> bytes:
    """All that the server sends until it closes the connection."""
    blocks = []
    with contextlib.suppress(ConnectionResetError):
        while block := client.recv(65536):
            blocks.append(block)
    return b"".join(blocks)


@contextlib.contextmanager
def serving(data: Path, *, open_files: int | None = None, **limits: int) -> Iterator[Web]:
    """The web process with such limits, in an environment with so many open files."""
    (data / "static").mkdir(parents=True, exist_ok=True)
    (data / "static" / "big.bin").write_bytes(bytes(BIG))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {**os.environ, "LECTERN_DATA": str(data), "LOG_LEVEL": "WARNING"}
    env |= {f"WEB_{name}": str(value) for name, value in limits.items()}
    argv = [sys.executable, "manage.py", "serve", "--port", str(port)]
    if open_files:
        argv = ["sh", "-c", f'ulimit -n {open_files}; exec "$@"', "sh", *argv]
    with (data / "web.log").open("wb") as log:
        process = subprocess.Popen(argv, cwd=ROOT, env=env, stdout=log, stderr=log)
    web = Web(port, psutil.Process(process.pid))
    try:
        end = time.monotonic() + 60
        while True:
            assert process.poll() is None and time.monotonic() < end, (data / "web.log").read_text()
            with contextlib.suppress(ConnectionRefusedError):
                web.seconds_of_healthz()
                break
            time.sleep(0.1)
        yield web
    finally:
        for client in web.opened:
            client.close()
        process.terminate()
        assert process.wait(PATIENCE) in (0, -15)


@pytest.fixture(scope="module")
def web(tmp_path_factory) -> Iterator[Web]:
    """A server that has less patience than usual, so that the tests need less too."""
    limits = {"READ_SECONDS": 2, "SEND_SECONDS": 2, "IDLE_SECONDS": 2}
    with serving(tmp_path_factory.mktemp("web"), **limits) as running:
        yield running


@pytest.fixture(autouse=True)
def all_closed(request) -> Iterator[None]:
    yield
    if "web" in request.fixturenames:
        running = request.getfixturevalue("web")
        for client in running.opened:
            client.close()
        running.opened.clear()


def test_a_header_of_300_mb_is_refused_at_its_beginning(web):
    sent, waited = 0, []
    client = web.open(HEALTHZ + b"X-Long: ")

    def send() -> None:
        nonlocal sent
        with contextlib.suppress(ConnectionError):
            while sent < 300_000_000:
                sent += client.send(b"a" * 65536)

    sender = threading.Thread(target=send)
    sender.start()
    while sender.is_alive():
        waited.append(web.seconds_of_healthz())
    sender.join()
    assert sent < 20_000_000 and max(waited, default=0) < FAST


@pytest.mark.parametrize(
    "head",
    [
        HEALTHZ + b"X-Long: " + b"a" * 40_000 + b"\r\n\r\n",
        HEALTHZ + b"X-Many: a\r\n" * 4_000 + b"\r\n",
        b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ],
    ids=["one", "many", "address"],
)
def test_a_complete_header_over_the_limit_is_refused(web, head):
    assert received(web.open(head)).startswith(b"HTTP/1.1 431 ")


def test_trailers_count_as_headers(web):
    chunked = (
        b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
    )
    client = web.open(chunked)
    with contextlib.suppress(ConnectionError):
        for _ in range(1_000):
            client.sendall(b"X-Trailer: " + b"a" * 10_000 + b"\r\n")
        pytest.fail("10 MB of trailers were read")


def test_a_header_of_an_ordinary_size_is_read(web):
    cookies = HEALTHZ + b"Connection: close\r\nCookie: " + b"a" * 8_000 + b"\r\n\r\n"
    assert received(web.open(cookies)).startswith(b"HTTP/1.1 200 ")


def test_a_thousand_half_headers_hinder_nobody_and_are_closed(web):
    before = web.connections()
    halves = [web.open(HALF_A_HEADER) for _ in range(1_000)]
    waited = []
    while web.connections() > before:
        waited.append(web.seconds_of_healthz())
        assert len(waited) < 1_000
    assert max(waited) < FAST
    assert received(halves[-1]).startswith(b"HTTP/1.1 408 ")


def test_a_header_that_comes_a_byte_at_a_time_is_not_waited_for(web):
    client = web.open(b"")
    began = time.monotonic()
    with contextlib.suppress(ConnectionError):
        for byte in HEALTHZ * 20:
            client.sendall(bytes([byte]))
            time.sleep(0.05)
    assert time.monotonic() - began < PATIENCE


def test_half_bodies_hinder_nobody_and_are_closed(web):
    halves = [web.open(HALF_A_BODY) for _ in range(300)]
    waited = [web.seconds_of_healthz() for _ in range(20)]
    assert max(waited) < FAST
    assert received(halves[0]).startswith(b"HTTP/1.1 408 ")
    web.wait_until(lambda: web.connections() == 0)


def test_a_slow_body_that_is_fast_enough_is_read(web):
    body = b"email=" + b"a" * 14_000
    client = web.open(HALF_A_BODY.replace(b"100000", b"14006")[: -len(b"email=half")])
    for start in range(0, len(body), 500):
        client.sendall(body[start : start + 500])
        time.sleep(0.1)
    assert client.recv(12).startswith(b"HTTP/1.1 403")  # it has no CSRF token


def test_idle_connections_are_closed(web):
    answered = web.open(HEALTHZ + b"\r\n")
    assert answered.recv(12) == b"HTTP/1.1 200"
    silent = web.open(b"")
    web.wait_until(lambda: web.connections() == 0)
    for client in (answered, silent):
        received(client)


def test_a_connection_is_used_again(web):
    client = web.open(b"")
    for _ in range(3):
        client.sendall(HEALTHZ + b"\r\n")
        assert client.recv(65536).startswith(b"HTTP/1.1 200 ")


def test_a_response_that_is_not_read_is_given_up(web):
    before = web.process.memory_info().rss
    readers = [web.open(BIG_FILE, receive=4096) for _ in range(30)]
    web.wait_until(lambda: web.connections() == len(readers))
    grown = 0
    while web.connections():
        for client in readers:
            with contextlib.suppress(ConnectionError):
                client.recv(1)
        grown = max(grown, web.process.memory_info().rss - before)
        assert web.seconds_of_healthz() < FAST
    assert grown < 4 * BIG  # 30 readers in memory would be 30 times


def test_a_response_that_is_read_in_bursts_is_sent_whole(web):
    client = web.open(BIG_FILE.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    got = len(client.recv(1_000_000))
    for _ in range(3):
        time.sleep(1.2)
        got += len(client.recv(1_000_000))
    assert got + len(received(client)) > BIG


def test_idle_sockets_keep_nobody_out_where_few_files_may_be_open(tmp_path):
    with serving(tmp_path, open_files=1024) as web:
        waited = []
        for count in range(1_100):
            web.open(b"", host=f"127.0.0.{2 + count % 4}")
            if count % 50 == 0:
                waited.append(web.seconds_of_healthz())
        waited += [web.seconds_of_healthz() for _ in range(10)]
        assert max(waited) < FAST
        assert web.connections() <= 512


def test_one_address_has_a_share_of_the_connections(tmp_path):
    with serving(tmp_path, CONNECTIONS_PER_ADDRESS=10) as web:
        busy = [web.open(HALF_A_BODY) for _ in range(9)]
        oldest, newest = web.open(HALF_A_HEADER), web.open(HALF_A_HEADER)
        assert received(oldest) == b""
        newest.sendall(b": done\r\n\r\n")
        assert newest.recv(12) == b"HTTP/1.1 200"
        busy.append(web.open(HALF_A_BODY))  # in the place of `newest`, which is idle
        assert received(newest)  # the rest of its answer, then the end
        assert received(web.open(b"")).startswith(b"HTTP/1.1 503 ")
        assert web.seconds_of_healthz() < FAST  # of another address
