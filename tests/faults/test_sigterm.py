"""SIGTERM: the worker is gone within ten seconds, and what it held is back in the queue."""

import signal
import time

import pytest

from synthesis.dispatch.models import Lease, QueueEntry
from synthesis.dispatch.wake import wake_workers
from tests.faults import tone
from tests.faults.proof import (
    TEXT,
    assert_idle,
    assert_made,
    assert_sound,
    failures_of,
    settle,
    submit,
    wait_for,
)

LIMIT = 10.0
DEAF = "This one has poison deaf inside of it, and it is all that there is."


def end(worker) -> float:
    """Seconds from the signal to the end of the process."""
    started = time.monotonic()
    worker.signal(signal.SIGTERM)
    assert worker.wait(30), "it does not end"
    return time.monotonic() - started


@pytest.mark.parametrize(
    "text", [TEXT, DEAF], ids=["between steps", "in a call that hears nothing"]
)
def test_sigterm_returns_held_segments_without_counting_a_failure(workers, oak, text):
    job = submit(oak, text)
    worker = workers.start(celery=True, step_seconds=0.3, settings={"STEP_SECONDS": 3600})
    wait_for(lambda: Lease.objects.exists(), "it works")
    time.sleep(1)
    assert end(worker) <= LIMIT
    assert not Lease.objects.exists()
    assert failures_of(job) == {}
    assert_sound()
    if text is TEXT:
        workers.start()
        settle((oak, job))
        assert_made(oak, job)
        assert_idle()


def test_sigterm_ends_an_idle_worker(workers, oak):
    worker = workers.start(celery=True)
    job = submit(oak)
    settle((oak, job))
    assert end(worker) <= LIMIT
    wake_workers(tone.NAME)
    assert not QueueEntry.objects.exists()
    assert_idle()
