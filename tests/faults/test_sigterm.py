"""SIGTERM ends each process in bounded time, and what it had in work is not lost.

A worker's segments and enrolments are back in their queues. A web process lets streams end for a
while; those that it breaks off go on elsewhere.
"""

import signal
import threading
import time
from contextlib import suppress
from functools import partial

import httpx2 as httpx
import pytest

from accounts import tokens
from runtime.roles import leaving
from synthesis.dispatch.models import Lease, QueueEntry
from synthesis.dispatch.wake import wake_workers
from tests.faults import tone
from tests.faults.proof import (
    TEXT,
    assert_idle,
    assert_made,
    assert_sound,
    failures_of,
    fresh,
    settle,
    submit,
    wait_for,
)
from tests.faults.test_listeners import ASKED, newest, whole
from tests.faults.worker import serve
from voices.enrolment import queue

LIMIT = 10.0
PATIENT = {"STEP_SECONDS": 3600, "DRAIN_SECONDS": 5}
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
    worker = workers.start(celery=True, step_seconds=0.3, settings=PATIENT)
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


def test_a_web_process_lets_a_stream_end(workers, oak):
    web = workers.start(serve, settings={"DRAIN_SECONDS": 60})
    port = web.heard()
    workers.start(step_seconds=0.02)
    with client(port, oak) as api, api.stream("POST", "/v1/audio/speech", json=ASKED) as response:
        pieces = response.iter_raw()
        heard = next(pieces)
        web.signal(signal.SIGTERM)
        heard += b"".join(pieces)
    assert web.wait(30)
    assert web.exit_code == 0
    assert heard == whole(newest(oak))


def test_a_stream_that_is_broken_off_goes_on_at_another_web_process(workers, oak):
    web = workers.start(serve, settings={"DRAIN_SECONDS": 1})
    port = web.heard()
    workers.start(step_seconds=0.1)
    heard = b""
    with (
        client(port, oak) as api,
        pytest.raises(httpx.RemoteProtocolError),
        api.stream("POST", "/v1/audio/speech", json=ASKED) as response,
    ):
        for piece in response.iter_raw():
            if not heard:
                web.signal(signal.SIGTERM)
            heard += piece
    assert web.wait(LIMIT)
    assert web.exit_code == 0
    job = newest(oak)
    assert fresh(oak, job).is_open
    with client(workers.start(serve).heard(), oak) as api:
        path = f"/v1/jobs/{job.id}/audio?format=pcm&from_byte={len(heard)}"
        rest = api.get(path).content
    assert heard + rest == whole(job)
    settle((oak, job))
    assert_made(oak, job)


def test_a_web_process_does_not_wait_for_ever_for_a_thread(workers, oak):
    web = workers.start(serve, stand_at="jobs are listed", settings={"DRAIN_SECONDS": 1})
    port = web.heard()

    def ask() -> None:
        with client(port, oak) as api, suppress(httpx.TransportError):
            api.get("/v1/jobs")

    asking = threading.Thread(target=ask)
    asking.start()
    web.wait_until_it_stands()
    web.signal(signal.SIGTERM)
    assert web.wait(LIMIT)
    assert web.exit_code == 1
    asking.join()


def client(port: int, tenant) -> httpx.Client:
    _record, token = tokens.issue(tenant=tenant, name="faults")
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=90)


def test_an_enrolment_is_given_back_without_counting_an_attempt(oak, monkeypatch):
    queue.put(tenant=oak, subject_id="take_sigterm")
    claimed = queue.claim()
    gone = []
    monkeypatch.setattr(leaving.os, "_exit", gone.append)
    with leaving.before_leaving(partial(queue.give_back, claimed)):
        leaving.leave()
    assert gone == [0]
    again = queue.claim()
    assert (again.subject_id, again.attempts) == ("take_sigterm", 1)
    with pytest.raises(queue.EnrolmentLost):
        queue.close(claimed)
    queue.close(again)
    leaving.leave()
    assert not queue.any_waiting()
