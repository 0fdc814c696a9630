"""A nearly full disk: nothing new is taken that would be stored, and all else goes on."""

import shutil
from collections import namedtuple

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from synthesis.models import Job
from telemetry import health
from tenants import free_space
from tenants.context import in_tenant

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def nearly_full(monkeypatch, settings):
    settings.LOW_DISK_MB = 512
    usage = Usage(10**12, 10**12, 511 * 2**20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)


def refused(answer) -> None:
    assert answer.status_code == 507, answer.content[:200]
    assert answer["Retry-After"] == "600"
    assert answer.json()["error"]["code"] == "storage_full"


def test_programs_are_refused_what_would_be_stored(alice, nearly_full, recordings):
    text = {"input": "Good morning.", "voice": "af_heart"}
    refused(alice.rest.post("/v1/jobs", text, format="json"))
    refused(alice.rest.post("/v1/audio/speech", {**text, "model": "kokoro"}, format="json"))
    document = SimpleUploadedFile("lesson.txt", b"A lesson.")
    refused(alice.rest.post("/v1/lessons/import", {"file": document}, format="multipart"))
    clip = SimpleUploadedFile("clip.wav", b"RIFF", content_type="audio/wav")
    form = {"audio_sample": clip, "name": "Ms Li", "consent": "cons_x"}
    answer = alice.rest.post("/v1/audio/voices", form, format="multipart")
    refused(answer)
    with in_tenant(alice.tenant):
        assert not Job.objects.exists()


def test_pages_say_so_and_reading_goes_on(alice, nearly_full):
    made = alice.browser.post(alice.page("lessons/new"), {"text": "A line to read."})
    assert made.status_code == 302, "a text is small"
    assert alice.browser.get(made.url).status_code == 200
    document = SimpleUploadedFile("lesson.txt", b"A lesson.")
    answer = alice.browser.post(alice.page("lessons/import"), {"file": document})
    assert "nearly full" in answer.content.decode()
    assert alice.rest.get("/v1/jobs").status_code == 200
    with in_tenant(alice.tenant):
        assert not Job.objects.exists()


def test_readiness_says_so_and_the_process_stays_ready(
    client, db, nearly_full, monkeypatch, settings
):
    settings.READINESS_CHECKS = settings.INSTALLATION_CHECKS = {}
    asked_anew = health.Latest(health._checks_of_installation)
    monkeypatch.setattr(health, "_of_installation", asked_anew)
    answer = client.get("/readyz")
    assert answer.status_code == 200 and answer.json()["status"] == "ready"
    assert "511 MB are free" in answer.json()["checks"]["disk"]


def test_the_mark_may_be_switched_off(alice, nearly_full, settings):
    settings.LOW_DISK_MB = 0
    free_space.check_room()
