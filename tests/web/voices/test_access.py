"""Whose a voice is: role × action × whose, in the table, by page and by REST."""

import pytest
from django.core import mail

from accounts.mails import queued_mail
from accounts.models import Membership
from synthesis.models import Job
from tenants.context import in_tenant
from tests.voices.conftest import murmur
from tests.web.url_table import calls
from voices.access import TABLE, Action, Role, Whose
from voices.models import Consent, ListedUser, RecordingPolicy, Take, Voice, VoiceConditioning
from web.voices import urls

ALL = set(Action)
USE, WITHDRAW = {Action.USE}, {Action.WITHDRAW}
EXPECTED = {
    # role × whose → what is allowed
    ("member", "own"): ALL,
    ("member", "open"): USE,
    ("member", "closed"): set(),
    ("owner", "own"): ALL,
    ("owner", "open"): USE | WITHDRAW,
    ("owner", "closed"): WITHDRAW,
    ("token", "own"): ALL,
    ("token", "open"): USE,
    ("token", "closed"): set(),
    ("admin_token", "own"): ALL,
    ("admin_token", "open"): USE | WITHDRAW,
    ("admin_token", "closed"): WITHDRAW,
}
# The calls of each action; DELETE and withdrawal come last, as they end the voice.
PAGES = [
    (Action.USE, "get", "voices/{voice}/sample", {}),
    (Action.CHANGE, "post", "voices/{voice}/first-lesson", {}),
    (Action.CHANGE, "get", "voices/{voice}/takes/new", {}),
    (Action.CHANGE, "get", "voices/{voice}/takes/{take}/clip", {}),
    (Action.CHANGE, "post", "voices/{voice}/takes/new", {"mood": "sad"}),
    (Action.CHANGE, "post", "voices/{voice}/takes/{take}/transcript", {"transcript": "Other."}),
    (Action.CHANGE, "post", "voices/{voice}/takes/{take}/delete", {}),
    (Action.SHARE, "post", "voices/{voice}/share", {"usable_by": "everybody"}),
    (Action.WITHDRAW, "post", "consents/{consent}/revoke", {}),
    (Action.WITHDRAW, "post", "voices/{voice}/delete", {}),
]
REST = [
    (Action.USE, "post", "jobs", {"input": "Hello.", "voice": "{voice}"}),
    (
        Action.CHANGE,
        "post",
        "audio/voices",
        {"audio_sample": "", "name": "New", "consent": "{consent}"},
    ),
    (Action.CHANGE, "post", "audio/voices/{voice}", {"name": "Other"}),
    (Action.CHANGE, "post", "audio/voices/{voice}/takes", {"audio_sample": "", "mood": "sad"}),
    (Action.CHANGE, "post", "audio/voices/{voice}/takes/{take}", {"transcript": "Other."}),
    (Action.CHANGE, "delete", "audio/voices/{voice}/takes/{take}", {}),
    (Action.CHANGE, "post", "audio/voice_consents/{consent}", {"name": "Other"}),
    (Action.WITHDRAW, "post", "audio/voice_consents/{consent}/revoke", {}),
    (Action.WITHDRAW, "delete", "audio/voice_consents/{consent}", {}),
    (Action.WITHDRAW, "delete", "audio/voices/{voice}", {}),
]
# That a voice is there, and by which consent, may be seen by everybody; the other calls name
# nobody's voice.
PAGES_OF_ALL = {
    ("get", "voices/"),
    ("get", "voices/new"),
    ("post", "voices/new"),
    ("get", "voices/release"),
    ("get", "voices/<str:voice_id>"),
    ("get", "consents/"),
    ("get", "consents/<str:consent_id>"),
    ("get", "consents/<str:consent_id>/release"),
    # The speaker's alone, and whoever may withdraw it: tests/voices/test_confirmation.py.
    ("post", "consents/<str:consent_id>/answer"),
    ("post", "consents/<str:consent_id>/speaker"),
    # Base voices alone, and for admins alone: see below.
    ("post", "voices/<str:voice>/hear"),
    ("get", "voices/recordings"),
    ("post", "voices/recordings"),
    # For admins alone, and voices that everybody may use: tests/web/voices/test_aliases.py.
    ("get", "settings/voice-names"),
    ("post", "settings/voice-names"),
}
REST_OF_ALL = {
    ("get", "audio/voices"),
    ("get", "audio/voices/<str:voice_id>"),
    ("get", "audio/voices/<str:voice_id>/takes"),
    ("get", "audio/voices/<str:voice_id>/takes/<str:take_id>"),
    ("get", "audio/voice_aliases"),
    ("patch", "audio/voice_aliases"),
    ("get", "audio/voice_consents"),
    ("post", "audio/voice_consents"),
    ("get", "audio/voice_consents/<str:consent_id>"),
}


