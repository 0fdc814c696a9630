"""PostgreSQL stops during the work: in order, at once, or by kill -9."""

import signal

import pytest
from django.test import Client

from accounts import tokens
from synthesis import tasks
from synthesis.dispatch.models import QueueEntry
from tests.faults.proof import assert_idle, assert_made, settle, submit

FAST, IMMEDIATE, KILLED = signal.SIGINT, signal.SIGQUIT, signal.SIGKILL
MOMENTS = [
    ("claim not committed", IMMEDIATE),
    ("claimed", IMMEDIATE),
    ("in a step", FAST),
    ("finish not committed", IMMEDIATE),
    ("finish not committed", KILLED),
    ("finished", FAST),
]


@pytest.mark.parametrize(("moment", "how"), MOMENTS)
def test_a_worker_survives_a_restart_of_postgres(ground, workers, oak, moment, how):
    job = submit(oak)
    worker = workers.start(stand_at=moment, nth=2)
    worker.wait_until_it_stands()
    ground.restart("postgres", how)
    worker.go_on()
    settle((oak, job))
    assert worker.alive
    assert_made(oak, job)
    assert_idle()


def test_work_resumes_after_postgres_is_back(ground, workers, oak):
    """The outage outlasts the lease: the same worker makes its segment again."""
    job = submit(oak)
    worker = workers.start(stand_at="in a step", nth=2)
    worker.wait_until_it_stands()
    ground.take_away("postgres", IMMEDIATE)
    worker.go_on()
    assert not worker.wait(3)
    ground.bring_back("postgres")
    settle((oak, job))
    assert_made(oak, job)
    assert_idle()


def test_a_segment_does_not_fail_because_postgres_is_away(ground, workers, oak):
    """A segment whose database went away has not failed."""
    job = submit(oak)
    patient = {"LEASE_SECONDS": 30}
    worker = workers.start(stand_at="finish not committed", nth=1, settings=patient)
    worker.wait_until_it_stands()
    ground.take_away("postgres", IMMEDIATE)
    worker.go_on()
    assert not worker.wait(1.5)
    ground.bring_back("postgres")
    failures = []

    def look() -> None:
        tasks.sweep()
        failures.extend(QueueEntry.objects.filter(job_id=job.id).values_list("failures", flat=True))

    settle((oak, job), sweep=look)
    assert not any(failures)
    assert_made(oak, job)


def test_requests_are_answered_with_503_while_postgres_is_away(ground, oak):
    _record, token = tokens.issue(tenant=oak, name="tests")
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "zh-CN"}
    client = Client(raise_request_exception=False, headers=headers)
    known = {"login": "wei@oak.example", "password": "a long enough phrase"}
    ground.take_away("postgres", IMMEDIATE)
    page, answer = client.post("/sign-in", known), client.get("/v1/voices")
    ground.bring_back("postgres")
    assert (page.status_code, answer.status_code) == (503, 503)
    assert page["Retry-After"] == answer["Retry-After"] == "5"
    assert "请稍后再试" in page.content.decode()
    assert answer.json()["error"]["code"] == "database_away"
    assert client.post("/sign-in", known).status_code == 200
    assert client.get("/v1/voices").status_code == 200
