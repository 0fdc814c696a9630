"""Voices in ElevenLabs' shape: searched, sorted, paged, looked up, made."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tenants.context import in_tenant
from tests.voices.conftest import murmur
from voices.models import Voice


@pytest.fixture(autouse=True)
def own(alice) -> list[Voice]:
    with in_tenant(alice.tenant):
        return [
            Voice.objects.create(name=name, status=Voice.Status.READY, clip_seconds=6)
            for name in ("Ms Zhao", "Mr An")
        ]


def names(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [voice["name"] for voice in answer.json()["voices"]]


def test_words_are_searched_in_names_and_labels(alice):
    assert names(alice.rest.get("/v2/voices?search=zhao")) == ["Ms Zhao"]
    found = alice.rest.get("/v2/voices?search=heart female en").json()
    assert [voice["voice_id"] for voice in found["voices"]] == ["af_heart"]


def test_own_voices_are_sorted_and_filtered(alice):
    path = "/v2/voices?voice_type=personal"
    assert names(alice.rest.get(path)) == ["Mr An", "Ms Zhao"]
    assert names(alice.rest.get(f"{path}&sort=created_at_unix&sort_direction=asc")) == [
        "Ms Zhao",
        "Mr An",
    ]
    assert names(alice.rest.get(f"{path}&sort=name&sort_direction=desc")) == ["Ms Zhao", "Mr An"]
    assert not names(alice.rest.get("/v2/voices?voice_type=community"))


def test_pages_follow_one_another_to_the_end(alice):
    total = len(names(alice.rest.get("/v1/voices")))
    seen, token = [], ""
    while token is not None:
        page = alice.rest.get(f"/v2/voices?page_size=20&next_page_token={token}").json()
        assert page["total_count"] == total and page["has_more"] == bool(page["next_page_token"])
        seen += [voice["voice_id"] for voice in page["voices"]]
        token = page["next_page_token"]
    assert len(seen) == len(set(seen)) == total


@pytest.mark.parametrize(
    "query", ["page_size=0", "page_size=101", "sort=size", "next_page_token=x", "voice_type=mine"]
)
def test_what_is_no_value_is_refused_by_name(alice, query):
    answer = alice.rest.get(f"/v2/voices?{query}")
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == query.partition("=")[0]


def test_one_voice_is_found_by_its_id_and_not_one_that_nobody_has(alice, own):
    assert alice.rest.get(f"/v1/voices/{own[0].id}").json()["name"] == "Ms Zhao"
    assert alice.rest.get("/v1/voices/af_heart").json()["category"] == "premade"
    assert alice.rest.get("/v1/voices/nobody").status_code == 404


def test_a_voice_without_consent_is_refused_with_what_is_missing(alice):
    body = {"name": "Ms Li", "files": [SimpleUploadedFile("a.wav", murmur(5))]}
    answer = alice.rest.post("/v1/voices/add", body, format="multipart")
    assert answer.status_code == 403
    error = answer.json()["error"]
    assert error["code"] == "consent_missing" and "voice_consents" in error["message"]
    with in_tenant(alice.tenant):
        assert Voice.objects.count() == 2


def test_a_consent_whose_statement_the_recording_reads_makes_a_voice(alice):
    asked = {"name": "Li Na", "language": "en"}
    consent = alice.rest.post("/v1/audio/voice_consents", asked, format="json").json()["id"]
    body = {
        "name": "Ms Li",
        "files": [SimpleUploadedFile("a.wav", murmur(5))],
        "consent": consent,
    }
    answer = alice.rest.post("/v1/voices/add", body, format="multipart")
    assert answer.status_code == 200, answer.content
    with in_tenant(alice.tenant):
        assert Voice.objects.get(id=answer.json()["voice_id"]).consent_id == consent


def test_several_recordings_are_refused(alice):
    files = [SimpleUploadedFile(f"{n}.wav", murmur(5)) for n in range(2)]
    answer = alice.rest.post(
        "/v1/voices/add", {"name": "Ms Li", "files": files}, format="multipart"
    )
    assert answer.json()["error"]["param"] == "files"