@pytest.mark.parametrize("side", ["pages", "rest"])
def test_every_call_is_in_a_table(alice, side):
    """A new address needs a line there: whose voice it may touch is then tried."""
    if side == "pages":
        offered, table, others = calls(urls.pages, alice.browser, alice.page()), PAGES, PAGES_OF_ALL
    else:
        offered, table, others = calls(urls.rest, alice.rest, "/v1/"), REST, REST_OF_ALL
    names = {each: f"<str:{each}_id>" for each in ("voice", "take", "consent")}
    tried = {(method, path.format(**names)) for _action, method, path, _fields in table}
    assert offered == tried - {("post", "jobs")} | others


def test_the_table_is_as_decided_and_leaves_nothing_out():
    assert {(role.value, whose.value): set(may) for (role, whose), may in TABLE.items()} == EXPECTED
    assert len(TABLE) == len(Role) * len(Whose)


@pytest.fixture
def arranged(alice, colleague):
    """A finished voice, as a role of the workspace sees it."""

    def arrange(role: str, whose: str) -> Voice:
        people = {"member": (colleague, alice), "owner": (alice, colleague)}
        me, other = people.get(role, (None, colleague))
        holder = other if whose != "own" else me
        user = holder.user if holder else None
        usable_by = "holder" if whose == "closed" else "everybody"
        with in_tenant(alice.tenant):
            consent = Consent.objects.create(
                person="Ms Lin",
                status=Consent.Status.VERIFIED,
                seconds=4,
                has_recording=True,
                recorded_by=user,
                recorded_by_token=None if user else alice.tenant.id,
            )
            voice = Voice.objects.create(
                name="Ms Lin",
                status=Voice.Status.READY,
                clip_seconds=8,
                consent=consent,
                speaker=user,
                created_by=user,
                usable_by=usable_by,
            )
            for mood in ("neutral", "happy"):
                take = Take.objects.create(voice=voice, status="ready", seconds=8, mood=mood)
                VoiceConditioning.objects.create(
                    voice=voice, take=take, engine="kokoro", sealed=b""
                )
        return voice

    return arrange


def state(tenant):
    """All that an action could have changed."""
    with in_tenant(tenant):
        return (
            list(Voice.objects.values_list("id", "name", "status", "usable_by")),
            sorted(Take.objects.values_list("id", "transcript_source")),
            list(Consent.objects.values_list("id", "name", "status")),
            Job.objects.count(),
        )


def filled(text, voice):
    take = voice.takes.filter(mood="happy").first()
    return text.format(voice=voice.id, take=take.id if take else "gone", consent=voice.consent_id)


def check_calls(alice, voice, calls, allowed, call):
    for action, method, path, fields in calls:
        with in_tenant(alice.tenant):
            if not voice.takes.filter(mood="happy").exists() and voice.status == "ready":
                Take.objects.create(voice=voice, status="ready", seconds=8, mood="happy")
            address = filled(path, voice)
            body = {name: filled(value, voice) for name, value in fields.items()}
        before = state(alice.tenant)
        status = call(method, address, body)
        if action in allowed:
            assert status != 403, (method, path)
        else:
            assert status == 403, (method, path)
            assert state(alice.tenant) == before, (method, path)


@pytest.mark.parametrize("whose", [each.value for each in Whose])
@pytest.mark.parametrize("role", ["member", "owner"])
def test_pages(alice, colleague, arranged, role, whose):
    voice, person = arranged(role, whose), colleague if role == "member" else alice
    page = person.browser.get(person.page(f"voices/{voice.id}")).content.decode()
    allowed = EXPECTED[role, whose]
    assert ("/share" in page) == (Action.SHARE in allowed)
    assert (f"voices/{voice.id}/delete" in page) == (Action.WITHDRAW in allowed)
    assert ("/transcript" in page) == (Action.CHANGE in allowed)
    assert (f'name="voice" value="{voice.id}"' in page) == (Action.USE in allowed)

    def call(method, path, body):
        return getattr(person.browser, method)(person.page(path), body).status_code

    check_calls(alice, voice, PAGES, allowed, call)


@pytest.mark.parametrize("whose", [each.value for each in Whose])
@pytest.mark.parametrize("role", ["token", "admin_token"])
def test_rest(alice, arranged, role, whose):
    voice = arranged(role, whose)
    if role == "admin_token":
        alice.tenant.api_tokens.update(scopes=["admin"])
    allowed = EXPECTED[role, whose]
    listed = alice.rest.get("/v1/audio/voices").json()["data"]
    assert (voice.id in [each["id"] for each in listed]) == (Action.USE in allowed)

    def call(method, path, body):
        if "audio_sample" in body:
            from django.core.files.uploadedfile import SimpleUploadedFile

            body["audio_sample"] = SimpleUploadedFile("clip.wav", murmur(5))
            return alice.rest.post(f"/v1/{path}", body, format="multipart").status_code
        return getattr(alice.rest, method)(f"/v1/{path}", body, format="json").status_code

    check_calls(alice, voice, REST, allowed, call)


