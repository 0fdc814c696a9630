"""Nothing is made of a voice before its speaker has accepted the written release."""

import pytest
from django.core import mail
from django.test import Client
from rest_framework.test import APIClient

from accounts import tokens
from accounts.mails.queued_mail import send_due
from accounts.models import Membership
from tenants.context import in_tenant
from tests.voices.conftest import enrol, murmur, release_of
from tests.voices.test_confirmation import STRANGER, colleague, link, recorded, status  # noqa: F401
from tests.voices.test_consents import code, upload
from voices import policy, releases
from voices.consent.release import LANGUAGES, Facts, release
from voices.enrolment import queue
from voices.models import Consent, Take, Voice, VoiceConditioning

FACTS = Facts("Oak School", "Lectern Ltd", "privacy@x.org", False, 500, 400, 14)


def consent_of(owner) -> Consent:
    with in_tenant(owner.tenant):
        return Consent.objects.get()


def made(owner) -> int:
    with in_tenant(owner.tenant):
        return VoiceConditioning.objects.count()


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_what_is_kept_what_for_and_how_long(language):
    text = release(FACTS, language=language).text
    for told in ("Oak School", "Lectern Ltd", "privacy@x.org", "500", "400", "14"):
        assert told in text
    other = Facts("Oak School", "", "", True, 500, 400, 14)
    assert release(other, language=language).digest != release(FACTS, language=language).digest
    assert "{" not in release(other, language=language).text


def test_who_records_their_own_voice_accepts_it_on_the_page(alice, quick_tools, settings):
    settings.VOICE_UNUSED_DAYS = 777
    page = alice.browser.get(alice.page("voices/new")).content.decode()
    assert release_of(alice) in page and "777 days" in page
    ticket = alice.browser.get(alice.page("voices/new")).context["form"]["ticket"].value()
    given = {"name": "Ms E", "person": "Emily", "language": "en", "ticket": ticket}
    given |= {"own_voice": "on", "recording": upload()}
    for wrong in ({}, {"release": "0" * 64}):
        answer = alice.browser.post(alice.page("voices/new"), {**given, **wrong})
        assert answer.status_code == 422 and answer.context["form"].errors["release"]
        given["recording"] = upload()
    # The settings change while the page is open.
    accepted = release_of(alice)
    settings.VOICE_UNUSED_DAYS = 700
    answer = alice.browser.post(alice.page("voices/new"), {**given, "release": accepted})
    assert "has changed" in str(answer.context["form"].errors["release"])

    zh = release_of(alice, "zh")
    recorded(alice, quick_tools, own_voice="on", release=zh)
    consent = consent_of(alice)
    assert (consent.confirmation, consent.release_digest, consent.release_language) == (
        *("own", zh, "zh"),
    )
    assert consent.release_accepted_at and releases.of(consent).digest == zh
    assert status(alice) == ("ready", "own") and made(alice) == 1
    send_due()
    [letter] = [each for each in mail.outbox if "release" in each.subject]
    assert letter.to == [alice.user.email] and "700" in letter.body


def test_a_member_reads_accepts_and_gets_it(alice, colleague, quick_tools):  # noqa: F811
    voice = recorded(alice, quick_tools, speaker_email=colleague.user.email)
    assert status(alice) == ("waiting", "waits") and made(alice) == 0
    with in_tenant(alice.tenant):
        take = Take.objects.get()
        assert (take.status, take.clip_kept) == ("waiting", True)
    send_due()
    [letter] = [each for each in mail.outbox if "release" in each.subject]
    assert letter.to == [colleague.user.email] and "biometric identifier" in letter.body
    page = alice.page(f"consents/{voice.consent_id}")
    shown = colleague.browser.get(page).content.decode()
    assert consent_of(alice).release_digest in shown and "biometric identifier" in shown
    printed = colleague.browser.get(f"{page}/release").content.decode()
    assert "biometric identifier" in printed and "Not accepted yet." in printed
    colleague.browser.post(f"{page}/answer", {"answer": "yes"})
    consent = consent_of(alice)
    assert consent.release_accepted_at == consent.answered_at
    enrol(quick_tools)
    assert status(alice) == ("ready", "given") and made(alice) == 1
    assert "Accepted by Emily" in colleague.browser.get(f"{page}/release").content.decode()


