"""The nightly deletion: what goes, what stays, and that it can be stopped at any point."""

import datetime
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db.models import Sum
from django.utils import timezone

from accounts.models import Invitation, Membership
from billing.models import MeterEvent, MeterReport, MeterSum, Plan, Subscription, WebhookEvent
from billing.reporting import rolling_up
from synthesis.jobs import history
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit
from synthesis.models import Job
from synthesis.monitoring import recount
from synthesis.storage import job_audio
from synthesis.worker.worker import Worker
from tenants import files, retention
from tenants.context import in_tenant
from tenants.limits import limits_of
from tenants.models import RetentionRun, Tenant
from tests.faults.tone import HummingKokoro

LONG_AGO = timedelta(days=500)


@pytest.fixture(autouse=True)
def shared_snapshot(monkeypatch, db):
    monkeypatch.setattr(recount, "ISOLATE", "SELECT 1")


def made(person, text: str = "An old sentence that is long enough. " * 6) -> Job:
    with in_tenant(person.tenant):
        job = submit(tenant=person.tenant, order=Order(text=text, voice="af_heart"))
    Worker(HummingKokoro(), name="test").run_until_idle()
    with in_tenant(person.tenant):
        job.refresh_from_db()
    return job


def older(person, by: timedelta) -> None:
    """Everything of the workspace happened `by` earlier."""
    with in_tenant(person.tenant):
        for job in Job.objects.all():
            job.finished_at -= by
            job.save()
    Subscription.objects.filter(tenant=person.tenant).update(plan_since=timezone.now() - LONG_AGO)


def night() -> None:
    for _ in range(1000):
        if not retention.work(seconds=60):
            return
    raise AssertionError("the night has no end")


def begin_again() -> None:
    RetentionRun.objects.update(night=timezone.now() - timedelta(days=3))


def test_what_is_old_goes_and_what_is_new_stays(alice):
    now = timezone.now()
    for key, days in (("old", -1), ("new", 1)):
        Session.objects.create(session_key=key, expire_date=now + timedelta(days=days))
        WebhookEvent.objects.create(id=f"evt_{key}", kind="test")
        Invitation.objects.create(
            tenant=alice.tenant, email=f"{key}@example.org", sent_at=now, expires_at=now
        )
    WebhookEvent.objects.filter(id="evt_old").update(received_at=now - LONG_AGO)
    Invitation.objects.filter(email="old@example.org").update(expires_at=now - LONG_AGO)
    night()
    assert [*Session.objects.filter(session_key__in=["old", "new"])] == [
        Session.objects.get(session_key="new")
    ]
    assert [*WebhookEvent.objects.values_list("id", flat=True)] == ["evt_new"]
    assert [*Invitation.objects.values_list("email", flat=True)] == ["new@example.org"]
    run = RetentionRun.objects.get()
    assert run.finished_at and run.failed == 0 and run.lease is None
    assert run.deleted["accounts.sign_in.sessions.forget_ended"] == 1


def test_the_audio_of_an_old_job_goes_and_the_job_says_so(alice):
    Plan.objects.update(audio_days=30, history_days=90)
    job, kept = made(alice), made(alice, "Another one.")
    older(alice, timedelta(days=31))
    with in_tenant(alice.tenant):
        Job.objects.filter(id=kept.id).update(finished_at=timezone.now())
        folder = job_audio(alice.tenant, job).folder
    assert files.store().is_open(folder)
    night()
    assert not files.store().is_open(folder)
    for part in ("", "?format=wav", "?from_byte=0"):
        answer = alice.rest.get(f"/v1/jobs/{job.id}/audio{part}")
        assert answer.status_code == 410, part
        assert answer.json()["error"]["code"] == "audio_expired"
    body = alice.rest.get(f"/v1/jobs/{job.id}").json()
    assert body["audio_expired_at"] and body["status"] == "completed"
    again = alice.rest.post(f"/v1/jobs/{job.id}/segments/0", {"input": "New."}, format="json")
    assert again.status_code == 410
    assert alice.rest.get(f"/v1/jobs/{kept.id}/audio?format=wav").status_code == 200
    assert list(recount.differences()) == []
    older(alice, timedelta(days=60))
    begin_again()
    night()
    with in_tenant(alice.tenant):
        assert not Job.objects.filter(id=job.id).exists()
        assert Job.objects.filter(id=kept.id).exists()
    assert list(recount.differences()) == []


