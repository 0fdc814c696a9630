"""Who is told of what: each act that people are told of is done once."""

import re
from datetime import timedelta

import pytest
from allauth.core.context import request_context
from django.core import mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from accounts.actor import Actor
from accounts.joining import invitations
from accounts.mails import queued_mail
from accounts.models import Membership, QueuedMail, User
from accounts.people import members
from accounts.sign_in.adapter import Adapter
from billing import notices as of_plan
from billing import operating
from billing.models import QuotaNotice
from lessons.models import Lesson, LineTake, Sound
from notices import reading, services
from notices.kinds import kinds
from notices.models import Notice
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit
from synthesis.models import Segment
from tenants.context import in_tenant
from voices import consents
from voices.models import Consent, Voice
from voices.notifications import notify_ready, notify_rejected
from voices.services import delete_voice

pytestmark = pytest.mark.django_db
OLD = "old@example.org"


def told(user) -> list[str]:
    return [each.kind for each in reading.of_person(user)]


def mails() -> dict[str, str]:
    """What was mailed, by address."""
    queued_mail.send_due()
    return {letter.to[0]: f"{letter.subject}\n{letter.body}" for letter in mail.outbox}


def test_a_changed_role_is_told_to_whom_it_is_about(alice, colleague):
    membership = Membership.objects.get(user=colleague.user)
    by = Membership.objects.get(user=alice.user)
    members.change_role(membership=membership, role="admin", by=by)
    assert told(colleague.user) == ["member.role_changed"] and told(alice.user) == []
    [letter] = mails().values()
    assert "Alice made you Admin in the workspace “Alice School”." in letter
    assert "Alice" not in letter.split("\n")[0]


def test_somebody_who_is_removed_is_told_that_and_nothing_else_of_the_workspace(alice, colleague):
    membership = Membership.objects.get(user=colleague.user)
    by = Membership.objects.get(user=alice.user)
    members.change_role(membership=membership, role="admin", by=by)
    members.remove(membership=Membership.objects.get(user=colleague.user), by=by)
    alice.tenant.name = "Renamed since"
    alice.tenant.save()
    [notice] = reading.of_person(colleague.user)
    shown = reading.shown(notice)
    assert notice.kind == "member.removed" and shown.address == ""
    assert "“Alice School”" in shown.text and shown.workspace == "Alice School"
    letter = mails()[colleague.user.email]
    assert "removed" in letter and "made you" not in letter and "Renamed" not in letter


def test_who_left_by_themselves_is_told_nothing(colleague):
    members.leave(membership=Membership.objects.get(user=colleague.user))
    assert told(colleague.user) == []


def test_who_invited_is_told_in_the_inbox(alice, charlie):
    invitation = invitations.invite(
        tenant=alice.tenant, email=charlie.user.email, role="member", by=alice.user
    )
    invitations.accept(invitation=invitation, user=charlie.user)
    assert told(alice.user) == ["invitation.accepted"] and told(charlie.user) == []
    assert not QueuedMail.objects.exists()


@pytest.mark.parametrize("what", ["totp_activated", "webauthn_added", "recovery_codes_generated"])
def test_changes_of_the_account_are_told(alice, rf, what):
    with request_context(rf.get("/", REMOTE_ADDR="192.0.2.9")):
        Adapter().send_notification_mail(f"mfa/email/{what}", alice.user)
    assert told(alice.user) == ["account.changed"]
    assert "from the address 192.0.2.9" in mails()["alice@example.org"]


def test_a_changed_address_is_told_to_the_old_one(alice, rf):
    with request_context(rf.get("/")):
        Adapter().send_notification_mail("account/email/email_changed", alice.user, email=OLD)
    assert list(mails()) == [OLD]


def test_admins_are_told_of_plan_and_quota_and_members_are_not(alice, colleague):
    operating.change_plan(tenant=alice.tenant, code="school", by=Actor(alice.user))
    of_plan.plan_ends(alice.tenant, timezone.now().date())
    of_plan.payment_failed(alice.tenant)
    QuotaNotice.objects.create(
        tenant=alice.tenant, scope="month", begins=timezone.now().date(), percent=100
    )
    assert of_plan.tell_waiting() == 1 and of_plan.tell_waiting() == 0
    assert told(alice.user) == [
        *("quota.reached", "plan.payment_failed", "plan.ends"),
        "plan.changed",
    ]
    assert told(colleague.user) == []
    queued_mail.send_due()
    assert {letter.to[0] for letter in mail.outbox} == {"alice@example.org"}
    assert len(mail.outbox) == 4
    assert any("100 % of the audio is used" in letter.subject for letter in mail.outbox)


@pytest.fixture
def spoken(alice, colleague):
    """A voice of Carol's, in which a line of a lesson of Alice's was made."""
    with in_tenant(alice.tenant):
        consent = Consent.objects.create(name="c", person="Carol", organisation="A", language="en")
        voice = Voice.objects.create(
            name="Ms Lin",
            status=Voice.Status.READY,
            clip_seconds=6,
            speaker=colleague.user,
            consent=consent,
        )
        job = submit(tenant=alice.tenant, order=Order(text="Good morning.", voice="af_heart"))
        Segment.objects.filter(job=job).update(voice=voice.id)
        lesson = Lesson(author=alice.user)
        lesson.sealed_title = lesson.content = b""
        lesson.save()
        Sound.objects.create(digest="d", job=job, first_segment=0, segment_count=1)
        LineTake.objects.create(lesson=lesson, key="k", digest="d", asked="a")
        yield voice


