"""A recording that was given before is refused, in whichever workspace and however changed."""

from datetime import timedelta

import numpy as np
import pytest
import soxr
from django.utils import timezone

from tenants.context import in_tenant
from tenants.sealing.keys import Undecryptable
from tests.voices.conftest import enrol, wav
from tests.voices.enrolment.test_enrolment import confirmed, upload
from voices.consent.check import ClipCheck, ConsentChecker
from voices.consent.speaker import Likeness
from voices.decode import SAMPLE_RATE, decode
from voices.enrolment import copies
from voices.enrolment.models import GivenRecording
from voices.models import Consent, Take, Voice


@pytest.fixture
def believing(quick_tools, monkeypatch):
    """Instruments for which every recording is right, but that it may be a copy."""
    monkeypatch.setattr(type(quick_tools.checker), "most_in_common", ConsentChecker.most_in_common)
    monkeypatch.setattr(type(quick_tools.checker), "clip_check", _right, raising=False)
    return quick_tools


def _right(_self, *_recordings) -> ClipCheck:
    return ClipCheck("", Likeness(1.0, 1.0), None, None)


@pytest.fixture(scope="session")
def person(recordings) -> np.ndarray:
    """Ten seconds of somebody who reads, float32 at SAMPLE_RATE."""
    return decode(recordings / "libri_198.ogg").samples[: 10 * SAMPLE_RATE]


def voice_of(owner, samples: np.ndarray, name: str) -> str:
    """Have a voice made of a reading; returns its id."""
    asked = {"name": "Heather", "language": "en"}
    consent = owner.rest.post("/v1/audio/voice_consents", asked).json()["id"]
    confirmed(owner)
    given = {"name": name, "consent": consent, "audio_sample": upload(wav(samples, SAMPLE_RATE))}
    return owner.rest.post("/v1/audio/voices", given).json()["id"]


def outcome(owner, voice_id: str) -> str:
    with in_tenant(owner.tenant):
        voice = Voice.objects.get(id=voice_id)
        return voice.error_code or voice.status


def test_a_reading_is_accepted_once(alice, bob, believing, person):
    """Again with a new statement, in the same workspace or another: also when all is deleted."""
    first = voice_of(alice, person, "First")
    enrol(believing)
    assert outcome(alice, first) == "ready"
    slower = soxr.resample(person, 100, 106).astype(np.float32)
    again = voice_of(alice, person, "Again")
    elsewhere = voice_of(bob, slower[: 6 * SAMPLE_RATE], "Elsewhere")
    enrol(believing)
    assert outcome(alice, again) == outcome(bob, elsewhere) == "recording_copied"
    page = alice.browser.get(alice.page(f"voices/{again}")).content.decode()
    assert "was given here before" in page
    alice.rest.delete(f"/v1/audio/voices/{first}")
    after = voice_of(bob, person, "After")
    enrol(believing)
    assert outcome(bob, after) == "recording_copied"


def test_a_clip_may_be_the_reading_of_its_own_consent(alice, believing, person):
    asked = {"name": "Heather", "language": "en"}
    consent = alice.rest.post("/v1/audio/voice_consents", asked).json()["id"]
    confirmed(alice)
    read = {"recording": upload(wav(person, SAMPLE_RATE))}
    alice.rest.post(f"/v1/audio/voice_consents/{consent}", read)
    enrol(believing)
    clip = {"name": "Ms H", "consent": consent, "audio_sample": upload(wav(person, SAMPLE_RATE))}
    voice = alice.rest.post("/v1/audio/voices", clip).json()["id"]
    enrol(believing)
    assert outcome(alice, voice) == "ready"
    # Another recording of the voice is not the same once more.
    alice.rest.post(
        f"/v1/audio/voices/{voice}/takes",
        {"mood": "happy", "audio_sample": upload(wav(person[SAMPLE_RATE:], SAMPLE_RATE))},
    )
    enrol(believing)
    with in_tenant(alice.tenant):
        assert Take.objects.get(mood="happy").error_code == "recording_copied"


def test_a_recording_that_failed_through_no_fault_of_its_own_may_be_given_again(
    alice, believing, person, hummer
):
    hummer.fails_with = RuntimeError("broken")
    failed = voice_of(alice, person, "Failed")
    enrol(believing)
    assert outcome(alice, failed) == "enrolment_failed"
    hummer.fails_with = None
    again = voice_of(alice, person, "Again")
    enrol(believing)
    assert outcome(alice, again) == "ready"


def test_what_is_kept_names_nobody_and_is_sealed(alice, believing, person):
    voice = voice_of(alice, person, "First")
    enrol(believing)
    [kept] = GivenRecording.objects.values()
    with in_tenant(alice.tenant):
        consent = Consent.objects.get()
    shown = " ".join(map(str, kept.values()))
    assert not any(each in shown for each in (voice, consent.id, str(alice.tenant.id)))
    other = GivenRecording.objects.create(
        subject="another", version=kept["version"], sealed=kept["sealed"], given_on=kept["given_on"]
    )
    with pytest.raises(Undecryptable):
        list(copies._kept([]))
    other.delete()


@pytest.mark.django_db
def test_landmarks_are_forgotten_after_their_time(settings, person):
    copies.keep("take_1", person)
    assert copies.forget_old() == 0
    old = timezone.now().date() - timedelta(days=settings.LANDMARKS_DAYS + 1)
    GivenRecording.objects.update(given_on=old)
    assert copies.forget_old() == 1 and not GivenRecording.objects.exists()
