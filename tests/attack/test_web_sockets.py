"""Sockets that idle, flood, or do not read: they are bounded, and nobody else notices."""

import json
import os
import signal
import socket as plain
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from accounts import tokens
from tests.attack.web_process import WebProcess, started, token_of, wait_until

MOST = 12
PATIENCE = 30.0


LIMITS = {
    "LECTERN_TENANT_STREAMS": str(MOST),
    "LECTERN_TOKEN_STREAMS": str(MOST - 4),
    "WEB_SEND_SECONDS": "2",
}


@pytest.fixture(scope="module")
def web(django_db_setup, tmp_path_factory) -> Iterator[WebProcess]:
    """One for all, as each would take a processor three seconds: workspaces are each test's own."""
    with started(tmp_path_factory.mktemp("web"), **LIMITS) as running:
        yield running


@pytest.fixture
def passing(committed, tmp_path) -> Iterator[WebProcess]:
    """One that the test may end."""
    with started(tmp_path, **LIMITS) as running:
        yield running


def opened(web: WebProcess, token: str, kind: str = "multi-stream-input", **more):
    address = f"ws://127.0.0.1:{web.port}/v1/text-to-speech/af_heart/{kind}?inactivity_timeout=180"
    headers = {"xi-api-key": token} if token else {}
    return connect(address, additional_headers=headers, **more)


def is_open(socket: ClientConnection) -> bool:
    """Whether it answers: a context that is closed at once is final."""
    with suppress(ConnectionClosed):
        socket.send(json.dumps({"context_id": "a", "text": " "}))
        socket.send(json.dumps({"context_id": "a", "close_context": True}))
        return "isFinal" in json.loads(socket.recv(timeout=PATIENCE))
    return False


def why_closed(socket: ClientConnection) -> str:
    with suppress(ConnectionClosed):
        return json.loads(socket.recv(timeout=PATIENCE)).get("error", "")
    return ""


def test_a_token_and_a_workspace_have_so_many_and_the_rest_is_told(web, committed):
    first, second = token_of(committed), token_of(committed)
    with ExitStack() as stack:
        for token, count in ((first, MOST - 4), (second, 4)):
            for _ in range(count):
                assert is_open(stack.enter_context(opened(web, token)))
        for token in (first, second):
            with opened(web, token) as refused:
                assert why_closed(refused) == "too_many_sockets"
        # Idle sockets hold no thread and no connection to the database.
        assert web.connections() < MOST
        assert web.get("/v1/voices/af_heart", second).status == 200
    wait_until(lambda: _one_opens(web, first))


def _one_opens(web: WebProcess, token: str) -> bool:
    with opened(web, token) as socket:
        return is_open(socket)


def test_a_revoked_token_speaks_no_more(web, committed):
    record, token = tokens.issue(tenant=committed, name="short")
    with opened(web, token) as socket:
        assert is_open(socket)
        tokens.revoke(record)
        socket.send(json.dumps({"context_id": "a", "text": "Hello there.", "flush": True}))
        assert why_closed(socket) == "invalid_api_key"


def frame(kind: int, payload: bytes) -> bytes:
    """A masked frame of up to 125 bytes; the mask is zero."""
    return bytes([0x80 | kind, 0x80 | len(payload), 0, 0, 0, 0]) + payload


PING = frame(9, b"x" * 125)
SPEECH = b"".join(
    frame(1, json.dumps({"context_id": "a", **more}).encode())
    for more in ({"text": " "}, {"close_context": True})
)


@pytest.mark.parametrize("sent", [PING, SPEECH], ids=["pings", "messages"])
def test_who_floods_and_reads_nothing_holds_nobody_up(web, committed, sent):
    """Pings cut it off, as their answers would pile up; messages are read more slowly."""
    token = token_of(committed)
    with opened(web, token) as other, plain.socket() as flood:
        flood.setsockopt(plain.SOL_SOCKET, plain.SO_RCVBUF, 4096)
        flood.settimeout(PATIENCE)
        flood.connect(("127.0.0.1", web.port))
        flood.sendall(
            "\r\n".join(
                [
                    "GET /v1/text-to-speech/af_heart/multi-stream-input HTTP/1.1",
                    "Host: localhost",
                    "Upgrade: websocket",
                    "Connection: Upgrade",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                    f"xi-api-key: {token}",
                    *["", ""],
                ]
            ).encode()
        )
        assert flood.recv(12) == b"HTTP/1.1 101"
        assert is_open(other)
        flood.settimeout(2 if sent is SPEECH else PATIENCE)
        with pytest.raises(TimeoutError if sent is SPEECH else ConnectionError):
            while True:
                flood.sendall(sent * 100)
        assert is_open(other)
        assert web.get("/healthz").status == 200


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        (b"\x01\x80\0\0\0\0" + b"\x00\x80\0\0\0\0" * 300, 1009),
        (b"\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\0\0\0\0", 1009),
        (b"\x81\x05hello", 1002),
    ],
    ids=["endless_message", "giant_frame", "unmasked"],
)
def test_bad_frames_end_their_socket_alone(web, committed, frames, code):
    token = token_of(committed)
    with opened(web, token) as other, opened(web, token) as bad:
        assert is_open(bad)
        bad.socket.sendall(frames)
        why_closed(bad)
        wait_until(lambda: bad.close_code is not None)
        assert bad.close_code == code
        assert is_open(other)


def test_sockets_are_told_that_the_server_ends(passing, committed):
    with opened(passing, token_of(committed)) as socket:
        assert is_open(socket)
        for pid in passing.pids:
            os.kill(pid, signal.SIGTERM)
        why_closed(socket)
        assert socket.close_code == 1012


def test_a_socket_without_a_token_waits_a_while_and_opens_nothing(web, committed):
    with opened(web, "") as silent:
        silent.send(json.dumps({"text": " ", "xi_api_key": "a\r\nHost: evil"}))
        assert why_closed(silent) == "invalid_api_key"
        assert not why_closed(silent) and silent.close_code == 1008
