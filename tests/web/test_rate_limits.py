"""Responses to programs that send too many requests or jobs, or use too much audio."""

import re
import threading

import pytest

from accounts import tokens
from accounts.rate_limits import duration
from billing.models import Plan
from synthesis.dispatch.models import QueueEntry
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit as submit_order
from synthesis.models import Job
from tenants.context import in_tenant
from tenants.limits import put_on_plan
from tenants.refusal import Refused
from tests.faults.in_thread import InThread
from throttle import bucket

JOB = {"input": "Hello.", "voice": "af_heart"}


@pytest.fixture(autouse=True)
def asked(monkeypatch):
    monkeypatch.setattr(bucket, "_silent_until", 0.0)


def plan(**limits) -> None:
    Plan.objects.filter(code="trial").update(**limits)


def test_every_response_says_how_much_is_left(alice):
    plan(requests_per_minute=100, token_requests_per_minute=30)
    for left, address in ((29, "models"), (28, "nothing"), (27, "jobs/job_none")):
        answer = alice.rest.get(f"/v1/{address}")
        assert answer["x-ratelimit-limit-requests"] == "30"
        assert answer["x-ratelimit-remaining-requests"] == str(left)
        assert re.fullmatch(r"\d+s", answer["x-ratelimit-reset-requests"])


def test_a_token_that_sends_too_many_requests(alice):
    plan(requests_per_minute=100, token_requests_per_minute=3)
    assert [alice.rest.get("/v1/models").status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = alice.rest.post("/v1/jobs", JOB, format="json")
    error = answer.json()["error"]
    assert answer.status_code == 429
    assert (error["type"], error["code"], error["param"]) == (
        "rate_limit_error",
        "rate_limit_exceeded",
        None,
    )
    assert 1 <= int(answer["Retry-After"]) <= 20
    assert answer["x-ratelimit-remaining-requests"] == "0"
    assert answer["x-request-id"]
    with in_tenant(alice.tenant):
        assert not Job.objects.exists()


def test_tokens_of_a_workspace_share_its_limit_and_no_other_does(alice, bob, client):
    plan(requests_per_minute=4, token_requests_per_minute=3)
    _record, second = tokens.issue(tenant=alice.tenant, name="second")
    headers = {"Authorization": f"Bearer {second}"}
    assert [alice.rest.get("/v1/models").status_code for _ in range(3)] == [200] * 3
    answers = [client.get("/v1/models", headers=headers).status_code for _ in range(2)]
    assert answers == [200, 429]
    assert bob.rest.get("/v1/models").status_code == 200


def test_without_valkey_the_api_still_answers(alice, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    plan(token_requests_per_minute=1)
    answers = [alice.rest.get("/v1/models") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert answers[0]["x-ratelimit-limit-requests"] == "1"
    assert "x-ratelimit-remaining-requests" not in answers[0]


def test_the_number_of_queued_jobs_is_limited(alice, bob):
    plan(queued_jobs=3, concurrency=1)
    answers = [alice.rest.post("/v1/jobs", JOB, format="json") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [201, 201, 201, 429]
    assert answers[3].json()["error"]["code"] == "rate_limit_exceeded"
    assert answers[3]["Retry-After"]
    assert QueueEntry.objects.filter(share__tenant=alice.tenant).count() == 3
    with in_tenant(alice.tenant):
        assert Job.objects.count() == 3
        assert alice.rest.get("/v1/usage").json()["reserved_ms"] == sum(
            segment.estimate_ms for job in Job.objects.all() for segment in job.segments.all()
        )
    assert bob.rest.post("/v1/jobs", JOB, format="json").status_code == 201


def test_concurrent_jobs_do_not_exceed_the_limit(committed):
    tight = Plan.objects.get(code="trial")
    tight.code, tight.queued_jobs = "tight", 3
    tight.save(force_insert=True)
    put_on_plan(committed, "tight")
    start = threading.Barrier(8)

    def submit() -> str:
        with in_tenant(committed):
            start.wait()
            try:
                return submit_order(
                    tenant=committed, order=Order(text="Hello.", voice="af_heart")
                ).status
            except Refused as refusal:
                return refusal.code

    try:
        said = [thread.result() for thread in [InThread(submit) for _ in range(8)]]
    finally:
        put_on_plan(committed, "trial")
        tight.delete()
    assert sorted(said) == ["queued"] * 3 + ["rate_limit_exceeded"] * 5


def test_a_quota_that_is_used_up(alice, settings):
    plan(daily_ms=1)
    answer = alice.rest.post("/v1/audio/speech", {**JOB, "model": "kokoro"}, format="json")
    error = answer.json()["error"]
    assert answer.status_code == 402
    assert (error["type"], error["code"]) == ("insufficient_quota", "insufficient_quota")
    assert answer["x-should-retry"] == "false"
    assert f"{settings.PUBLIC_URL}/w/alice-school/" in error["message"]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0ms"), (0.12, "120ms"), (1, "1s"), (59.2, "1m0s"), (61, "1m1s"), (360, "6m0s")],
)
def test_durations_are_written_as_openai_writes_them(seconds, text):
    assert duration(seconds) == text
