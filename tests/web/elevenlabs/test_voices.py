"""Voices in ElevenLabs' shape: searched, sorted, paged, looked up, made."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import tokens
from tenants.context import in_tenant
from tests.voices.conftest import murmur
from voices.models import Voice
from voices.tone import services as tone
from web.elevenlabs.dialect import tone_of


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


def settings_of(alice, voice: str) -> dict:
    answer = alice.rest.get(f"/v1/voices/{voice}/settings")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_settings_of_a_voice_are_its_tone(alice, own):
    usual = alice.rest.get("/v1/voices/settings/default").json()
    assert (usual["stability"], usual["style"], usual["speed"]) == (0.5, 0, 1)
    assert settings_of(alice, own[0].id) == usual
    with in_tenant(alice.tenant):
        tone.set_defaults(voice=own[0].id, values={"gain_db": 3, "speed": 1.5}, mood="happy")
    alice.tenant.api_tokens.update(scopes=["admin"])
    path = f"/v1/voices/{own[0].id}/settings/edit"
    for settings in ({"stability": 0.2}, {"style": 0.6}, {"stability": 0.9, "style": 1}):
        assert alice.rest.post(path, settings, format="json").json() == {"status": "ok"}
        with in_tenant(alice.tenant):
            spoken = tone.tone_for(voice=own[0].id, asked={}).expressiveness
            assert spoken == pytest.approx(tone_of(settings)["expressiveness"])
        # What is answered means the same when it is sent.
        sent = tone_of(settings_of(alice, own[0].id))["expressiveness"]
        assert sent == pytest.approx(spoken)
    with in_tenant(alice.tenant):
        kept = tone.defaults_of(own[0].id)
        assert (kept["gain_db"], kept["speed"], tone.mood_of(own[0].id)) == (3, 1.5, "happy")
    assert settings_of(alice, own[1].id) == usual


def test_settings_of_another_range_or_voice_are_refused(alice, own):
    alice.tenant.api_tokens.update(scopes=["admin"])
    path = f"/v1/voices/{own[0].id}/settings/edit"
    assert alice.rest.post(path, {"stability": 2}, format="json").status_code == 400
    too_fast = alice.rest.post(path, {"speed": 90}, format="json")
    assert (too_fast.status_code, too_fast.json()["error"]["param"]) == (400, "speed")
    for call in (alice.rest.get, alice.rest.post):
        ending = "settings" if call == alice.rest.get else "settings/edit"
        assert call(f"/v1/voices/nobody/{ending}").status_code == 404


def test_a_voice_is_renamed_and_deleted(alice, own):
    path = f"/v1/voices/{own[0].id}"
    assert (
        alice.rest.post(f"{path}/edit", {"name": "Ms Qian"}, format="multipart").status_code == 200
    )
    assert alice.rest.get(path).json()["name"] == "Ms Qian"
    more = {"name": "Ms Qian", "files": [SimpleUploadedFile("a.wav", murmur(5))]}
    refused = alice.rest.post(f"{path}/edit", more, format="multipart")
    assert refused.status_code == 400 and "/takes" in refused.json()["error"]["message"]
    assert alice.rest.delete(path).json() == {"status": "ok"}
    assert alice.rest.get(path).status_code == 404
    assert alice.rest.delete("/v1/voices/af_heart").status_code == 404


@pytest.mark.parametrize(
    ("scope", "read", "rename", "tone_of_all"),
    [("voices:read", 200, 403, 403), ("voices:write", 403, 200, 403), ("admin", 200, 200, 200)],
)
def test_what_changes_a_voice_needs_its_scope(alice, own, scope, read, rename, tone_of_all):
    path = f"/v1/voices/{own[0].id}"
    _record, text = tokens.issue(tenant=alice.tenant, name="few", scopes=[scope])
    alice.rest.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
    assert alice.rest.get(f"{path}/settings").status_code == read
    named = alice.rest.post(f"{path}/edit", {"name": "Ms Qian"}, format="multipart")
    assert named.status_code == rename
    faster = alice.rest.post(f"{path}/settings/edit", {"speed": 1.2}, format="json")
    assert faster.status_code == tone_of_all
    assert alice.rest.delete(path).status_code == rename
