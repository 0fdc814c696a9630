"""A reading of the statement becomes a voice; other recordings are refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tenants import files
from tenants.context import in_tenant
from tests.voices.conftest import enrol, murmur
from tests.voices.spoken import PASSAGE, spoken
from voices.consent import wording
from voices.enrolment import draws
from voices.enrolment.models import PendingEnrolment
from voices.models import Consent, VoiceConditioning

ADDRESS = "/v1/audio/voices"


NUMBER = "4729"
WORDS = {
    "en": ("garden", "window", "butter", "harbour"),
    "zh": ("苹果", "窗户", "月亮", "书包"),
}
READERS = {"en": ("am_michael", "Emily Carter"), "zh": ("zm_yunjian", "李明")}


@pytest.fixture(scope="session")
def passage() -> dict[str, bytes]:
    """The same text by two people."""
    return {voice: spoken(PASSAGE, voice) for voice in ("am_michael", "bf_emma")}


@pytest.fixture(scope="session")
def reading() -> dict[str, bytes]:
    """Statements read aloud."""
    read = {
        language: spoken(said(language, NUMBER), reader)
        for language, (reader, _name) in READERS.items()
    }
    read["other number"] = spoken(said("en", "2323"), "am_michael")
    others = ("kitchen", "morning", "paper", "silver")
    read["other random words"] = spoken(said("en", NUMBER, others), "am_michael")
    read["other words"] = spoken(PASSAGE + " My number is 4 7 2 9.", "am_michael")
    return read


def said(language: str, number: str, words: tuple[str, ...] = ()) -> str:
    name = READERS[language][1]
    return wording.statement(
        language=language,
        name=name,
        organisation="Alice School",
        number=number,
        words=words or WORDS[language],
    )


@pytest.fixture(autouse=True)
def known_draw(monkeypatch, reading) -> None:
    """Every statement has the number and the words that were read."""
    monkeypatch.setattr(wording, "new_number", lambda: NUMBER)
    monkeypatch.setattr(draws, "new_words", WORDS.__getitem__)


def upload(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("clip.wav", data, content_type="audio/wav")


def statement(person, *, name: str = "Emily Carter", language: str = "en-US") -> dict:
    given = {"name": name, "language": language}
    answer = person.rest.post("/v1/audio/voice_consents", given)
    assert answer.status_code == 201, answer.content
    confirmed(person)
    return answer.json()


def confirmed(person) -> None:
    """Let the speakers of all consents have confirmed them; tests/voices/test_confirmation.py."""
    with in_tenant(person.tenant):
        Consent.objects.update(
            confirmation=Consent.Confirmation.GIVEN, release_accepted_at=timezone.now()
        )


def make_voice(person, recording: bytes, consent: str, name: str = "Ms Carter", **more) -> dict:
    given = {"name": name, "audio_sample": upload(recording), "consent": consent, **more}
    answer = person.rest.post(ADDRESS, given)
    assert answer.status_code == 201, answer.content
    return answer.json()


def take_of(person, voice: dict) -> dict:
    return person.rest.get(f"{ADDRESS}/{voice['id']}/takes").json()["data"][0]


def sealed_files(person) -> list[str]:
    """The recordings that are kept: of takes and consents, without samples."""
    folder = files.folder(person.tenant)
    found = (name.rpartition("/")[2] for name in files.store().names(folder))
    return sorted(name for name in found if not name.startswith("sample"))


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
def test_one_recording_serves_as_consent_clip_and_transcript(
    reading, alice, tools, hummer, language
):
    given = statement(alice, name=READERS[language[:2]][1], language=language)
    voice = make_voice(alice, reading[language[:2]], given["id"])
    assert len(sealed_files(alice)) == 2
    enrol(tools)

    voice = alice.rest.get(f"{ADDRESS}/{voice['id']}").json()
    assert (voice["status"], voice["progress"], voice["error"]) == ("ready", 100, None)
    consent = alice.rest.get(f"/v1/audio/voice_consents/{given['id']}").json()
    assert (consent["status"], consent["language"]) == ("verified", language)
    assert consent["heard"]
    take = take_of(alice, voice)
    assert (take["transcript"], take["transcript_source"]) == (given["statement"], "statement")
    assert hummer.transcripts == [given["statement"]]
    assert take["screening"]["accepted"] is True
    # The clip is gone; the consent stays as long as it holds.
    assert sealed_files(alice) == ["recording.sealed"]
    assert not take["original_kept"]
    assert not PendingEnrolment.objects.exists()


@pytest.mark.parametrize(
    ("read", "code"),
    [
        ("other number", "consent_number_missing"),
        ("other random words", "consent_words_missing"),
        ("other words", "consent_other_words"),
    ],
)
def test_other_words_or_another_number_are_refused_as_consent(reading, alice, tools, read, code):
    given = statement(alice)
    voice = make_voice(alice, reading[read], given["id"])
    enrol(tools)
    voice = alice.rest.get(f"{ADDRESS}/{voice['id']}").json()
    assert (voice["status"], voice["error"]["code"]) == ("failed", code)
    consent = alice.rest.get(f"/v1/audio/voice_consents/{given['id']}").json()
    assert (consent["status"], consent["error"]["code"]) == ("rejected", code)
    assert take_of(alice, voice)["status"] == "refused"
    assert sealed_files(alice) == []
    with in_tenant(alice.tenant):
        assert not VoiceConditioning.objects.exists()


def test_consent_and_clip_may_be_two_recordings_of_one_person(reading, passage, alice, tools):
    given = statement(alice)
    answer = alice.rest.post(
        "/v1/audio/voice_consents",
        {"name": "emily carter", "language": "en", "recording": upload(reading["en"])},
    )
    assert (answer.status_code, answer.json()["id"]) == (201, given["id"])
    enrol(tools)
    assert consent_of(alice, given)["status"] == "verified"
    voice = make_voice(alice, passage["am_michael"], given["id"])
    enrol(tools)
    assert alice.rest.get(f"{ADDRESS}/{voice['id']}").json()["status"] == "ready"
    take = take_of(alice, voice)
    assert take["transcript_source"] == "recognised"
    assert "short story" in take["transcript"]


def test_the_clip_of_another_person_is_refused(reading, passage, alice, tools):
    given = statement(alice)
    recording = upload(reading["en"])
    alice.rest.post(f"/v1/audio/voice_consents/{given['id']}", {"recording": recording})
    voice = make_voice(alice, passage["bf_emma"], given["id"])
    enrol(tools)
    detail = alice.rest.get(f"{ADDRESS}/{voice['id']}").json()
    assert (detail["status"], detail["error"]["code"]) == ("failed", "consent_other_speaker")
    # The consent itself is good, for a clip of the one who gave it.
    assert consent_of(alice, given)["status"] == "verified"
    again = alice.rest.post(
        f"{ADDRESS}/{voice['id']}/takes",
        {"audio_sample": upload(passage["am_michael"]), "mood": "happy"},
    )
    assert again.status_code == 201
    enrol(tools)
    assert alice.rest.get(f"{ADDRESS}/{voice['id']}").json()["status"] == "ready"


def test_screening_gives_reasons_and_keeps_nothing(alice, tools, waiver):
    answer = alice.rest.post(ADDRESS, {"name": "Noise", "audio_sample": upload(murmur(6))})
    voice = answer.json()
    enrol(tools)
    voice = alice.rest.get(f"{ADDRESS}/{voice['id']}").json()
    assert (voice["status"], voice["error"]["code"]) == ("failed", "clip_refused")
    screening = take_of(alice, voice)["screening"]
    assert screening["accepted"] is False
    reason = screening["reasons"][0]
    assert reason["message"] and reason["tip"] and reason["code"]
    assert sealed_files(alice) == []
    page = alice.browser.get(alice.page(f"voices/{voice['id']}")).content.decode()
    assert reason["message"] in page and reason["tip"] in page


def consent_of(person, given: dict) -> dict:
    return person.rest.get(f"/v1/audio/voice_consents/{given['id']}").json()