def test_an_admin_shortens_what_the_plan_allows(alice):
    Plan.objects.update(audio_days=30, history_days=None)
    job = made(alice)
    older(alice, timedelta(days=4))
    page = alice.page("kept")
    refused = alice.browser.post(page, {"audio_days": "31"})
    assert refused.status_code == 422 and "30 days at most" in refused.content.decode()
    assert alice.browser.post(page, {"history_days": "3"}).status_code == 302
    with in_tenant(alice.tenant):
        assert history.kept(limits_of(alice.tenant)) == history.Kept(3, 3)
    night()
    with in_tenant(alice.tenant):
        assert not Job.objects.filter(id=job.id).exists()


def test_a_member_may_not_change_it(alice):
    Membership.objects.filter(user=alice.user).update(role=Membership.Role.MEMBER)
    assert alice.browser.get(alice.page("kept")).status_code == 403
    assert alice.browser.post(alice.page("kept"), {"history_days": "3"}).status_code == 403


def test_meter_events_are_summed_up_and_the_books_still_agree(alice, monkeypatch):
    job = made(alice)
    report = MeterReport.objects.create(
        tenant=alice.tenant,
        customer="cus_1",
        hour=timezone.now() - LONG_AGO,
        at=timezone.now(),
        events=0,
        audio_ms=0,
        carried_in_ms=0,
        units=0,
        carried_out_ms=0,
        identifier="r1",
        state=MeterReport.State.WAITING,
    )
    events = MeterEvent.objects.filter(tenant=alice.tenant)
    before = events.aggregate(sum=Sum("audio_ms"))["sum"]
    count = events.count()
    assert count > 1 and list(recount.differences()) == []
    monkeypatch.setattr(rolling_up, "KEPT", -timedelta(days=2))
    events.filter(id=events.first().id).update(customer="cus_1", report=report)
    assert rolling_up.roll_up(tenant=alice.tenant) == count - 1, "of an unsettled report, it stays"
    MeterReport.objects.update(state=MeterReport.State.SENT)
    assert rolling_up.roll_up(tenant=alice.tenant) == 1
    assert rolling_up.roll_up(tenant=alice.tenant) == 0
    assert not events.exists()
    sums = MeterSum.objects.filter(tenant=alice.tenant)
    assert sums.aggregate(sum=Sum("audio_ms"), events=Sum("events")) == {
        "sum": before,
        "events": count,
    }
    assert sorted(sums.values_list("customer", "report")) == [("", None), ("cus_1", report.id)]
    assert list(recount.differences()) == []
    sums.filter(customer="").update(audio_ms=1)
    assert any("more than the sums" in line for line in recount.differences())
    assert any("used on" in line for line in recount.differences())
    assert job.audio_ms == before


def test_usage_by_the_hour_ends_where_events_are_summed_up(alice):
    day = int((timezone.now() - LONG_AGO).timestamp())
    query = f"start_time={day}&end_time={day + 3600}&bucket_width=1h"
    answer = alice.rest.get(f"/v1/usage?{query}")
    assert answer.status_code == 400 and "92" in answer.json()["error"]["message"]


def test_it_goes_on_where_it_was_stopped(alice, bob, settings, monkeypatch):
    seen: list[str] = []
    left = {alice.tenant.id: 3, bob.tenant.id: 2}

    def step(*, tenant):
        seen.append(tenant.slug)
        left[tenant.id] -= 1
        return max(0, left[tenant.id])

    monkeypatch.setattr(history, "forget_old", step)
    settings.RETENTION_STEPS = []
    settings.RETENTION_STEPS_OF_TENANT = ["synthesis.jobs.history.forget_old"]
    ticks = iter(range(1000))
    calls = 0
    while retention.work(seconds=2, clock=lambda: next(ticks)):
        calls += 1
    assert calls >= 2, "two batches use up the time"
    assert sorted(seen) == ["alice-school"] * 3 + ["bob-school"] * 2
    assert not retention.work(), "through for tonight"


def test_one_process_at_a_time(db):
    assert retention._claim() is not None
    assert retention._claim() is None and not retention.work()
    RetentionRun.objects.update(leased_until=timezone.now())
    assert retention._claim() is not None, "a dead one's lease runs out"


def test_a_step_that_fails_keeps_no_other_waiting(alice, settings, monkeypatch):
    def broken(*, tenant):
        raise RuntimeError("as asked")

    monkeypatch.setattr(history, "forget_old", broken)
    Session.objects.create(session_key="old", expire_date=timezone.now() - timedelta(days=1))
    night()
    run = RetentionRun.objects.get()
    assert run.failed == Tenant.objects.count() and run.finished_at
    assert not Session.objects.filter(session_key="old").exists()


def test_a_night_begins_once(db, monkeypatch):
    night()
    first = RetentionRun.objects.get().night
    night()
    assert RetentionRun.objects.get().night == first
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    night()
    assert RetentionRun.objects.get().night == first + datetime.timedelta(days=1)
