"""What a request's `instructions` do to its job, and what the answer says of it."""

import pytest

from synthesis.models import Job
from tests.web.test_errors import GOOD, check


def spoken(alice, **more):
    return alice.rest.post("/v1/audio/speech", GOOD | more, format="json")


def test_they_become_the_jobs_tone(alice, in_alices):
    answer = spoken(
        alice, voice="alloy", model="gpt-4o-mini-tts", instructions="Slowly, as a pirate."
    )
    assert answer.status_code == 200
    assert answer["x-lectern-instructions"] == "speed=0.85, ignored=3"
    job = Job.objects.get()
    assert (job.speed, job.voice, job.engine, job.mood) == (0.85, "af_alloy", "kokoro", "")


def test_fields_come_before_them(alice, in_alices):
    answer = spoken(alice, speed=1.3, emotion="neutral", instructions="very slowly")
    assert answer["x-lectern-instructions"] == "ignored=2"
    assert (Job.objects.get().speed, Job.objects.get().mood) == (1.3, "neutral")


@pytest.mark.parametrize("nothing", [None, ""])
def test_without_any_nothing_is_said(alice, nothing):
    assert "x-lectern-instructions" not in spoken(alice, instructions=nothing)


@pytest.mark.parametrize("wrong", [5, {"pace": "slow"}, "x" * 4097])
def test_what_is_no_text_is_refused(alice, wrong):
    check(spoken(alice, instructions=wrong), 400, "invalid_value", "instructions")


def test_models_are_listed_as_open_webui_asks(alice):
    answer = alice.rest.get("/v1/audio/models").json()
    assert answer["models"] == answer["data"] == alice.rest.get("/v1/models").json()["data"]
    assert {"kokoro", "tts-1", "gpt-4o-mini-tts"} <= {each["id"] for each in answer["models"]}
