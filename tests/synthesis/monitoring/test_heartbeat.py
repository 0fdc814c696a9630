"""A worker's report that it is warm ends with its process."""

import subprocess
import sys
import time

import pytest

from config import ROOT
from synthesis.monitoring import heartbeat

WORKER = """
import threading, django
django.setup()
from synthesis.monitoring import heartbeat
stopping = threading.Event()
heartbeat.start("kokoro", "host:7", lambda: 2.5, stopping)
print("started", flush=True)
input()
stopping.set()
"""


@pytest.fixture
def process():
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


def test_a_worker_that_stopped_is_not_warm_any_more(process):
    assert process.stdout.readline() == "started\n"
    end = time.monotonic() + 10
    while not heartbeat.speeds("kokoro"):
        assert time.monotonic() < end
        time.sleep(0.05)
    assert heartbeat.speeds("kokoro") == {"host:7": 2.5}
    process.communicate("\n", timeout=10)
    assert process.returncode == 0
    assert heartbeat.speeds("kokoro") == {}