def test_somebody_without_an_account_gets_it_with_the_link(alice, quick_tools):
    recorded(alice, quick_tools, speaker_email=STRANGER)
    path = link()
    assert "biometric identifier" in mail.outbox[-1].body
    assert "biometric identifier" in Client().get(path).content.decode()
    Client().post(path, {"answer": "no"})
    assert status(alice) == ("revoked", "declined") and made(alice) == 0
    assert consent_of(alice).release_accepted_at is None


def test_the_gate_holds_without_a_release_that_was_accepted(alice, quick_tools):
    """Whatever a record says of the confirmation."""
    recorded(alice, quick_tools, speaker_email=STRANGER)
    with in_tenant(alice.tenant) as tenant:
        Consent.objects.update(confirmation="given")
        Take.objects.update(status="processing")
        queue.put(tenant=tenant, subject_id=Take.objects.get().id)
    enrol(quick_tools)
    assert made(alice) == 0
    with in_tenant(alice.tenant):
        assert Take.objects.get().status == "waiting"


def test_a_personal_token_accepts_it_by_its_digest(alice, colleague, quick_tools):  # noqa: F811
    maker = Membership.objects.get(user=colleague.user)
    _token, text = tokens.issue(
        tenant=alice.tenant,
        name="mine",
        kind="person",
        by=maker,
        scopes=["voices:write", "voices:read"],
    )
    rest = APIClient(headers={"authorization": f"Bearer {text}"})
    consent = rest.post("/v1/audio/voice_consents", {"name": "Carol", "language": "en"}).json()
    assert (consent["confirmation"], consent["release"]["accepted_at"]) == ("waits", None)
    given = {"name": "Ms C", "consent": consent["id"], "audio_sample": upload(murmur(5))}
    voice = rest.post("/v1/audio/voices", given).json()
    enrol(quick_tools)
    assert rest.get(f"/v1/audio/voices/{voice['id']}").json()["status"] == "waiting"
    address = f"/v1/audio/voice_consents/{consent['id']}"
    other = rest.post(address, {"release": "0" * 64})
    assert (other.status_code, code(other)) == (409, "release_changed")
    digest = {"release": consent["release"]["digest"]}
    # A program of the workspace is not the speaker.
    assert alice.rest.post(address, digest).status_code == 403
    accepted = rest.post(address, digest).json()
    assert accepted["confirmation"] == "given" and accepted["release"]["accepted_at"]
    enrol(quick_tools)
    assert rest.get(f"/v1/audio/voices/{voice['id']}").json()["status"] == "ready"


def test_what_was_confirmed_before_there_were_releases_goes_on(alice, quick_tools):
    recorded(alice, quick_tools, speaker_email=STRANGER)
    empty = {"release": "", "release_digest": "", "release_version": "", "release_language": ""}
    with in_tenant(alice.tenant):
        Consent.objects.update(**empty)
    Client().post(link(), {"answer": "yes"})
    enrol(quick_tools)
    assert status(alice) == ("ready", "given")
    page = alice.page(f"consents/{consent_of(alice).id}/release")
    assert alice.browser.get(page).status_code == 404


def test_before_anything_is_recorded_it_can_be_read(alice):
    page = alice.browser.get(alice.page("voices/release")).content.decode()
    assert release_of(alice) in page
    zh = alice.browser.get(alice.page("voices/release"), headers={"accept-language": "zh-CN"})
    assert release_of(alice, "zh") in zh.content.decode()


def test_clips_that_wait_are_kept_when_the_workspace_keeps_none(alice, quick_tools):
    recorded(alice, quick_tools, speaker_email=STRANGER)
    with in_tenant(alice.tenant) as tenant:
        policy.set_keeps_originals(tenant=tenant, keep=False)
        assert Take.objects.get().clip_kept and Voice.objects.get().status == "waiting"
