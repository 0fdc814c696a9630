"""Files that are fetched are signed once, and never joined with another signature's."""

import pytest

from synthesis.content_credentials import files as credential_files
from synthesis.content_credentials.kinds import MEDIA_TYPES
from synthesis.content_credentials.ours import trusted_roots
from synthesis.content_credentials.reading import context, facts_of
from synthesis.models import Job
from tenants import derived_files
from tenants.context import in_tenant
from tests.web.audio.test_every_route import finish, whole
from tests.web.audio.test_kept_files import job, kept, say, shared_snapshot  # noqa: F401
from voices.models import Consent, Voice


def facts(data: bytes, name: str) -> dict:
    return facts_of(data, MEDIA_TYPES[name], context(trusted_roots()))


def ask(alice, of, name: str = "wav", **headers):
    return alice.rest.get(f"/v1/jobs/{of.id}/audio?format={name}", headers=headers)


@pytest.fixture
def signatures(monkeypatch) -> list:
    """Every file that is signed."""
    made = []
    real = credential_files.with_credentials

    def counted(file, audio_format, credentials):
        made.append(audio_format.name)
        return real(file, audio_format, credentials)

    monkeypatch.setattr("web.audio.whole_file.with_credentials", counted)
    return made


@pytest.mark.parametrize("name", ["wav", "mp3", "flac"])
def test_a_file_is_signed_once_however_often_it_is_fetched(alice, job, signatures, name):  # noqa: F811
    first, second = (whole(ask(alice, job, name), alice) for _ in range(2))
    assert first == second and signatures == [name]
    found = facts(first, name)
    assert found["state"] == "Trusted" and found["produce_id"] == job.id
    assert found["agents"] == ["kokoro"] and found["consents"] == []


def test_opus_holds_no_credentials(alice, job, signatures):  # noqa: F811
    assert b"c2pa" not in whole(ask(alice, job, "opus"), alice)
    assert signatures == []


def test_the_consent_is_named_by_its_record_and_nobody_by_name(alice, job):  # noqa: F811
    with in_tenant(alice.tenant):
        consent = Consent.objects.create(
            name="Ms Lin", person="Lin Meihua", organisation="School", language="en",
            language_tag="en", statement="I agree.", number="123",
        )  # fmt: skip
        voice = Voice.objects.create(name="Ms Lin", clip_seconds=6, consent=consent)
        job.segments.update(voice=voice.id)
    data = whole(ask(alice, job, "flac"), alice)
    assert facts(data, "flac")["consents"] == [consent.id]
    assert b"Lin" not in data and alice.tenant.slug.encode() not in data


def test_a_range_is_joined_to_no_other_signatures_file(alice, job):  # noqa: F811
    first = ask(alice, job)
    data, tag = whole(first, alice), first["ETag"]
    (name,) = kept(alice, job)
    part = ask(alice, job, **{"If-Range": tag, "Range": "bytes=10-19"})
    assert (part.status_code, part["ETag"]) == (206, tag) and whole(part, alice) == data[10:20]
    assert ask(alice, job, **{"If-None-Match": tag}).status_code == 304

    with in_tenant(alice.tenant):
        derived_files.remove_all(name.rpartition("/")[0])
    anew = ask(alice, job, **{"If-Range": tag, "Range": "bytes=10-19"})
    assert anew.status_code == 200 and anew["ETag"] != tag
    assert facts(whole(anew, alice), "wav")["state"] == "Trusted"
    assert ask(alice, job, **{"If-None-Match": tag}).status_code == 304, "it sounds as before"


def test_what_can_not_be_kept_is_the_same_each_time_and_unsigned(alice, job, monkeypatch):  # noqa: F811
    monkeypatch.setattr(derived_files, "keep", lambda *_args: None)
    first, second = ask(alice, job), ask(alice, job)
    assert whole(first, alice) == whole(second, alice)
    assert first["ETag"] == second["ETag"]


def test_a_sentence_made_again_has_another_tag(alice, job):  # noqa: F811
    before = ask(alice, job)["ETag"]
    say(alice, job, bytes(48_000))
    assert ask(alice, job, **{"If-None-Match": before}).status_code == 200


def test_the_export_of_a_lesson_is_signed(alice):
    lesson = {"title": "Water", "lines": [{"key": "line001", "text": "Hi."}]}
    written = alice.rest.post("/v1/lessons", lesson, format="json").json()["id"]
    alice.rest.post(f"/v1/lessons/{written}/make", {}, format="json")
    with in_tenant(alice.tenant):
        finish(alice.tenant, Job.objects.get(purpose=Job.Purpose.LESSON))
    for name, kind in (("mp3", "mp3"), ("m4b", "m4a")):
        data = whole(alice.rest.get(f"/v1/lessons/{written}/export?format={name}"), alice)
        found = facts(data, kind)
        assert (found["state"], found["produce_id"]) == ("Trusted", written)
