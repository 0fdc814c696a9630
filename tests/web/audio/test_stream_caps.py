"""Every route that sends a stream counts it, and refuses one too many before it does any work."""

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections

from synthesis.models import Job
from tests.conftest import Person

SPEECH = {"model": "kokoro", "voice": "af_heart", "input": "Good morning."}
PREVIEW = {"text": "Good morning.", "audio": True, "voice": "af_heart", "response_format": "wav"}


@pytest.fixture
def job(make_job) -> Job:
    return make_job(Job.Status.RUNNING, done=1)


@pytest.mark.parametrize("name", ["TOKEN_STREAMS", "TENANT_STREAMS", "STREAMS"])
def test_rest_refuses_a_stream_too_many(alice, job, settings, name):
    setattr(settings, name, 0)
    calls = [
        alice.rest.get(f"/v1/jobs/{job.id}/events"),
        alice.rest.get(f"/v1/jobs/{job.id}/audio"),
        alice.rest.post("/v1/audio/speech", SPEECH, format="json"),
        alice.rest.post("/v1/text-to-speech/af_heart", {"text": "Good."}, format="json"),
        alice.rest.post("/v1/text-to-speech/af_heart/stream", {"text": "Good."}, format="json"),
        alice.rest.post(
            "/v1/text-to-speech/af_heart/with-timestamps", {"text": "Good."}, format="json"
        ),
        alice.rest.post("/v1/pronunciations/preview", PREVIEW, format="json"),
    ]
    status = 503 if name == "STREAMS" else 429
    assert [answer.status_code for answer in calls] == [status] * len(calls)
    assert {answer.json()["error"]["code"] for answer in calls} == {"too_many_streams"}
    assert {answer["Retry-After"] for answer in calls} == {"5"}
    assert list(Job.objects.all()) == [job]


def test_a_player_is_told_when_to_come_back(alice: Person, job, settings):
    settings.MEMBER_STREAMS = 0
    Job.objects.update(purpose=Job.Purpose.PREVIEW)
    answer = alice.browser.get(alice.page(f"previews/{job.id}/audio"))
    assert (answer.status_code, answer["Retry-After"]) == (429, "5")
    assert answer["Content-Type"] == "text/plain"


def test_a_place_is_free_again_when_its_answer_is_closed(alice, job, settings):
    settings.TOKEN_STREAMS = 1
    for _ in range(2):
        assert alice.rest.get(f"/v1/jobs/{job.id}/audio?format=nonsense").status_code == 400
    first = alice.rest.get(f"/v1/jobs/{job.id}/events")
    assert first.status_code == 200
    assert alice.rest.get(f"/v1/jobs/{job.id}/events").status_code == 429
    # As Django's client does for whole answers: closing must not end the test's transaction.
    request_finished.disconnect(close_old_connections)
    first.close()
    request_finished.connect(close_old_connections)
    assert alice.rest.get(f"/v1/jobs/{job.id}/events").status_code == 200
