"""Clients that send without end, slowly or nothing, or do not read: all others are served on.

And those whose message may end in two places."""

import contextlib
import http.client
import os
import signal
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
from runtime.supervision.free_port import free_port

HEALTHZ = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
HALF_A_HEADER = HEALTHZ + b"X-Half"
HALF_A_BODY = (
    b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nemail=half"
)
BIG = 16 * 1024 * 1024
BIG_FILE = b"GET /static/big.bin HTTP/1.1\r\nHost: localhost\r\n\r\n"
PATIENCE = 20.0
FAST = 0.5  # seconds in which others have to be answered, on a machine that is not busy


@dataclass
class Web:
    """A running web process, and the sockets that a test opened to it."""

    port: int
    process: psutil.Process
    ordinary: float = 0.0  # seconds of the slowest of some answers, before any attack
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

    def is_fast(self, waited: list[float]) -> bool:
        """Whether others were answered in time during an attack: nine in ten, as the machine may
        be busy with the attacker too."""
        return sorted(waited)[len(waited) * 9 // 10 - 1] < max(FAST, 4 * self.ordinary)

    def close_all(self) -> None:
        for client in self.opened:
            client.close()
        self.opened.clear()
        self.wait_until(lambda: not self.connections())

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


class Starting:
    """A web process that is being started."""

    def __init__(self, data: Path, *, open_files: int | None = None, **limits: int) -> None:
        self._log = data / "web.log"
        (data / "static").mkdir()
        (data / "static" / "big.bin").write_bytes(bytes(BIG))
        self._port = free_port()
        env = {**os.environ, "LECTERN_DATA": str(data), "LOG_LEVEL": "WARNING"}
        env |= {f"WEB_{name}": str(value) for name, value in limits.items()}
        argv = [sys.executable, "manage.py", "serve", "--port", str(self._port)]
        if open_files:
            argv = ["sh", "-c", f'ulimit -n {open_files}; exec "$@"', "sh", *argv]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(argv, cwd=ROOT, env=env, stdout=log, stderr=log)

    def answering(self) -> Web:
        """The same, once it answers."""
        web = Web(self._port, psutil.Process(self._process.pid))
        end = time.monotonic() + 120
        while True:
            assert self._process.poll() is None and time.monotonic() < end, self._log.read_text()
            with contextlib.suppress(ConnectionRefusedError, TimeoutError):
                web.seconds_of_healthz()
                web.ordinary = max(web.seconds_of_healthz() for _ in range(20))
                return web
            time.sleep(0.1)

    def stop(self) -> int:
        """End it with SIGTERM; returns its exit status."""
        self._process.terminate()
        return self._process.wait(PATIENCE)


@pytest.fixture(scope="module")
def processes(tmp_path_factory) -> Iterator[dict[str, Starting]]:
    """Both are started together, as that takes most of the time."""
    hasty = {"READ_SECONDS": 2, "SEND_SECONDS": 2, "IDLE_SECONDS": 2}
    started = {
        "web": Starting(tmp_path_factory.mktemp("web"), **hasty),
        "cramped": Starting(tmp_path_factory.mktemp("cramped"), open_files=1024),
    }
    yield started
    assert {process.stop() for process in started.values()} <= {0, -signal.SIGTERM}


@pytest.fixture(scope="module")
def web(processes) -> Web:
    """A server that has less patience than usual, so that the tests need less too."""
    return processes["web"].answering()


@pytest.fixture(scope="module")
def cramped(processes) -> Web:
    """A server with the usual limits that may open 1,024 files: it has 512 connections then."""
    return processes["cramped"].answering()


@pytest.fixture(autouse=True)
def all_closed(request) -> Iterator[None]:
    yield
    for name in {"web", "cramped"} & set(request.fixturenames):
        request.getfixturevalue(name).close_all()


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
    assert sent < 20_000_000 and web.is_fast([*waited, web.seconds_of_healthz()])


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
    assert web.is_fast(waited)
    assert received(halves[-1]).startswith(b"HTTP/1.1 408 ")


def test_a_header_that_comes_a_byte_at_a_time_is_not_waited_for(web):
    client = web.open(HEALTHZ + b"X-Slow: ")
    with contextlib.suppress(ConnectionError):
        for _ in range(round(PATIENCE / 0.05)):
            client.sendall(b"a")
            time.sleep(0.05)
        pytest.fail("the header was read for much longer than it may take")


def test_half_bodies_hinder_nobody_and_are_closed(web):
    halves = [web.open(HALF_A_BODY) for _ in range(300)]
    waited = [web.seconds_of_healthz() for _ in range(20)]
    assert web.is_fast(waited)
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
    client = http.client.HTTPConnection("127.0.0.1", web.port, timeout=PATIENCE)
    sockets = set()
    for _ in range(3):
        client.request("GET", "/healthz")
        sockets.add(client.sock)
        assert client.getresponse().read().startswith(b'{"status": "ok"')
    client.close()
    assert len(sockets) == 1


def test_a_response_that_is_not_read_is_given_up(web):
    before = web.process.memory_info().rss
    readers = [web.open(BIG_FILE, receive=4096) for _ in range(30)]
    web.wait_until(lambda: web.connections() == len(readers))
    grown, waited = 0, []
    while web.connections():
        for client in readers:
            with contextlib.suppress(ConnectionError):
                client.recv(1)
        grown = max(grown, web.process.memory_info().rss - before)
        waited.append(web.seconds_of_healthz())
    assert web.is_fast(waited)
    assert grown < 4 * BIG  # 30 readers in memory would be 30 times


def test_a_response_that_is_read_in_bursts_is_sent_whole(web):
    asked = BIG_FILE.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    client = web.open(asked, receive=256 * 1024)
    got = 0
    for _ in range(10):  # in all for longer than a response may go unread
        got += len(client.recv(1_000_000))
        time.sleep(0.3)
    assert got + len(received(client)) > BIG


def test_idle_sockets_keep_nobody_out_where_few_files_may_be_open(cramped):
    waited = []
    for count in range(1_100):
        cramped.open(b"", host=f"127.0.0.{2 + count % 4}")
        if count % 50 == 0:
            waited.append(cramped.seconds_of_healthz())
    waited += [cramped.seconds_of_healthz() for _ in range(10)]
    assert cramped.is_fast(waited)
    assert cramped.connections() <= 512


def test_one_address_takes_no_more_than_half_of_the_connections(cramped):
    busy = [cramped.open(HALF_A_BODY) for _ in range(254)]
    oldest, newest = cramped.open(HALF_A_HEADER), cramped.open(HALF_A_HEADER)
    cramped.wait_until(lambda: cramped.connections() == 256)
    busy.append(cramped.open(HALF_A_BODY))
    assert received(oldest) == b""
    newest.sendall(b": done\r\n\r\n")
    assert newest.recv(12) == b"HTTP/1.1 200"
    busy.append(cramped.open(HALF_A_BODY))  # in the place of `newest`, which is idle
    assert received(newest)  # the rest of its answer, then the end
    assert received(cramped.open(b"")).startswith(b"HTTP/1.1 503 ")
    assert cramped.is_fast([cramped.seconds_of_healthz() for _ in range(10)])  # of another address
    assert busy[0].send(b"more") and cramped.connections() == 256


SECOND = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.mark.parametrize(
    "headers",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        b"Content-Length: 5\r\nContent-Length: 50\r\n",
        b"Content-Length: +5\r\n",
        b"Content-Length: 5, 5\r\n",
        b"Content-Length: 0x5\r\n",
        b"Transfer-Encoding: chunked, identity\r\n",
        b"Transfer-Encoding: xchunked\r\n",
        b"Transfer-Encoding : chunked\r\n",
        b"Content-Length: 5\r\n\tX: folded\r\n",
    ],
)
def test_a_message_whose_end_is_in_doubt_is_refused_with_all_that_follows(web, headers):
    """A proxy might see one request where the server sees two: the second is another's."""
    begin = b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\n"
    sent = web.open(begin + headers + b"\r\n5\r\nhello\r\n0\r\n\r\n" + SECOND)
    answer = received(sent)
    assert answer.startswith(b"HTTP/1.1 400 "), answer
    assert answer.count(b"HTTP/1.1 ") == 1
