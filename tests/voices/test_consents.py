"""Consents by REST and on pages: issued, listed, renamed, withdrawn, never used twice."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Membership
from accounts.services import remove_member
from tenants import files
from tenants.context import in_tenant
from tests.voices.conftest import murmur, release_of
from voices import storage
from voices.consents import issue
from voices.enrolment import draws
from voices.enrolment.models import ConsentWaiver, PendingEnrolment
from voices.models import Consent, StatementDraw, Take, Voice, VoiceConditioning

ADDRESS = "/v1/audio/voice_consents"


def upload(data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("clip.wav", data or murmur(5), content_type="audio/wav")


def code(answer) -> str:
    return answer.json()["error"]["code"]


@pytest.fixture
def consent(alice) -> dict:
    return alice.rest.post(ADDRESS, {"name": "Emily", "language": "en-GB"}).json()


@pytest.fixture
def voice(alice, consent) -> Voice:
    """A finished voice under a verified consent, with everything that is kept of one."""
    given = {"name": "Ms E", "audio_sample": upload(), "consent": consent["id"]}
    created = alice.rest.post("/v1/audio/voices", given).json()
    with in_tenant(alice.tenant):
        Consent.objects.update(status=Consent.Status.VERIFIED)
        voice = Voice.objects.get(id=created["id"])
        voice.status = Voice.Status.READY
        voice.save()
        row = VoiceConditioning(voice=voice, take=Take.objects.get(), engine="kokoro")
        row.sealed = alice.tenant.seal(b"style", about=row.about)
        row.save()
        storage.write_sample(alice.tenant, voice.id, murmur(1))
    return voice


def kept_files(person) -> list[str]:
    return [name.rpartition("/")[2] for name in files.store().names(files.folder(person.tenant))]


def test_a_consent_has_openais_fields_and_a_statement(alice, consent):
    assert consent["id"].startswith("cons_")
    assert (consent["object"], consent["name"]) == ("audio.voice_consent", "Emily")
    assert (consent["language"], consent["status"]) == ("en-GB", "pending")
    assert isinstance(consent["created_at"], int)
    assert "Emily" in consent["statement"] and "Alice School" in consent["statement"]
    assert alice.rest.get(f"{ADDRESS}/{consent['id']}").json() == consent


@pytest.mark.parametrize("language", ["zh", "zh-CN", "zh-Hans-CN", "cmn", "en", "en_US"])
def test_a_consents_language_is_a_language_tag(alice, language):
    created = alice.rest.post(ADDRESS, {"name": "Li", "language": language})
    assert created.status_code == 201
    assert ("我" in created.json()["statement"]) == (language[0] in "zc")


def test_a_language_without_a_statement_is_refused(alice):
    answer = alice.rest.post(ADDRESS, {"name": "Li", "language": "fr-FR"})
    assert (answer.status_code, code(answer)) == (400, "language_unsupported")
    assert answer.json()["error"]["param"] == "language"


def test_a_recording_without_a_statement_is_refused_with_one_to_read(alice):
    given = {"name": "Emily", "language": "en", "recording": upload()}
    answer = alice.rest.post(ADDRESS, given)
    assert (answer.status_code, code(answer)) == (400, "statement_required")
    [issued] = alice.rest.get(ADDRESS).json()["data"]
    assert issued["statement"] in answer.json()["error"]["message"]
    again = alice.rest.post(ADDRESS, {**given, "recording": upload()})
    assert (again.status_code, again.json()["id"]) == (201, issued["id"])
    assert PendingEnrolment.objects.get().subject_id == issued["id"]
    assert kept_files(alice) == ["recording.sealed"]


def test_a_statement_can_be_read_only_once(alice, consent):
    address = f"{ADDRESS}/{consent['id']}"
    assert alice.rest.post(address, {"recording": upload()}).status_code == 200
    again = alice.rest.post(address, {"recording": upload()})
    assert (again.status_code, code(again)) == (409, "consent_recorded")


def test_a_statement_expires(alice, consent):
    with in_tenant(alice.tenant):
        for each in Consent.objects.all():
            Consent.objects.update(created_at=each.created_at - timedelta(minutes=16))
    answer = alice.rest.post(f"{ADDRESS}/{consent['id']}", {"recording": upload()})
    assert (answer.status_code, code(answer)) == (409, "statement_expired")
    alice.rest.post(ADDRESS, {"name": "Other", "language": "en"})
    assert alice.rest.get(f"{ADDRESS}/{consent['id']}").status_code == 404
    assert kept_files(alice) == []


def test_consents_are_listed_in_pages(alice):
    created = [
        alice.rest.post(ADDRESS, {"name": f"Person {n}", "language": "en"}).json()["id"]
        for n in range(5)
    ]
    first = alice.rest.get(ADDRESS, {"limit": 2}).json()
    assert first["object"] == "list" and first["has_more"] is True
    assert [each["id"] for each in first["data"]] == [created[4], created[3]]
    assert (first["first_id"], first["last_id"]) == (created[4], created[3])
    rest = alice.rest.get(ADDRESS, {"after": created[3]}).json()
    assert [each["id"] for each in rest["data"]] == created[2::-1] and rest["has_more"] is False


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 101}, {"limit": "x"}, {"after": "?"}])
def test_lists_refuse_invalid_query_parameters(alice, query):
    status = 404 if "after" in query else 400
    for address in (ADDRESS, "/v1/audio/voices"):
        answer = alice.rest.get(address, query)
        assert (answer.status_code, code(answer)) == (status, "invalid_value")


def test_voices_are_listed_in_pages(alice, voice):
    everything = alice.rest.get("/v1/audio/voices").json()
    assert everything["data"] == everything["voices"]
    assert everything["data"][0]["id"] == voice.id and everything["has_more"] is False
    first = alice.rest.get("/v1/audio/voices", {"limit": 1}).json()
    assert (first["last_id"], first["has_more"]) == (voice.id, True)
    second = alice.rest.get("/v1/audio/voices", {"limit": 1, "after": voice.id}).json()
    assert second["data"] == everything["data"][1:2]


def test_a_consent_and_a_voice_can_be_renamed(alice, consent, voice):
    answer = alice.rest.post(f"{ADDRESS}/{consent['id']}", {"name": "Emily C."}, format="json")
    assert answer.json()["name"] == "Emily C." and answer.json()["person"] == "Emily"
    address = f"/v1/audio/voices/{voice.id}"
    assert alice.rest.post(address, {"name": "ms e"}, format="json").json()["name"] == "ms e"
    taken = alice.rest.post(address, {"name": "af_heart"}, format="json")
    assert (taken.status_code, code(taken)) == (409, "name_taken")


def test_a_voice_needs_consent(alice):
    given = {"name": "Nobody", "audio_sample": upload()}
    answer = alice.rest.post("/v1/audio/voices", given)
    assert (answer.status_code, code(answer)) == (400, "consent_missing")
    unknown = alice.rest.post("/v1/audio/voices", {**given, "consent": "cons_x"})
    assert (unknown.status_code, code(unknown)) == (404, "consent_not_found")
    assert kept_files(alice) == []


def test_the_contract_field_is_ignored_without_a_waiver(alice):
    given = {"name": "Nobody", "recording": upload(), "contract": "on", "language": "en"}
    answer = alice.browser.post(alice.page("voices/new"), given)
    assert answer.status_code == 422
    with in_tenant(alice.tenant):
        assert not Voice.objects.exists()


def test_a_waiver_is_logged_and_can_be_ended(alice, waiver):
    given = {"name": "By contract", "audio_sample": upload()}
    created = alice.rest.post("/v1/audio/voices", given)
    assert created.status_code == 201
    with in_tenant(alice.tenant):
        assert Voice.objects.get().waiver_id == waiver.id
    alice.user.is_staff = alice.user.is_superuser = True
    alice.user.save()
    decision = {"slug": "alice-school", "reason": "Contract ended", "allowed": "0"}
    assert alice.browser.post("/operator/consents/", decision).status_code == 302
    taken_back = ConsentWaiver.objects.get(allowed=False)
    assert (taken_back.by, taken_back.by_email) == (alice.user, "alice@example.org")
    again = alice.rest.post("/v1/audio/voices", {"name": "Later", "audio_sample": upload()})
    assert code(again) == "consent_missing"


@pytest.mark.parametrize("how", ["revoke", "delete", "page"])
def test_withdrawing_consent_keeps_only_its_record(alice, consent, voice, how):
    address = f"{ADDRESS}/{consent['id']}"
    if how == "revoke":
        answer = alice.rest.post(f"{address}/revoke").json()
        assert (answer["status"], answer["id"]) == ("revoked", consent["id"])
    elif how == "delete":
        assert alice.rest.delete(address).json() == {
            "id": consent["id"],
            "object": "audio.voice_consent",
            "deleted": True,
        }
        assert alice.rest.get(address).status_code == 404
        assert alice.rest.get(ADDRESS).json()["data"] == []
    else:
        alice.browser.post(alice.page(f"consents/{consent['id']}/revoke"))
    assert kept_files(alice) == []
    with in_tenant(alice.tenant):
        assert not VoiceConditioning.objects.exists() and not Take.objects.exists()
        record = Consent.objects.get()
        assert record.statement == consent["statement"] and record.recorded_at
        assert record.revoked_at and (record.revoked_by or record.revoked_by_token)
        assert Voice.objects.get().status == "revoked"
    assert not PendingEnrolment.objects.exists()
    page = alice.browser.get(alice.page(f"consents/{consent['id']}")).content.decode()
    assert "Withdrawn" in page
    spoken = alice.rest.post("/v1/jobs", {"input": "Hello.", "voice": voice.id}, format="json")
    assert (spoken.status_code, code(spoken)) == (409, "voice_revoked")
    assert alice.browser.get(alice.page(f"voices/{voice.id}/sample")).status_code == 404
    reused = {"name": "Again", "audio_sample": upload(), "consent": consent["id"]}
    answer = alice.rest.post("/v1/audio/voices", reused)
    assert code(answer) == ("consent_not_found" if how == "delete" else "consent_revoked")


def test_deleting_a_voice_deletes_the_recording_of_its_consent(alice, consent, voice):
    alice.rest.delete(f"/v1/audio/voices/{voice.id}")
    assert kept_files(alice) == []
    assert alice.rest.get(f"{ADDRESS}/{consent['id']}").json()["status"] == "verified"
    reused = {"name": "Again", "audio_sample": upload(), "consent": consent["id"]}
    answer = alice.rest.post("/v1/audio/voices", reused)
    assert (answer.status_code, code(answer)) == (409, "consent_recording_gone")


def test_a_voice_is_deleted_when_its_speaker_leaves_the_workspace(alice, bob, voice):
    member = Membership.objects.create(user=bob.user, tenant=alice.tenant)
    with in_tenant(alice.tenant):
        Voice.objects.update(speaker=bob.user)
    remove_member(membership=member)
    assert kept_files(alice) == []
    with in_tenant(alice.tenant):
        assert not Voice.objects.exists()
        assert Consent.objects.get().revoked_by == bob.user
    assert not Membership.objects.filter(user=bob.user, tenant=alice.tenant).exists()


def drawn_for(person) -> StatementDraw:
    with in_tenant(person.tenant) as tenant:
        return draws.draw(tenant=tenant, by=Actor(person.user))


class TestTickets:
    def post(self, person, ticket: str):
        given = {"name": "Ms W", "person": "Wei", "language": "en", "own_voice": "on"}
        given |= {"recording": upload(), "release": release_of(person)}
        return person.browser.post(person.page("voices/new"), {**given, "ticket": ticket})

    def test_words_can_be_used_only_once(self, alice):
        drawn = drawn_for(alice)
        assert self.post(alice, str(drawn.id)).status_code == 302
        with in_tenant(alice.tenant):
            consent = Consent.objects.get()
            assert (consent.number, consent.words.split()) == (drawn.number, drawn.words["en"])
            assert consent.person == "Wei" and consent.recorded_by == alice.user
            Voice.objects.update(name="Other")
        again = self.post(alice, str(drawn.id))
        assert again.status_code == 422
        assert again.context["form"]["ticket"].value() != str(drawn.id)

    def test_a_refused_recording_keeps_its_words(self, alice):
        drawn = drawn_for(alice)
        given = {"name": "Ms W", "person": "Wei", "language": "en", "ticket": str(drawn.id)}
        given |= {"own_voice": "on", "release": release_of(alice)}
        text = SimpleUploadedFile("clip.wav", b"no sound at all", content_type="audio/wav")
        answer = alice.browser.post(alice.page("voices/new"), {**given, "recording": text})
        assert answer.context["form"]["ticket"].value() == str(drawn.id)
        assert " ".join(drawn.number) in answer.context["statement"]
        assert drawn.words["en"][0] in answer.context["statement"]

    def test_the_words_of_another_person_or_workspace_are_refused(self, alice, bob):
        drawn = drawn_for(alice)
        assert self.post(bob, str(drawn.id)).status_code == 422
        with in_tenant(alice.tenant):
            StatementDraw.objects.update(user=bob.user)
        assert self.post(alice, str(drawn.id)).status_code == 422

    def test_words_are_valid_for_minutes(self, alice, settings):
        drawn = drawn_for(alice)
        with in_tenant(alice.tenant):
            StatementDraw.objects.update(drawn_at=timezone.now() - settings.STATEMENT_LIFETIME)
        answer = self.post(alice, str(drawn.id))
        assert answer.status_code == 422
        assert answer.context["form"]["ticket"].value() != str(drawn.id)
        with in_tenant(alice.tenant):
            assert not Consent.objects.exists()

    @pytest.mark.parametrize("text", ["", "x", "1" * 32])
    def test_a_forged_ticket_is_refused(self, alice, text):
        assert self.post(alice, text).status_code == 422
        with in_tenant(alice.tenant):
            assert not Consent.objects.exists()


def test_a_name_in_a_statement_is_not_a_template(in_alices):
    created = issue(tenant=in_alices, person="{number} {name}", language="en", by=Actor())
    assert "My name is {number} {name}." in created.statement
