"""A voice is used once its speaker has said that it is theirs: in their account, or by a link."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.mails.queued_mail import send_due
from accounts.models import Membership
from activity.models import Entry
from notices.models import Notice
from tenants.context import in_tenant
from tests.conftest import Person
from tests.voices.conftest import enrol, murmur, release_of
from tests.voices.test_consents import code, upload
from voices import confirmation
from voices.models import Consent, Voice

STRANGER = "emily@example.com"


@pytest.fixture
def colleague(alice, charlie) -> Person:
    """Charlie as a member of Alice's workspace."""
    Membership.objects.create(user=charlie.user, tenant=alice.tenant)
    return Person(charlie.user, alice.tenant)


def recorded(owner, tools, **more) -> Voice:
    """A voice that somebody recorded on the page, made."""
    ticket = owner.browser.get(owner.page("voices/new")).context["form"]["ticket"].value()
    given = {"name": "Ms E", "person": "Emily", "language": "en", "ticket": ticket, **more}
    answer = owner.browser.post(owner.page("voices/new"), {**given, "recording": upload()})
    assert answer.status_code == 302, answer.context["form"].errors
    enrol(tools)
    with in_tenant(owner.tenant):
        return Voice.objects.get()


def status(owner) -> tuple[str, str]:
    with in_tenant(owner.tenant):
        voice = Voice.objects.select_related("consent").get()
        return voice.status, voice.consent.confirmation


def link() -> str:
    """The path of the link in the newest mail."""
    send_due()
    return re.search(r"http://[^/]+(/consent\?token=\S+)", mail.outbox[-1].body)[1]


def actions() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("action", flat=True))


def test_an_own_voice_needs_no_second_answer(alice, quick_tools):
    recorded(alice, quick_tools, own_voice="on", release=release_of(alice))
    assert status(alice) == ("ready", "own")


def test_somebody_has_to_be_named(alice):
    ticket = alice.browser.get(alice.page("voices/new")).context["form"]["ticket"].value()
    given = {"name": "Ms E", "person": "Emily", "language": "en", "ticket": ticket}
    answer = alice.browser.post(alice.page("voices/new"), {**given, "recording": upload()})
    assert answer.status_code == 422 and answer.context["form"].errors["speaker_email"]
    given["speaker_email"] = "nobody"
    answer = alice.browser.post(alice.page("voices/new"), {**given, "recording": upload()})
    assert answer.status_code == 422 and answer.context["form"].errors["speaker_email"]


def test_a_member_confirms_from_their_own_account(alice, colleague, quick_tools):
    voice = recorded(alice, quick_tools, speaker_email=colleague.user.email.upper())
    assert status(alice) == ("waiting", "waits")
    spoken = {"model": "kokoro", "input": "Hello.", "voice": voice.id}
    answer = alice.rest.post("/v1/audio/speech", spoken, format="json")
    assert (answer.status_code, code(answer)) == (409, "voice_waits")
    assert Notice.objects.get(user=colleague.user).kind == "consent.asked"
    page = alice.page(f"consents/{voice.consent_id}")
    listed = colleague.browser.get(alice.page("consents/")).content.decode()
    assert "Is this your voice?" in listed and page in listed

    # Whoever recorded it can't answer for them.
    alice.browser.post(f"{page}/answer", {"answer": "yes"})
    assert status(alice) == ("waiting", "waits")
    colleague.browser.post(f"{page}/answer", {"answer": "perhaps"})
    assert status(alice) == ("waiting", "waits")

    assert 'value="yes"' in colleague.browser.get(page).content.decode()
    colleague.browser.post(f"{page}/answer", {"answer": "yes"})
    assert status(alice) == ("processing", "given")
    enrol(quick_tools)
    assert status(alice) == ("ready", "given")
    with in_tenant(alice.tenant):
        assert Voice.objects.get().speaker_id == colleague.user.id
    assert Notice.objects.filter(user=alice.user, kind="consent.answered").exists()
    assert "consent.confirmed" in actions()
    assert 'value="yes"' not in colleague.browser.get(page).content.decode()