def test_a_voice_that_is_ready_or_fails_is_told_to_its_speaker(alice, colleague, spoken):
    notify_ready(alice.tenant, spoken)
    notify_rejected(alice.tenant, spoken, "noise")
    assert told(colleague.user) == ["voice.failed", "voice.ready"] and told(alice.user) == []
    assert not QueuedMail.objects.exists()


@pytest.mark.parametrize("deleted", [False, True])
def test_whose_voice_is_withdrawn_and_whose_lessons_use_it_are_told(
    alice, bob, colleague, spoken, deleted
):
    admin = Actor(User.objects.create_user("ann@example.org", None, name="Ann"))
    if deleted:
        delete_voice(tenant=alice.tenant, voice=spoken, by=admin)
    else:
        consents.revoke(tenant=alice.tenant, consent=spoken.consent, by=admin)
    assert told(colleague.user) == ["voice.own_gone"] and told(alice.user) == ["voice.gone"]
    letters = mails()
    assert set(letters) == {"alice@example.org", "carol@example.org"}
    assert "Ann has deleted your voice “Ms Lin”" in letters["carol@example.org"]
    assert "1 lesson of yours" in letters["alice@example.org"]


def test_withdrawing_and_deleting_a_voice_is_told_once(alice, colleague, spoken):
    by = Actor(alice.user)
    consents.revoke(tenant=alice.tenant, consent=spoken.consent, by=by)
    spoken.refresh_from_db()
    delete_voice(tenant=alice.tenant, voice=spoken, by=by)
    assert told(colleague.user) == ["voice.own_gone"] and told(alice.user) == []


def test_the_author_of_a_lesson_in_the_bin_or_in_another_voice_is_not_told(alice, spoken):
    Lesson.objects.update(binned_at=timezone.now())
    delete_voice(tenant=alice.tenant, voice=spoken, by=Actor(spoken.speaker))
    assert told(alice.user) == []


def test_what_is_rolled_back_is_told_to_nobody(alice):
    with pytest.raises(RuntimeError), transaction.atomic():
        services.notify(kind="account.attempts", to=[alice.user])
        raise RuntimeError
    assert not Notice.objects.exists() and not QueuedMail.objects.exists()


def test_a_stranger_to_the_workspace_is_told_nothing_of_it(alice, bob):
    services.notify(kind="voice.gone", to=[bob.user], tenant=alice.tenant, details={"voice": "x"})
    assert not Notice.objects.exists() and not QueuedMail.objects.exists()


def test_who_leaves_before_the_mail_is_sent_gets_none(alice, colleague):
    services.notify(
        kind="voice.ready",
        to=[colleague.user],
        tenant=alice.tenant,
        details={"voice": "Ms Lin"},
    )
    services.notify(
        kind="workspace.restored", to=[colleague.user], tenant=alice.tenant, topic="closing"
    )
    assert QueuedMail.objects.count() == 1
    Membership.objects.get(user=colleague.user).delete()
    assert not QueuedMail.objects.exists() and told(colleague.user) == []


def test_names_in_mails_are_no_links(alice, colleague):
    alice.tenant.name = "Pay https://evil.example/x\nBcc: me@evil.example"
    alice.tenant.save()
    details = {"voice": "www.evil.example", "lessons": 1}
    services.notify(kind="voice.gone", to=[colleague.user], tenant=alice.tenant, details=details)
    letter = mails()[colleague.user.email]
    assert "evil.example" not in letter and "me@" not in letter and "evil. example" in letter


EXAMPLES = {
    "account.new_browser": {"browser": "", "address": ""},
    "account.changed": {"what": "totp_activated", "address": ""},
    "member.role_changed": {"to": "admin", "by": ""},
    "workspace.closing": {"deletes_at": "2026-12-01T08:00:00+00:00"},
    "support.asks": {"who": "Sue", "reason": "Ticket 7"},
    "consent.asked": {"by": "", "person": "Emily"},
    "consent.answered": {"person": "Emily", "confirmed": False},
    "voice.own_gone": {"voice": "V", "by": "", "deleted": True},
    "voice.gone": {"voice": "V", "lessons": 2},
    "voice.unused": {"voice": "V", "day": "2026-12-01"},
    "plan.ends": {"day": "2026-12-01"},
    "workspace.suspended": {"reason": "Unpaid bill."},
    "workspace.export_ready": {"size": 241_172_480},
    "workspace.export_failed": {"reason": "died"},
    "quota.reached": {"scope": "day", "begins": "2026-12-01", "percent": 80},
}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_kind_is_read_in_the_readers_language(alice, language):
    membership = Membership.objects.get(user=alice.user)
    for kind in kinds().values():
        notice = Notice(
            user=alice.user,
            tenant=alice.tenant,
            membership=membership,
            kind=kind.name,
            details=EXAMPLES.get(kind.name, {}),
        )
        with override(language):
            shown = reading.shown(notice)
        for said in (shown.title, shown.text):
            assert said and "%" not in said.replace("80 %", ""), kind.name
            assert bool(re.search("[一-鿿]", said)) == (language == "zh-hans"), (kind.name, said)
        assert "{" not in shown.text
    assert all(kind.mail for kind in kinds().values() if kind.fixed)


def test_old_notices_are_forgotten(alice):
    services.notify(kind="account.attempts", to=[alice.user])
    assert services.forget_old() == 0
    Notice.objects.update(created_at=timezone.now() - services.KEPT - timedelta(hours=1))
    assert services.forget_old() == 1 and not Notice.objects.exists()


def test_a_deleted_account_leaves_none(charlie):
    services.notify(kind="account.attempts", to=[charlie.user])
    charlie.browser.post("/account/delete", {"email": charlie.user.email})
    assert not Notice.objects.exists()
    assert queued_mail.send_due() == 0 and not QueuedMail.objects.exists()