def test_hearing_is_for_base_voices_alone(alice, colleague, arranged):
    voice = arranged("member", "closed")
    heard = colleague.browser.post(colleague.page(f"voices/{voice.id}/hear"))
    assert heard.status_code == 404
    with in_tenant(alice.tenant):
        assert not Job.objects.exists()


def test_only_admins_set_whether_recordings_are_kept(alice, colleague):
    address = colleague.page("voices/recordings")
    assert colleague.browser.get(address).status_code == 403
    assert colleague.browser.post(address, {"keep_originals": "on"}).status_code == 403
    with in_tenant(alice.tenant):
        assert not RecordingPolicy.objects.filter(keep_originals=True).exists()


def test_a_listed_member_may_use_it_and_nobody_else(alice, colleague, arranged):
    voice = arranged("owner", "own")
    share = alice.page(f"voices/{voice.id}/share")
    alice.browser.post(share, {"usable_by": "listed", "users": [colleague.user.id]})
    assert speak(colleague, voice) == 302
    assert (
        alice.rest.post("/v1/jobs", {"input": "Hello.", "voice": voice.id}, format="json").json()[
            "error"
        ]["code"]
        == "voice_not_yours"
    )
    alice.browser.post(share, {"usable_by": "holder"})
    assert speak(colleague, voice) == 422
    assert speak(alice, voice) == 302


def test_sharing_with_nobody_or_a_stranger_changes_nothing(alice, bob, arranged):
    voice = arranged("owner", "own")
    for users in ([], [bob.user.id], ["x"]):
        alice.browser.post(
            alice.page(f"voices/{voice.id}/share"), {"usable_by": "listed", "users": users}
        )
        with in_tenant(alice.tenant):
            assert Voice.objects.get().usable_by == "everybody"
            assert not ListedUser.objects.exists()


@pytest.mark.parametrize("path", ["voices/{voice}/delete", "consents/{consent}/revoke"])
def test_the_speaker_hears_by_mail_when_an_owner_ends_the_voice(alice, colleague, arranged, path):
    voice = arranged("owner", "open")
    alice.browser.post(alice.page(path.format(voice=voice.id, consent=voice.consent_id)))
    queued_mail.send_due()
    (letter,) = mail.outbox
    assert letter.to == [colleague.user.email]
    assert "Ms Lin" in letter.body
    assert "Alice" in letter.body
    assert "语音" in letter.body or "声音" in letter.body


def test_a_speaker_who_deletes_the_own_voice_gets_no_mail(colleague, arranged):
    voice = arranged("member", "own")
    colleague.browser.post(colleague.page(f"voices/{voice.id}/delete"))
    queued_mail.send_due()
    assert not mail.outbox


def test_owners_hold_the_voices_of_members_who_left(alice, colleague, arranged):
    voice = arranged("owner", "closed")
    with in_tenant(alice.tenant):
        Voice.objects.update(speaker=None)  # of a guest, recorded by Carol
    Membership.objects.filter(user=colleague.user).delete()
    alice.browser.post(alice.page(f"voices/{voice.id}/share"), {"usable_by": "everybody"})
    with in_tenant(alice.tenant):
        assert Voice.objects.get().usable_by == "everybody"


def test_a_lesson_says_which_lines_wait_for_a_voice_that_is_not_shared(alice, colleague, arranged):
    voice = arranged("member", "closed")
    made = colleague.browser.post(colleague.page("lessons/new"), {"text": "Hello."})
    lesson = made["Location"].rstrip("/").split("/")[-1]
    patch = {"base_revision": 1, "settings": {"voice": voice.id}}
    saved = colleague.browser.post(
        colleague.page(f"lessons/{lesson}/save"), patch, content_type="application/json"
    ).json()
    assert [each["cannot"] for each in saved["lines"]] == ["voice_not_yours"]
    made = colleague.browser.post(
        colleague.page(f"lessons/{lesson}/make"), {}, content_type="application/json"
    ).json()
    assert set(made["cannot"].values()) == {"voice_not_yours"}
    word = {"start": 0, "end": 5, "word": "Hello", "kind": ""}
    tried = colleague.browser.post(
        colleague.page(f"lessons/{lesson}/lines/{saved['lines'][0]['key']}/readings/preview"),
        word,
        content_type="application/json",
    )
    assert tried.status_code == 403 and tried.json()["error"]["code"] == "voice_not_yours"
    with in_tenant(alice.tenant):
        assert not Job.objects.exists()


def speak(person, voice) -> int:
    """The status of a lesson that is begun with the voice."""
    fields = {"text": "Hello.", "voice": voice.id}
    return person.browser.post(person.page("lessons/new"), fields).status_code
