"""HTTP clients that disconnect, are slow, or come back; and what they are billed."""

import socket
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest
from django.db import transaction

from accounts import tokens
from billing import quota
from synthesis import tasks
from synthesis.jobs.outcomes import ending
from synthesis.models import Job
from tenants.context import in_tenant
from tests.faults import tone
from tests.faults.proof import (
    SEED,
    TEXT,
    assert_idle,
    assert_made,
    assert_metered_as_kept,
    audio_without_faults,
    fresh,
    kept_audio,
    settle,
    submit,
    wait_for,
)
from tests.faults.worker import serve

ASKED = {"model": tone.NAME, "voice": tone.VOICE, "input": TEXT, "response_format": "pcm"}


@pytest.fixture
def api(workers, oak) -> Iterator[httpx.Client]:
    port = workers.start(serve).heard()
    _record, token = tokens.issue(tenant=oak, name="faults")
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=90) as client:
        yield client


def newest(tenant) -> Job:
    with in_tenant(tenant):
        return Job.objects.order_by("-created_at")[0]


def jobs_of(tenant) -> int:
    with in_tenant(tenant):
        return Job.objects.count()


def whole(job: Job) -> bytes:
    return b"".join(audio_without_faults(job.input, job.seed))


def assert_left(workers, tenant, job) -> None:
    """The job is cancelled, nothing more is made, and only finished audio is billed."""
    wait_for(lambda: fresh(tenant, job).status == Job.Status.CANCELLED, "it was cancelled")
    tasks.sweep()
    time.sleep(0.5)
    assert_metered_as_kept(tenant, job)
    assert fresh(tenant, job).segments_done < job.segments_total
    assert_idle()


def test_a_client_that_disconnects_cancels_its_job(api, workers, oak):
    workers.start(step_seconds=0.2)
    with api.stream("POST", "/v1/audio/speech", json=ASKED) as response:
        heard = next(response.iter_raw())
    job = newest(oak)
    assert whole(job).startswith(heard) and heard
    assert_left(workers, oak, job)


def test_generation_stops_within_one_step_of_a_disconnect(api, workers, oak):
    """The worker is held in a step; audio that it makes afterwards is dropped at the next one."""
    worker = workers.start(stand_at="in a step", nth=3, step_seconds=0.11)
    with api.stream("POST", "/v1/audio/speech", json=ASKED) as response:
        parts = response.iter_raw()  # letting go of it would close the connection
        next(parts)
        worker.wait_until_it_stands()
    job = newest(oak)
    wait_for(lambda: fresh(oak, job).status == Job.Status.CANCELLED, "it was cancelled")
    worker.go_on()
    wait_for(lambda: "was taken away" in worker.order.log.read_text(), "the worker left it")
    assert kept_audio(oak, job) == {}
    assert_left(workers, oak, job)


def test_a_disconnect_before_the_response_begins_cancels_the_job(api, workers, oak):
    """It disconnects while its job is being submitted, so the response body never runs."""
    api.get("/v1/models")  # the first request loads half of the web process
    body = httpx.Request("POST", "http://x/", json=ASKED).read()
    address = urlsplit(str(api.base_url))
    head = (
        f"POST /v1/audio/speech HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Authorization: {api.headers['Authorization']}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with in_tenant(oak):
        ending.cancel(tenant=oak, job_id=submit(oak).id)  # today's quota has its row now
    before = jobs_of(oak)
    with in_tenant(oak), transaction.atomic():
        quota.lock(quota.today(oak))
        with socket.create_connection((address.hostname, address.port)) as connection:
            connection.sendall(head.encode() + body)
            time.sleep(1)
        time.sleep(1)
        assert jobs_of(oak) == before
    wait_for(lambda: jobs_of(oak) > before, "the submission went through")
    assert_left(workers, oak, newest(oak))


def test_a_slow_client_gets_everything_and_delays_nobody(api, workers, oak, elm):
    """It reads nothing between its first bytes and the end of the other's job."""
    workers.start()
    parts = []
    goes_on = threading.Event()

    def listen_slowly() -> None:
        with api.stream("POST", "/v1/audio/speech", json=ASKED) as response:
            for part in response.iter_raw(4096):
                parts.append(part)
                goes_on.wait(60)

    slow = threading.Thread(target=listen_slowly)
    slow.start()
    wait_for(lambda: parts, "the first bytes")
    other = submit(elm)
    settle((elm, other))
    assert slow.is_alive()
    goes_on.set()
    slow.join(60)
    job = newest(oak)
    assert b"".join(parts) == whole(job)
    assert_made(oak, job)
    assert_made(elm, other)
    assert_idle()


def test_a_client_resumes_its_stream_at_another_web_process(api, workers, oak):
    """Its web process dies; another one sends the rest."""
    job = submit(oak)
    # It stands in a step until another web process has started, which takes seconds.
    worker = workers.start(stand_at="in a step", nth=9)
    heard = b""
    with api.stream("GET", f"/v1/jobs/{job.id}/audio?format=pcm") as response:
        for part in response.iter_raw():
            heard += part
            if len(heard) > 3 * tone.STEP_SAMPLES:
                break
        workers.workers[0].kill()
    assert whole(job).startswith(heard)
    port = workers.start(serve).heard()
    worker.go_on()
    address = f"http://127.0.0.1:{port}/v1/jobs/{job.id}/audio?format=pcm&from_byte={len(heard)}"
    rest = httpx.get(address, headers=api.headers, timeout=60)
    assert heard + rest.content == whole(job)
    settle((oak, job))
    assert_made(oak, job)
    assert_idle()


def test_a_listener_does_not_notice_that_workers_die(api, workers, oak):
    job = submit(oak)
    heard = []

    def listen() -> None:
        heard.append(api.get(f"/v1/jobs/{job.id}/audio?format=pcm").content)

    listener = threading.Thread(target=listen)
    listener.start()
    for nth in (3, 5):
        worker = workers.start(stand_at="in a step", nth=nth)
        worker.wait_until_it_stands()
        worker.kill()
    workers.start()
    settle((oak, job))
    listener.join(60)
    assert heard == [whole(job)]
    assert_made(oak, job)
    assert job.seed == SEED
    assert_idle()
