"""A voice that nobody uses is deleted, and not before its holder and the admins were told."""

import datetime
from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone

from accounts.mails import queued_mail
from accounts.models import Membership
from activity.models import Entry
from billing.usage.models import UsageBreakdown
from notices.models import Notice
from tenants.context import in_tenant
from tests.conftest import Person
from voices import storage, unused
from voices.models import Consent, Take, Voice, VoiceConditioning

DAY = timedelta(days=1)
STEPS = (unused.forget_told, unused.tell, unused.delete)


@pytest.fixture
def holder(alice, charlie) -> Person:
    """A member of Alice's workspace, whose voice it is."""
    Membership.objects.create(user=charlie.user, tenant=alice.tenant)
    return Person(charlie.user, alice.tenant)


@pytest.fixture
def voice(alice, holder) -> Voice:
    """A finished voice, made today."""
    with in_tenant(alice.tenant) as tenant:
        consent = Consent.objects.create(
            name="c", person="Carol", organisation="A", language="en", has_recording=True,
            status="verified",
        )  # fmt: skip
        storage.write_consent(tenant, consent.id, np.zeros(8, np.float32))
        made = Voice.objects.create(
            name="Ms C", status="ready", clip_seconds=6, consent=consent, speaker=holder.user
        )
        take = Take.objects.create(voice=made, seconds=6, status="ready", clip_kept=False)
        VoiceConditioning.objects.create(voice=made, take=take, engine="hummer", sealed=b"x")
    return made


@pytest.fixture
def night(alice, monkeypatch):
    """Runs the steps of a night so many days from now, as the retention run does; returns how many
    voices each has dealt with."""
    began = timezone.now()

    def run(days: float) -> list[int]:
        monkeypatch.setattr(unused.timezone, "now", lambda: began + days * DAY)
        counts = []
        with in_tenant(alice.tenant) as tenant:
            for step in STEPS:
                counts.append(0)
                while count := step(tenant=tenant):
                    counts[-1] += count
        return counts

    return run


def use(alice, voice: Voice, days: int) -> None:
    day = (datetime.datetime.now(datetime.UTC) + days * DAY).date()
    with in_tenant(alice.tenant):
        UsageBreakdown.objects.create(day=day, kind="voice", key=voice.id, used_ms=900)


def is_there(alice) -> bool:
    with in_tenant(alice.tenant):
        return Voice.objects.exists()


def test_after_three_years_and_a_notice_it_is_deleted_and_its_record_stays(
    alice, holder, voice, night
):
    assert night(1064) == [0, 0, 0]
    assert night(1066) == [0, 1, 0]
    kinds = [each.kind for each in Notice.objects.filter(user=holder.user)]
    assert kinds == ["voice.unused"]
    assert Notice.objects.filter(user=alice.user, kind="voice.unused").exists()
    queued_mail.send_due()
    assert night(1090) == [0, 0, 0], "told once"
    assert night(1095.5) == [0, 0, 0] and is_there(alice), "not 30 days yet"
    assert night(1097) == [0, 0, 1] and not is_there(alice)
    with in_tenant(alice.tenant) as tenant:
        assert not VoiceConditioning.objects.exists()
        consent = Consent.objects.get()
        assert (consent.status, consent.has_recording) == ("verified", False)
        with pytest.raises(FileNotFoundError):
            storage.read_consent(tenant, consent.id)
    entry = Entry.objects.get(action="voice.deleted")
    assert (entry.actor_kind, entry.actor_label) == ("system", "retention")
    gone = Notice.objects.get(user=holder.user, kind="voice.own_gone")
    assert gone.details["unused"] and not gone.details["by"]


def test_the_notice_says_until_when(alice, holder, voice, night):
    night(1066)
    page = holder.browser.get("/account/notices").content.decode()
    assert "Nobody has used the voice “Ms C”" in page
    zh = holder.browser.get("/account/notices", headers={"accept-language": "zh-CN"})
    assert "长期无人使用" in zh.content.decode()


def test_a_use_keeps_it_for_another_three_years(alice, voice, night):
    use(alice, voice, 700)
    assert night(1200) == [0, 0, 0]
    assert night(1770) == [0, 1, 0]
    use(alice, voice, 1771)
    assert night(1801) == [1, 0, 0] and is_there(alice)
    assert night(2500) == [0, 0, 0]
    assert night(2840) == [0, 1, 0]
    assert night(2871) == [0, 0, 1]


def test_a_new_recording_is_a_use(alice, voice, night):
    later = timezone.now() + 900 * DAY
    with in_tenant(alice.tenant):
        take = Take.objects.create(voice=voice, seconds=6)
        Take.objects.filter(id=take.id).update(created_at=later)
    assert night(1500) == [0, 0, 0]
    assert night(1967) == [0, 1, 0]


def test_a_shorter_time_deletes_nothing_that_nobody_was_told_of(alice, voice, night, settings):
    settings.VOICE_UNUSED_DAYS = 60
    assert night(500) == [0, 1, 0] and is_there(alice)
    assert night(529) == [0, 0, 0]
    assert night(530.1) == [0, 0, 1]


def test_a_use_on_the_last_day_counts(alice, voice, night):
    night(1066)
    use(alice, voice, 1096)
    assert night(1097) == [1, 0, 0] and is_there(alice)


def test_only_voices_that_hold_a_template_are_looked_at(alice, voice, night):
    with in_tenant(alice.tenant):
        Voice.objects.update(status="revoked")
    assert night(2000) == [0, 0, 0]


def test_the_schedule_says_it(client, db, settings):
    settings.VOICE_UNUSED_DAYS = 400
    page = client.get("/retention").content.decode()
    assert "nobody has used them for 400 days; 30 days before" in page
