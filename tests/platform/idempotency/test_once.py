"""The same request twice is one job, one reservation, one answer."""

import itertools
import threading
import wave
from io import BytesIO

import pytest
from django.db import connection
from django.utils import timezone

from billing.usage.models import DailyUsage
from idempotency import once
from idempotency.models import AnsweredRequest
from synthesis.dispatch.models import QueueEntry
from synthesis.jobs.outcomes import ending
from synthesis.jobs.submit import submit
from synthesis.models import Job, Segment
from tenants.context import in_tenant
from tests.faults.in_thread import InThread
from tests.platform.idempotency.conftest import GOOD
from tests.synthesis.jobs.test_lifecycle import make_next
from voices.enrolment.models import ConsentWaiver
from voices.models import Voice


def post(rest, body=GOOD, *, key=None, path="/v1/jobs", **headers):
    if key is not None:
        headers["Idempotency-Key"] = key
    return rest.post(path, body, format="json", headers=headers)


def jobs(tenant) -> int:
    with in_tenant(tenant):
        return Job.objects.count()


def reserved_ms(tenant) -> int:
    with in_tenant(tenant):
        return sum(day.reserved_ms for day in DailyUsage.objects.all())


def test_the_same_answer_again_and_one_bill(alice):
    first = post(alice.rest, key="lesson-1")
    before = reserved_ms(alice.tenant)
    second = post(alice.rest, key="lesson-1")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert "Idempotent-Replayed" not in first
    assert second["Idempotent-Replayed"] == "true"
    assert jobs(alice.tenant) == QueueEntry.objects.count() == 1
    assert reserved_ms(alice.tenant) == before


def test_other_keys_and_no_key_are_other_jobs(alice):
    for key in ("a", "b", None, None):
        assert post(alice.rest, key=key).status_code == 201
    assert jobs(alice.tenant) == 4


def test_the_answer_stays_what_it_was(alice):
    """Also when the job has gone on, or is gone, meanwhile."""
    first = post(alice.rest, key="k")
    alice.rest.delete(f"/v1/jobs/{first.json()['id']}")
    assert post(alice.rest, key="k").content == first.content
    assert jobs(alice.tenant) == 0


@pytest.mark.parametrize(
    "change", [{"input": "Something else."}, {"voice": "zf_xiaoxiao"}, {"speed": 2}]
)
def test_a_key_belongs_to_one_request(alice, change):
    post(alice.rest, key="k")
    other = post(alice.rest, {**GOOD, **change}, key="k")
    assert other.status_code == 422
    assert other.json()["error"]["code"] == "idempotency_key_reused"
    elsewhere = post(alice.rest, key="k", path="/v1/audio/speech")
    assert elsewhere.status_code == 422
    assert jobs(alice.tenant) == 1


def test_the_order_of_fields_means_nothing(alice):
    post(alice.rest, key="k")
    assert post(alice.rest, dict(reversed(GOOD.items())), key="k").status_code == 201
    assert jobs(alice.tenant) == 1


def test_a_key_belongs_to_one_workspace(alice, bob):
    mine, theirs = post(alice.rest, key="k"), post(bob.rest, key="k")
    assert theirs.status_code == 201 and mine.json()["id"] != theirs.json()["id"]
    assert jobs(alice.tenant) == jobs(bob.tenant) == 1


@pytest.mark.parametrize("key", ["", "x" * 256, "line\tbreak", "schlüssel"])
def test_keys_that_are_none(alice, key):
    answer = post(alice.rest, key=key)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "idempotency_key_invalid"
    assert jobs(alice.tenant) == 0


def test_a_refusal_is_not_kept(alice):
    """What was refused left nothing behind: the same request may be asked again."""
    wrong = {**GOOD, "voice": "nobody"}
    assert post(alice.rest, wrong, key="k").status_code == 404
    with in_tenant(alice.tenant):
        assert not AnsweredRequest.objects.exists()
    assert post(alice.rest, key="k").status_code == 201


