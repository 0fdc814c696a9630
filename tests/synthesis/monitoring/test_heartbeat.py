"""A worker's report that it is warm is cheap to read, and ends with its process."""

import subprocess
import sys
import threading
import time

import pytest
import redis
from django.conf import settings

from config import ROOT
from synthesis.monitoring import heartbeat
from synthesis.monitoring.heartbeat import Report
from synthesis.monitoring.readiness import check_engines

WORKER = """
import threading, django
django.setup()
from synthesis.monitoring import heartbeat
stopping = threading.Event()
heartbeat.start("kokoro", "host:7", lambda: heartbeat.Report(2.5, 4, "onnx-int8"), stopping)
print("started", flush=True)
input()
stopping.set()
"""


@pytest.fixture
def valkey():
    client = redis.Redis.from_url(settings.REDIS_URL)
    client.delete("lectern:workers:kokoro")
    yield client
    client.delete("lectern:workers:kokoro")
    client.close()


@pytest.fixture
def process(valkey):
    """A process that reports until a line is written to it."""
    running = subprocess.Popen(
        [sys.executable, "-c", WORKER],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    yield running
    running.kill()
    running.communicate()


@pytest.fixture
def reporting(valkey):
    """A worker that reports, in this process; set the event to end it."""
    stopping = threading.Event()
    heartbeat.start("kokoro", "host:7", lambda: Report(2.5, 4), stopping)
    yield stopping
    stopping.set()


def wait_until_warm():
    end = time.monotonic() + 10
    while "host:7" not in heartbeat.warm("kokoro"):
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_worker_that_stopped_is_not_warm_any_more(process):
    assert process.stdout.readline() == "started\n"
    wait_until_warm()
    assert heartbeat.warm("kokoro") == {"host:7": Report(2.5, 4, "onnx-int8")}
    process.communicate("\n", timeout=10)
    assert process.returncode == 0
    assert heartbeat.warm("kokoro") == {}


def test_a_worker_that_died_is_warm_no_longer_than_its_report_counts(valkey):
    now, _micros = valkey.time()
    dead = {"long-dead:1": now - 21, "just-seen:2": now - 19}
    valkey.hset(
        "lectern:workers:kokoro", mapping={n: f"{1000 * at} 1.0 4" for n, at in dead.items()}
    )
    assert set(heartbeat.warm("kokoro")) == {"just-seen:2"}
    # The next report of another worker clears it away.
    heartbeat.start("kokoro", "host:7", lambda: Report(2.5, 4), stopping := threading.Event())
    wait_until_warm()
    stopping.set()
    assert b"long-dead:1" not in valkey.hkeys("lectern:workers:kokoro")
    assert 0 < valkey.pttl("lectern:workers:kokoro") <= 20_000


def test_web_processes_of_the_release_before_see_the_worker(reporting, valkey):
    wait_until_warm()
    until = time.monotonic() + 5
    while not (old := valkey.get("lectern:warm:kokoro:host:7")):
        assert time.monotonic() < until
        time.sleep(0.02)
    assert float(old) == 2.5
    reporting.set()
    while valkey.get("lectern:warm:kokoro:host:7"):
        assert time.monotonic() < until
        time.sleep(0.02)


def test_asking_whether_engines_are_ready_scans_nothing(reporting, valkey, db):
    wait_until_warm()
    before = valkey.info("commandstats")
    check_engines()
    after = valkey.info("commandstats")
    calls = {
        name: after[name]["calls"] - before.get(name, {"calls": 0})["calls"]
        for name in ("cmdstat_scan", "cmdstat_keys", "cmdstat_hgetall")
        if name in after
    }
    assert calls.get("cmdstat_scan", 0) == calls.get("cmdstat_keys", 0) == 0
    assert calls["cmdstat_hgetall"] >= 1
