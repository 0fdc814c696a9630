"""Uploaded recordings are checked, refused or queued before a voice is made from them."""

import json

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from billing.models import Plan
from tenants import files
from tenants.context import in_tenant
from tests.voices.conftest import murmur, wav
from voices import services, storage
from voices.enrolment.models import PendingEnrolment
from voices.models import Take, Voice

pytestmark = pytest.mark.usefixtures("waiver")

BAD = {
    "an empty file": (b"", "empty"),
    "a text": (b"This is a letter, not a recording." * 50, "not_audio"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(500), "not_audio"),
    "half a second": (murmur(0.5), "clip_too_short"),
    "ten minutes": (murmur(600, rate=8_000), "too_long"),
    "forty seconds": (murmur(40), "clip_too_long"),
    "silence": (wav(np.zeros(80_000)), "clip_silent"),
    "a file cut off": (murmur(10)[:2000], "damaged"),
}


def post(person, data: bytes, name: str = "Ms Li"):
    upload = SimpleUploadedFile("clip.wav", data, content_type="audio/wav")
    return person.rest.post("/v1/audio/voices", {"name": name, "audio_sample": upload})


@pytest.mark.parametrize("what", BAD)
def test_rest_refuses_bad_recordings(alice, what):
    data, code = BAD[what]
    response = post(alice, data)
    error = response.json()["error"]
    assert (response.status_code, error["code"], error["param"]) == (400, code, "audio_sample")
    nothing_is_left(alice)


@pytest.mark.parametrize("what", BAD)
def test_the_page_explains_a_refusal_and_keeps_the_name(alice, what):
    data, _code = BAD[what]
    upload = SimpleUploadedFile("clip.wav", data, content_type="audio/wav")
    given = {"name": "Ms Li", "recording": upload, "contract": "on", "language": "en"}
    response = alice.browser.post(alice.page("voices/new"), given)
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"recording"}
    assert response.context["form"]["name"].value() == "Ms Li"
    nothing_is_left(alice)


def test_a_good_clip_is_sealed_and_queued(alice):
    response = post(alice, murmur(5))
    assert response.status_code == 201
    voice = response.json()
    assert (voice["status"], voice["name"]) == ("processing", "Ms Li")
    assert PendingEnrolment.objects.get().voice_id == voice["id"]
    with in_tenant(alice.tenant):
        take = Take.objects.get(voice=voice["id"])
        samples = storage.read_clip(alice.tenant, voice["id"], take.id)
    sealed = files.store().read(storage.clip_name(alice.tenant, voice["id"], take.id))
    assert len(samples) == pytest.approx(5 * 24_000, rel=0.05)
    assert samples[1000:1100].tobytes() not in sealed


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "invalid_value"),
        ("x" * 61, "invalid_value"),
        ("af_heart", "name_taken"),
        ("AF_Heart", "name_taken"),
        ("a\u202eb", "name_invalid"),
    ],
)
def test_invalid_names_are_refused(alice, name, code):
    assert post(alice, murmur(5), name).json()["error"]["code"] == code
    nothing_is_left(alice)


def test_a_name_is_unique_in_a_workspace(alice):
    assert post(alice, murmur(5), "Ms Li").status_code == 201
    again = post(alice, murmur(5), "ms  LI ")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "name_taken")


def test_more_voices_than_the_plan_allows_are_refused(alice):
    Plan.objects.filter(code="trial").update(max_voices=1)
    assert post(alice, murmur(5), "One").status_code == 201
    full = post(alice, murmur(5), "Two")
    assert (full.status_code, full.json()["error"]["code"]) == (402, "too_many_voices")


def test_a_voice_that_is_not_ready_is_refused_for_speech(alice):
    voice = post(alice, murmur(5)).json()
    for name in (voice["id"], "Ms Li"):
        refused = alice.rest.post("/v1/jobs", {"input": "Hello.", "voice": name}, format="json")
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "voice_not_ready")


def test_delete_leaves_nothing(alice):
    voice = post(alice, murmur(5)).json()
    assert alice.rest.delete(f"/v1/audio/voices/{voice['id']}").json()["deleted"] is True
    assert alice.rest.get(f"/v1/audio/voices/{voice['id']}").status_code == 404
    nothing_is_left(alice)


def nothing_is_left(person) -> None:
    with in_tenant(person.tenant):
        assert not Voice.objects.exists()
    assert not PendingEnrolment.objects.exists()
    assert not files.store().names(files.folder(person.tenant))


def test_the_page_shows_the_limits_that_are_enforced(alice):
    page = alice.browser.get(alice.page("voices/new"))
    assert page.context["min_seconds"] == services.MIN_SECONDS
    assert page.context["max_seconds"] == services.MAX_SECONDS


def test_a_file_that_says_a_machine_made_it_is_refused(alice, settings):
    settings.ACCEPT_SYNTHETIC_CONSENT = False
    fields = ("Label", "ContentProducer", "ProduceID", "ReservedCode1")
    more = ("ContentPropagator", "PropagateID", "ReservedCode2")
    label = json.dumps({"AIGC": dict.fromkeys((*fields, *more), "1")})
    response = post(alice, murmur(6) + label.encode())
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (400, "recording_marked")
    nothing_is_left(alice)