def test_a_crash_leaves_neither_job_nor_answer(alice, monkeypatch):
    def crash(*_args, **_kwargs):
        raise RuntimeError("after the job was made")

    alice.rest.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr(AnsweredRequest, "save", crash)
        assert post(alice.rest, key="k").status_code == 500
    assert jobs(alice.tenant) == 0 and not QueueEntry.objects.exists()
    assert reserved_ms(alice.tenant) == 0
    assert post(alice.rest, key="k").status_code == 201
    assert jobs(alice.tenant) == 1


def test_after_a_day_the_key_is_free(alice):
    first = post(alice.rest, key="k")
    with in_tenant(alice.tenant):
        AnsweredRequest.objects.update(created_at=timezone.now() - once.LIFE)
    again = post(alice.rest, {**GOOD, "input": "Another day."}, key="k")
    assert again.status_code == 201 and again.json()["id"] != first.json()["id"]


def test_old_answers_are_forgotten(alice):
    for key in ("old", "new"):
        post(alice.rest, key=key)
    with in_tenant(alice.tenant):
        old = AnsweredRequest.objects.filter(key="key:old")
        old.update(created_at=timezone.now() - once.LIFE)
        assert once.forget_old(tenant=alice.tenant) == 1
        assert AnsweredRequest.objects.get().key == "key:new"


def test_speech_is_the_same_job_again(alice):
    first = post(alice.rest, key="k", path="/v1/audio/speech")
    second = post(alice.rest, key="k", path="/v1/audio/speech")
    assert first["x-lectern-job"] == second["x-lectern-job"]
    assert second["Idempotent-Replayed"] == "true"
    assert jobs(alice.tenant) == 1


def test_speech_of_a_cancelled_job_is_no_second_one(alice):
    job = post(alice.rest, key="k", path="/v1/audio/speech")["x-lectern-job"]
    with in_tenant(alice.tenant):
        ending.cancel(tenant=alice.tenant, job_id=job)
    again = post(alice.rest, key="k", path="/v1/audio/speech")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "job_not_completed")
    assert again["x-should-retry"] == "false"
    alice.rest.delete(f"/v1/jobs/{job}")
    again = post(alice.rest, key="k", path="/v1/audio/speech")
    assert (again.status_code, again.json()["error"]["code"]) == (404, "job_not_found")
    assert jobs(alice.tenant) == 0


def clip() -> BytesIO:
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(bytes(i * 7 % 251 for i in range(2 * 16_000 * 5)))
    out.seek(0)
    out.name = "clip.wav"
    return out


def test_voices_too_whatever_the_forms_boundaries(alice):
    ConsentWaiver.objects.create(
        tenant=alice.tenant, allowed=True, reason="Contract", by_email="operator@example.org"
    )

    def add(name="Ms Lin"):
        return alice.rest.post(
            "/v1/audio/voices",
            {"name": name, "audio_sample": clip()},
            format="multipart",
            headers={"Idempotency-Key": "voice"},
        )

    first, second, other = add(), add(), add("Mr Wu")
    assert (first.status_code, second.status_code, other.status_code) == (201, 201, 422)
    assert first.json()["id"] == second.json()["id"]
    with in_tenant(alice.tenant):
        assert Voice.objects.count() == 1


# --- Two at the same moment, for real: outside of any test transaction -------------------------


def test_two_at_the_same_moment_are_one(committed, client_of):
    clients = [client_of(committed) for _ in range(4)]
    start = threading.Barrier(len(clients))

    def ask(rest):
        start.wait()
        return post(rest, key="k")

    answers = [thread.result() for thread in [InThread(ask, rest) for rest in clients]]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotent-Replayed" in answer for answer in answers) == 3
    with in_tenant(committed):
        assert Job.objects.count() == 1
        [usage] = DailyUsage.objects.all()
        assert usage.reserved_ms == sum(segment.estimate_ms for segment in Segment.objects.all())