def test_a_member_who_declines_has_everything_deleted(alice, colleague, quick_tools):
    voice = recorded(alice, quick_tools, speaker_email=colleague.user.email)
    page = alice.page(f"consents/{voice.consent_id}/answer")
    colleague.browser.post(page, {"answer": "no"})
    assert status(alice) == ("revoked", "declined")
    with in_tenant(alice.tenant):
        consent = Consent.objects.get()
        assert consent.status == "revoked" and not consent.has_recording
    colleague.browser.post(page, {"answer": "yes"})
    assert status(alice) == ("revoked", "declined")


def test_somebody_without_an_account_confirms_by_a_mailed_link(alice, quick_tools):
    recorded(alice, quick_tools, speaker_email=STRANGER)
    assert status(alice) == ("waiting", "waits")
    path, browser = link(), Client()
    assert mail.outbox[-1].to == [STRANGER] and "Alice School" in mail.outbox[-1].body
    shown = browser.get(path)
    assert shown.status_code == 200 and "My name is Emily" in shown.content.decode()
    assert status(alice) == ("waiting", "waits"), "to open it changes nothing"
    assert browser.get(path + "x").status_code == 410
    answer = browser.post(path, {"answer": "yes"})
    assert answer.status_code == 200 and "Thank you" in answer.content.decode()
    enrol(quick_tools)
    assert status(alice) == ("ready", "given")
    entry = Entry.objects.get(action="consent.confirmed")
    assert entry.actor_label == STRANGER
    # It is good once.
    assert browser.post(path, {"answer": "no"}).status_code == 410
    assert status(alice) == ("ready", "given")


def test_somebody_without_an_account_declines(alice, quick_tools):
    recorded(alice, quick_tools, speaker_email=STRANGER)
    answer = Client().post(link(), {"answer": "no"})
    assert "deleted" in answer.content.decode()
    assert status(alice) == ("revoked", "declined")


def test_a_link_ends_with_its_time_and_with_another_address(alice, quick_tools, monkeypatch):
    voice = recorded(alice, quick_tools, speaker_email=STRANGER)
    path = link()
    alice.browser.post(
        alice.page(f"consents/{voice.consent_id}/speaker"), {"speaker_email": "other@example.com"}
    )
    assert Client().get(path).status_code == 410
    path = link()
    assert mail.outbox[-1].to == ["other@example.com"]
    assert Client().get(path).status_code == 200
    later = timezone.now() + confirmation.VALID + timedelta(hours=1)
    monkeypatch.setattr(confirmation.timezone, "now", lambda: later)
    assert Client().post(path, {"answer": "yes"}).status_code == 410


def test_a_programs_voice_waits_until_somebody_is_named_and_confirms(alice, colleague, quick_tools):
    asked = {"name": "Emily", "language": "en"}
    consent = alice.rest.post("/v1/audio/voice_consents", asked).json()
    assert consent["confirmation"] == "waits"
    given = {"name": "Ms E", "consent": consent["id"], "audio_sample": upload(murmur(5))}
    alice.rest.post("/v1/audio/voices", given)
    enrol(quick_tools)
    assert status(alice) == ("waiting", "waits")
    page = alice.page(f"consents/{consent['id']}")
    assert 'name="speaker_email"' in alice.browser.get(page).content.decode()
    alice.browser.post(f"{page}/speaker", {"speaker_email": colleague.user.email})
    colleague.browser.post(f"{page}/answer", {"answer": "yes"})
    enrol(quick_tools)
    assert status(alice) == ("ready", "given")


def test_what_nobody_confirms_is_deleted(alice, quick_tools):
    recorded(alice, quick_tools, speaker_email=STRANGER)
    with in_tenant(alice.tenant) as tenant:
        assert confirmation.end_unanswered(tenant=tenant) == 0
        old = timezone.now() - confirmation.VALID - timedelta(minutes=1)
        Consent.objects.update(checked_at=old)
        assert confirmation.end_unanswered(tenant=tenant) == 1
    assert status(alice) == ("revoked", "unanswered")
    assert confirmation.Confirmation.UNANSWERED == "unanswered"
