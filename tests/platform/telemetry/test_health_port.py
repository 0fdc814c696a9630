"""The health port of a process: what it says, and that nobody can keep it from answering."""

import http.client
import json
import socket
from collections.abc import Iterator

import pytest

from telemetry import health_port
from telemetry.health_port import AT_ONCE, HealthServer
from telemetry.process_state import ProcessState


@pytest.fixture
def state() -> ProcessState:
    return ProcessState()


@pytest.fixture
def server(state, monkeypatch, request) -> Iterator[HealthServer]:
    monkeypatch.setattr(health_port, "checks_of_process", lambda: {"database": lambda: None})
    monkeypatch.setattr(health_port, "ANSWER_SECONDS", 1.0)
    running = health_port.serve("127.0.0.1", 0, with_database=False, state=state)
    yield running
    running.shutdown()
    running.server_close()


def ask(server: HealthServer, path: str) -> tuple[int, dict]:
    web = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
    web.request("GET", path)
    answer = web.getresponse()
    return answer.status, json.loads(answer.read())


def forget_results(server: HealthServer) -> None:
    server.latest._until = 0.0


def test_a_process_is_ready_between_loading_and_ending(server, state):
    status, body = ask(server, "/readyz")
    assert (status, body["checks"]["process"]) == (503, "it is still loading")
    state.warm.set()
    forget_results(server)
    assert ask(server, "/readyz") == (
        200,
        {"status": "ready", "checks": {"database": "ok", "process": "ok"}},
    )
    state.draining.set()
    forget_results(server)
    assert ask(server, "/readyz")[1]["checks"]["process"] == "it is about to end"
    assert ask(server, "/healthz")[0] == 200


def test_a_loop_that_stands_still_is_not_healthy(server, state):
    state.patience = 0.0
    status, body = ask(server, "/healthz")
    assert status == 503 and "nothing has moved" in body["status"]
    state.patience = 60.0
    assert ask(server, "/healthz")[0] == 200


def test_those_who_send_nothing_are_cut_off(server):
    address = ("127.0.0.1", server.server_address[1])
    silent = [socket.create_connection(address) for _ in range(AT_ONCE)]
    for each in silent:
        each.settimeout(30)
        assert each.recv(1) == b""
        each.close()
    assert ask(server, "/healthz")[0] == 200
