"""Several web processes on one port keep the limits of one, and are counted as one."""

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack

import psutil
import pytest

from tests.attack.web_process import WebProcess, endless_job, started, token_of, wait_until

LIMITS = {
    "LECTERN_WEB_PROCESSES": "2",
    "LECTERN_DB_CONNECTIONS": "16",
    "LECTERN_TOKEN_STREAMS": "6",
}
TRIES = 24
GAUGE, REQUESTS = "lectern_open_streams ", "lectern_requests_total{"


@pytest.fixture(scope="module")
def started_web(django_db_setup, tmp_path_factory) -> Iterator[WebProcess]:
    folder = tmp_path_factory.mktemp("web")
    metrics = folder / "metrics"
    metrics.mkdir()
    with started(folder, PROMETHEUS_MULTIPROC_DIR=str(metrics), **LIMITS) as processes:
        yield processes


@pytest.fixture
def web(started_web, committed, settings) -> WebProcess:
    """Two processes for all tests; the last one kills one of them."""
    settings.FILES = str(started_web.data)
    return started_web


def _figure(web: WebProcess, name: str) -> float:
    lines = web.get("/metrics").body.decode().splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))


def _connected(web: WebProcess) -> Counter[int]:
    """How many clients each process has."""
    counted: Counter[int] = Counter()
    for pid in web.pids:
        if psutil.pid_exists(pid):
            for each in psutil.Process(pid).net_connections(kind="tcp"):
                counted[pid] += each.status == psutil.CONN_ESTABLISHED and bool(
                    each.laddr.port == web.port
                )
    return counted


def test_a_token_has_its_streams_once_and_not_in_each_process(web, committed):
    token, job = token_of(committed), endless_job(committed)
    with ExitStack() as opened:
        heads = opened.enter_context(web.streams(TRIES, f"/v1/jobs/{job}/events", token))
        assert Counter(head.status for head in heads) == {200: 6, 429: TRIES - 6}
        wait_until(lambda: _figure(web, GAUGE) == 6)
    wait_until(lambda: _figure(web, GAUGE) == 0)
    with web.streams(6, f"/v1/jobs/{job}/events", token) as heads:
        assert {head.status for head in heads} == {200}


def test_requests_of_both_processes_are_counted_whichever_is_asked(web, committed):
    token = token_of(committed)
    before = _figure(web, REQUESTS)
    for _ in range(TRIES):
        assert web.get("/v1/models", token).status == 200
    for _ in range(8):
        # Each question counts as a request itself, but only after its answer is made.
        seen = _figure(web, REQUESTS)
        before += 1
        assert seen == before + TRIES


def test_the_others_serve_on_and_forget_the_streams_of_a_killed_process(web, committed):
    token, job = token_of(committed), endless_job(committed)
    path = f"/v1/jobs/{job}/events"
    with web.streams(TRIES, path, token) as heads:
        assert sum(head.status == 200 for head in heads) == 6
        victim = max(web.pids, key=lambda pid: _connected(web)[pid])
        os.kill(victim, signal.SIGKILL)
        # A zombie may still have threads that end, and with them the sockets of the process.
        wait_until(lambda: not _runs(victim))
        wait_until(lambda: all(_answers(web) for _ in range(8)))
    until = time.monotonic() + 30
    while True:
        with web.streams(6, path, token) as heads:
            if {head.status for head in heads} == {200}:
                break
        assert time.monotonic() < until, [head.status for head in heads]


def _answers(web: WebProcess) -> bool:
    try:
        return web.get("/healthz").status == 200
    except OSError:
        return False


def _runs(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
