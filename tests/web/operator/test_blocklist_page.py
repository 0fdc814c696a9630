"""The operator blocks a speaker by a voice, a consent or a report, and takes it back."""

import numpy as np
import pytest
from django.test import Client

from abuse_reports.models import AbuseReport
from accounts.models import User
from activity.models import Entry
from lessons.links.models import ShareLink
from lessons.models import Lesson, LineTake, Sound
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit
from synthesis.models import Segment
from tenants.context import in_tenant
from voices import storage
from voices.enrolment.models import BlockedSpeaker, PendingEnrolment
from voices.models import Consent, Take, Voice

ADDRESS = "/operator/blocklist/"


def browser(**rights: bool) -> Client:
    client = Client()
    client.force_login(User.objects.create_user(f"op{len(rights)}@x.org", name="Olga", **rights))
    return client


@pytest.fixture
def operator(db) -> Client:
    return browser(is_staff=True, is_superuser=True)


@pytest.fixture
def voice(alice) -> Voice:
    """A voice of Alice's with a consent whose recording is kept."""
    with in_tenant(alice.tenant):
        consent = Consent.objects.create(
            name="c", person="Carol", organisation="A", language="en", has_recording=True
        )
        storage.write_consent(alice.tenant, consent.id, np.zeros(8, np.float32))
        return Voice.objects.create(
            name="Ms C", status=Voice.Status.READY, clip_seconds=6, consent=consent
        )


def given(voice: Voice, **more: str) -> dict[str, str]:
    return {"slug": "alice-school", "source": voice.id, "reason": "She asked us.", **more}


def test_a_voice_or_a_consent_is_named_and_waits_for_the_worker(operator, alice, voice):
    for source in (voice.id, voice.consent_id):
        answer = operator.post(ADDRESS, given(voice, source=source, report="report_1"))
        assert (answer.status_code, answer.url) == (302, ADDRESS)
        made = BlockedSpeaker.objects.latest("blocked_at")
        assert (made.status, made.source_id, made.report_id) == ("waits", source, "report_1")
        assert PendingEnrolment.objects.get(subject_id=made.id).tenant == alice.tenant
        entry = Entry.objects.get(action="speaker.blocked", workspace=None, thing_id=made.id)
        assert entry.actor_kind == "operator" and "Olga" in entry.actor_label
    page = operator.get(ADDRESS).content.decode()
    assert "She asked us." in page and source in page and "Olga" in page
    assert "Carol" not in page and "Ms C" not in page, "names are the workspace's own"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"slug": "nowhere"}, "slug"),
        ({"source": "voice_x"}, "source"),
        ({"source": "cons_x"}, "source"),
        ({"reason": ""}, "reason"),
    ],
)
def test_what_is_not_there_is_refused_beside_its_field(operator, voice, wrong, field):
    answer = operator.post(ADDRESS, given(voice, **wrong))
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [field]
    assert not BlockedSpeaker.objects.exists()


def test_without_a_recording_it_is_refused(operator, alice, voice):
    with in_tenant(alice.tenant):
        Consent.objects.update(has_recording=False)
    answer = operator.post(ADDRESS, given(voice))
    assert answer.status_code == 422 and "manage.py block_speaker" in answer.content.decode()
    with in_tenant(alice.tenant):
        Take.objects.create(voice=voice, seconds=6, clip_kept=True)
    assert operator.post(ADDRESS, given(voice)).status_code == 302


def test_it_ends_with_a_reason(operator, voice):
    operator.post(ADDRESS, given(voice))
    made = BlockedSpeaker.objects.get()
    operator.post(f"{ADDRESS}{made.id}/end", {"reason": ""})
    made.refresh_from_db()
    assert made.status == "waits"
    operator.post(f"{ADDRESS}{made.id}/end", {"reason": "a mistake"})
    made.refresh_from_db()
    assert (made.status, made.ended_reason) == ("ended", "a mistake")
    assert not PendingEnrolment.objects.exists()
    assert Entry.objects.filter(action="speaker.unblocked", thing_id=made.id).exists()
    page = operator.post(f"{ADDRESS}{made.id}/end", {"reason": "twice"}, follow=True)
    assert "has ended already" in page.content.decode()


def test_support_reads_and_members_do_not(alice, voice):
    support = browser(is_staff=True)
    assert "Block a speaker" not in support.get(ADDRESS).content.decode()
    assert support.post(ADDRESS, given(voice)).status_code == 403
    assert alice.browser.get(ADDRESS).status_code == 403
    assert alice.browser.post(ADDRESS, given(voice)).status_code == 403


def test_a_report_leads_to_the_voices_of_its_lesson(operator, alice, voice):
    with in_tenant(alice.tenant):
        other = Voice.objects.create(name="Mr B", status=Voice.Status.READY, clip_seconds=6)
        job = submit(tenant=alice.tenant, order=Order(text="Good morning. " * 30, voice="af_heart"))
        first, *_rest = Segment.objects.filter(job=job).order_by("index")
        Segment.objects.filter(job=job).update(voice=other.id)
        Segment.objects.filter(id=first.id).update(voice=voice.id)
        lesson = Lesson(author=alice.user)
        lesson.sealed_title = lesson.content = b""
        lesson.save()
        Sound.objects.create(digest="d", job=job, first_segment=0, segment_count=1)
        LineTake.objects.create(lesson=lesson, key="k", digest="d", asked="a")
    link = ShareLink.objects.create(
        tenant=alice.tenant,
        lesson_id=lesson.id,
        token_hash="x",
        sealed_token=b"",
        expires_at="2099-01-01T00:00:00Z",
    )
    report = AbuseReport.objects.create(
        what="voice", text="x", tenant=alice.tenant, share_id=link.id
    )
    page = operator.get(f"/operator/reports/{report.id}/").content.decode()
    assert voice.id in page and other.id not in page and "Ms C" not in page
    form = operator.get(f"{ADDRESS}?slug=alice-school&source={voice.id}&report={report.id}")
    initial = form.context["form"]
    assert [initial[name].value() for name in ("slug", "source", "report")] == [
        "alice-school",
        voice.id,
        report.id,
    ]
