"""The record of a consent says which checks its recordings have passed, and by how much."""

import re

import pytest

from tenants.context import in_tenant
from tests.voices.conftest import enrol, murmur
from tests.voices.enrolment.test_enrolment import confirmed, upload
from voices import consent_records
from voices.consent.check import ClipCheck, ConsentCheck
from voices.consent.passed import Passed, digest_of
from voices.consent.speaker import Likeness
from voices.models import Consent
from voices.screening.thresholds import FILE as THRESHOLDS

READ = (Passed("statement", "whisper", 0.0512, 0.35), Passed("number", "whisper"))
BESIDE = (Passed("conditions", "sha256:1", -1.23456, 0.0),)


@pytest.fixture
def tools_(quick_tools, monkeypatch):
    checker = type(quick_tools.checker)
    read = ConsentCheck("", "x", 0.05, True, passed=READ)
    monkeypatch.setattr(checker, "check", lambda *_a, **_k: read)
    beside = ClipCheck("", Likeness(1.0, 1.0), None, None, BESIDE)
    monkeypatch.setattr(checker, "clip_check", lambda *_a: beside, raising=False)
    return quick_tools


def consent_of(owner) -> dict:
    answer = owner.rest.post("/v1/audio/voice_consents", {"name": "Emily", "language": "en"})
    confirmed(owner)
    return answer.json()


def shown(owner, consent_id: str) -> list[tuple[str, str]]:
    """(of, check) of all that the record has."""
    checks = owner.rest.get(f"/v1/audio/voice_consents/{consent_id}").json()["checks"]
    return [(each["of"].partition("_")[0], each["check"]) for each in checks]


def test_a_reading_that_is_the_clip_too(alice, tools_):
    consent = consent_of(alice)
    assert consent["checks"] == [] and len(consent["words"]) == 4
    given = {"name": "Ms E", "consent": consent["id"], "audio_sample": upload(murmur(5))}
    alice.rest.post("/v1/audio/voices", given)
    enrol(tools_)
    assert shown(alice, consent["id"]) == [
        ("cons", "statement"),
        ("cons", "number"),
        ("cons", "copies"),
        ("cons", "blocklist"),
        ("take", "screening"),
        ("take", "blocklist"),
    ]
    [first, *_rest] = alice.rest.get(f"/v1/audio/voice_consents/{consent['id']}").json()["checks"]
    assert (first["version"], first["figure"], first["limit"]) == ("whisper", 0.051, 0.35)
    assert re.match(r"\d{4}-\d\d-\d\dT", first["at"])
    page = alice.browser.get(alice.page(f"consents/{consent['id']}")).content.decode()
    for told in ("Clean sound of one speaker", digest_of(THRESHOLDS), "0.051", "&lt;&nbsp;0.35"):
        assert told in page
    zh = alice.browser.get(
        alice.page(f"consents/{consent['id']}"), headers={"accept-language": "zh-CN"}
    )
    assert "单人、清晰的录音" in zh.content.decode()


def test_a_clip_beside_it_and_one_that_is_made_again(alice, tools_):
    consent = consent_of(alice)
    read = {"recording": upload(murmur(5))}
    alice.rest.post(f"/v1/audio/voice_consents/{consent['id']}", read)
    given = {"name": "Ms E", "consent": consent["id"], "audio_sample": upload(murmur(6))}
    alice.rest.post("/v1/audio/voices", given)
    enrol(tools_)
    of_clip = [("take", check) for check in ("conditions", "copies", "screening", "blocklist")]
    assert shown(alice, consent["id"])[4:] == of_clip
    with in_tenant(alice.tenant):
        kept = Consent.objects.get().checks
        take = kept[-1]["of"]
        consent_records.note(consent_id=consent["id"], of=take, passed=BESIDE)
        again = Consent.objects.get().checks
    assert [each for each in again if each["of"] != take] == kept[:4]
    assert sorted(each["check"] for each in again[4:]) == sorted(check for _of, check in of_clip)
    assert again[-1]["figure"] == -1.235


def test_what_is_rejected_passes_nothing(alice, tools_, monkeypatch):
    wrong = ConsentCheck("consent_other_words", "x", 0.9, False)
    monkeypatch.setattr(type(tools_.checker), "check", lambda *_a, **_k: wrong)
    consent = consent_of(alice)
    read = {"recording": upload(murmur(5))}
    alice.rest.post(f"/v1/audio/voice_consents/{consent['id']}", read)
    enrol(tools_)
    assert shown(alice, consent["id"]) == []