def test_the_second_goes_ahead_when_the_first_fails(committed, client_of, monkeypatch):
    inside, go = threading.Event(), threading.Event()
    calls = itertools.count()

    def fails_first(**kwargs):
        created = submit(**kwargs)
        if next(calls) == 0:
            inside.set()
            assert go.wait(20)
            raise RuntimeError("the first is lost")
        return created

    monkeypatch.setattr("web.jobs.api.jobs.submit", fails_first)
    losing, winning = client_of(committed), client_of(committed)
    # Django's test clients hear of each other's exceptions.
    losing.raise_request_exception = winning.raise_request_exception = False
    first = InThread(lambda: post(losing, key="k"))
    assert inside.wait(20)
    second = InThread(lambda: post(winning, key="k"))
    go.set()
    assert (first.result().status_code, second.result().status_code) == (500, 201)
    assert jobs(committed) == 1


def test_whoever_waits_too_long_is_told_to_come_back(committed, client_of, monkeypatch):
    monkeypatch.setattr(once, "WAIT_SECONDS", 1)
    inside, go = threading.Event(), threading.Event()

    limits = []

    def slow(**kwargs):
        created = submit(**kwargs)
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            limits.append(cursor.fetchone()[0])
        inside.set()
        assert go.wait(20)
        return created

    monkeypatch.setattr("web.jobs.api.jobs.submit", slow)
    rest, other = client_of(committed), client_of(committed)
    first = InThread(lambda: post(rest, key="k"))
    assert inside.wait(20)
    refused = post(other, key="k")
    go.set()
    assert (refused.status_code, refused["Retry-After"]) == (409, "1")
    assert refused.json()["error"]["code"] == "idempotency_in_progress"
    assert first.result().status_code == 201
    assert post(other, key="k").content == first.result().content
    assert jobs(committed) == 1
    assert limits == ["0"], "what the request itself does may wait as always"


# --- Clients that retry without a key -----------------------------------------------------------

SPEECH = "/v1/audio/speech"


def tried(rest, count: int, body=GOOD):
    return post(rest, body, path=SPEECH, **{"x-stainless-retry-count": str(count)})


def test_a_retry_of_the_official_client_gets_what_is_done(alice):
    first = tried(alice.rest, 0)["x-lectern-job"]
    with in_tenant(alice.tenant):
        for _ in range(Job.objects.get().segments_total):
            make_next(alice.tenant)
    assert tried(alice.rest, 1)["x-lectern-job"] == first
    assert jobs(alice.tenant) == 1


def test_a_retry_ends_what_is_not_done(alice):
    """Its first try's stream has nobody who listens: two are never made."""
    first = tried(alice.rest, 0)["x-lectern-job"]
    retry = tried(alice.rest, 1)["x-lectern-job"]
    with in_tenant(alice.tenant):
        assert Job.objects.get(id=first).status == Job.Status.CANCELLED
        assert Job.objects.get(id=retry).is_open
        [open_ms] = Job.objects.filter(id=retry).values_list("segments__estimate_ms", flat=True)
    assert QueueEntry.objects.count() == 1
    assert reserved_ms(alice.tenant) == open_ms


def test_the_same_sentence_anew_is_another_job(alice):
    assert tried(alice.rest, 0)["x-lectern-job"] != tried(alice.rest, 0)["x-lectern-job"]
    retry = tried(alice.rest, 1, {**GOOD, "input": "Never tried before."})
    assert retry.status_code == 200 and jobs(alice.tenant) == 3


def test_another_tokens_retry_finds_nothing(alice, client_of):
    tried(alice.rest, 0)
    with in_tenant(alice.tenant):
        for _ in range(Job.objects.get().segments_total):
            make_next(alice.tenant)
    assert "Idempotent-Replayed" not in tried(client_of(alice.tenant), 1)
    assert jobs(alice.tenant) == 2
