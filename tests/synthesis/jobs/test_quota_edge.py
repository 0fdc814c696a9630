"""What happens to a job whose estimate was too low, or whose plan shrinks under it."""

import datetime
import random
from unittest import mock

import pytest

from billing import quota
from billing.models import MeterEvent, Plan, PlanOverride, QuotaNotice, SpendingCap, Subscription
from billing.usage.models import DailyUsage, UsageBreakdown
from synthesis import storage, tasks
from synthesis.dispatch import queue
from synthesis.dispatch.models import Lease, PausedJob, QueueEntry, TenantShare
from synthesis.engines import ENGINES
from synthesis.jobs import history
from synthesis.jobs.claimed_segment import start_segment
from synthesis.jobs.order import Order
from synthesis.jobs.outcomes import ending
from synthesis.jobs.outcomes.finish import OverQuota, finish_segment
from synthesis.jobs.submit import submit as submit_order
from synthesis.models import Job, Segment
from synthesis.monitoring import recount
from synthesis.storage import job_audio
from synthesis.worker.worker import Worker
from tenants.limits import limits_of
from tenants.refusal import Refused
from tests.faults import proof, tone

TEXT = " ".join(f"This is sentence number {n}, and it says nothing new." for n in range(8))


@pytest.fixture(autouse=True)
def shared_snapshot(monkeypatch, db):
    monkeypatch.setattr(recount, "ISOLATE", "SELECT 1")


def submit(tenant, text=TEXT, **more) -> Job:
    return submit_order(tenant=tenant, order=Order(text=text, voice="af_heart", **more))


def estimates(job: Job) -> list[int]:
    return list(Segment.objects.filter(job=job).values_list("estimate_ms", flat=True))


def make_next(tenant, audio_ms: int | None = None) -> Job | None:
    """A worker's part with one segment, as long as estimated; None when none may be claimed."""
    claim = queue.claim(engine="kokoro", worker="by-hand")
    if claim is None:
        return None
    job, segment = start_segment(claim=claim)
    audio_ms = segment.estimate_ms if audio_ms is None else audio_ms
    samples = audio_ms * 24
    storage.write_segment(job_audio(tenant, job), segment.index, b"\0\0" * samples)
    return finish_segment(claim=claim, audio_ms=audio_ms)


def allow(daily_ms: int) -> None:
    Plan.objects.filter(code="trial").update(daily_ms=daily_ms)


def used(tenant) -> tuple[int, int]:
    row = DailyUsage.objects.get(day=quota.today(tenant))
    return row.used_ms, row.reserved_ms


def sound() -> bool:
    differences = list(recount.differences())
    assert differences == []
    return True


def test_a_job_longer_than_estimated_pauses_at_the_limit_and_resumes_after_an_upgrade(in_alices):
    job = submit(in_alices)
    known = estimates(job)
    allow(sum(known) + 500)
    for index in range(3):
        make_next(in_alices, audio_ms=known[index] + 1000)
        assert sum(used(in_alices)) <= sum(known) + 500
        assert sound()
    while make_next(in_alices):
        assert sound()
    job.refresh_from_db()
    assert job.status == Job.Status.PAUSED and 0 < job.segments_done < job.segments_total
    assert used(in_alices)[1] == 0
    assert not QueueEntry.objects.exists()
    assert storage.ended_as(job_audio(in_alices, job)) == "paused"
    tasks.follow_plans()
    job.refresh_from_db()
    assert job.status == Job.Status.PAUSED, "there is no more audio than before"

    allow(10 * sum(known))
    tasks.follow_plans()
    job.refresh_from_db()
    assert job.status == Job.Status.QUEUED and not PausedJob.objects.exists()
    assert storage.ended_as(job_audio(in_alices, job)) is None
    while make_next(in_alices, audio_ms=900):
        assert sound()
    job.refresh_from_db()
    assert job.status == Job.Status.COMPLETED
    assert sum(MeterEvent.objects.values_list("audio_ms", flat=True)) == job.audio_ms


def test_a_segment_over_the_limit_is_discarded_and_waits_for_its_true_length(in_alices):
    job = submit(in_alices, "One sentence, and no more than this one.")
    [estimate] = estimates(job)
    allow(estimate)
    with pytest.raises(OverQuota):
        make_next(in_alices, audio_ms=estimate + 1)
    job.refresh_from_db()
    assert job.status == Job.Status.PAUSED and used(in_alices) == (0, 0)
    assert not storage.has_segment(job_audio(in_alices, job), 0)
    assert not MeterEvent.objects.exists() and not Lease.objects.exists()
    tasks.follow_plans()
    assert make_next(in_alices, audio_ms=1) is None, "making it again would be in vain"
    allow(estimate + 1)
    tasks.follow_plans()
    assert make_next(in_alices, audio_ms=estimate + 1).status == Job.Status.COMPLETED
    assert used(in_alices) == (estimate + 1, 0)
    assert sound()


def test_a_paused_job_resumes_the_next_day_in_the_workspaces_time_zone(in_alices):
    in_alices.time_zone = "Asia/Shanghai"
    in_alices.save()
    job = submit(in_alices)
    known = estimates(job)
    allow(sum(known))
    while make_next(in_alices, audio_ms=known[0] + 2000):
        pass
    job.refresh_from_db()
    assert job.status == Job.Status.PAUSED
    first_day = job.usage_day
    tomorrow = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
    with mock.patch.object(quota.timezone, "now", lambda: tomorrow):
        tasks.follow_plans()
        while make_next(in_alices, audio_ms=100):
            pass
    job.refresh_from_db()
    assert job.status == Job.Status.COMPLETED
    assert job.usage_day == first_day + datetime.timedelta(days=1)
    assert sound()


def test_a_smaller_plan_pauses_running_jobs_and_bills_no_more(in_alices):
    job = submit(in_alices)
    make_next(in_alices, audio_ms=1000)
    allow(500)
    with pytest.raises(OverQuota):
        make_next(in_alices, audio_ms=1000)
    job.refresh_from_db()
    assert job.status == Job.Status.PAUSED and used(in_alices) == (1000, 0)
    assert sound()


def test_a_resumed_job_stops_at_the_days_limit(in_alices):
    job = submit(in_alices)
    known = estimates(job)
    allow(100)
    with pytest.raises(OverQuota):
        make_next(in_alices, audio_ms=known[0])
    allow(sum(known[:3]))
    tasks.follow_plans()
    job.refresh_from_db()
    assert (job.status, job.held_from) == (Job.Status.QUEUED, 3)
    assert used(in_alices) == (0, sum(known[:3]))
    assert sound()
    for index in range(3):
        make_next(in_alices, audio_ms=known[index])
    job.refresh_from_db()
    assert job.status == Job.Status.PAUSED and job.segments_done == 3


def test_a_paused_job_can_be_cancelled_and_deleted(in_alices):
    job = submit(in_alices)
    allow(100)
    with pytest.raises(OverQuota):
        make_next(in_alices, audio_ms=1000)
    assert ending.cancel(tenant=in_alices, job_id=job.id)
    assert not PausedJob.objects.exists() and sound()
    ending.delete_job(tenant=in_alices, job_id=job.id)
    assert not Job.objects.exists()


def test_a_worker_without_its_lease_cannot_pause_the_job(in_alices):
    job = submit(in_alices)
    claim = queue.claim(engine="kokoro", worker="by-hand")
    queue.give_back(claim, failed=True)
    allow(100)
    with pytest.raises(queue.LeaseLost):
        finish_segment(claim=claim, audio_ms=5000)
    job.refresh_from_db()
    assert job.is_open


def test_the_month_has_a_limit_of_its_own(in_alices):
    job = submit(in_alices)
    Plan.objects.filter(code="trial").update(monthly_ms=sum(estimates(job)))
    with pytest.raises(Refused) as refused:
        submit(in_alices)
    assert refused.value.code == "insufficient_quota" and "month" in str(refused.value)


def test_a_member_and_a_token_have_their_own_daily_limits(alice, in_alices):
    SpendingCap.objects.create(tenant=in_alices, user=alice.user, daily_ms=100)
    with pytest.raises(Refused) as refused:
        submit(in_alices, created_by=alice.user)
    assert (refused.value.code, refused.value.status) == ("cap_reached", 402)
    record = alice.tenant.api_tokens.first()
    SpendingCap.objects.create(tenant=in_alices, token=record, daily_ms=100)
    with pytest.raises(Refused) as refused:
        submit(in_alices, api_token=record.id)
    assert refused.value.code == "cap_reached"
    submit(in_alices)


def test_usage_is_broken_down_by_voice_member_and_token(alice, in_alices):
    job = submit(in_alices, created_by=alice.user)
    make_next(in_alices, audio_ms=700)
    rows = {row.kind: row for row in UsageBreakdown.objects.all()}
    assert rows["voice"].key == "af_heart" and rows["member"].key == str(alice.user.id)
    assert rows["voice"].used_ms == rows["member"].used_ms == 700
    ending.cancel(tenant=in_alices, job_id=job.id)
    assert {row.reserved_ms for row in UsageBreakdown.objects.all()} == {0}


def test_notices_are_written_once_at_80_and_100_percent(in_alices):
    job = submit(in_alices)
    known = estimates(job)
    allow(sum(known))
    for estimate in known:
        make_next(in_alices, audio_ms=estimate)
    with pytest.raises(Refused):
        submit(in_alices)
    assert set(QuotaNotice.objects.values_list("scope", "percent")) == {("day", 80), ("day", 100)}


def test_a_suspended_workspace_makes_no_audio(in_alices):
    job = submit(in_alices)
    Subscription.objects.update(suspended_at=datetime.datetime.now(datetime.UTC))
    tasks.follow_plans()
    assert make_next(in_alices, 100) is None
    with pytest.raises(Refused) as refused:
        submit(in_alices)
    assert (refused.value.code, refused.value.status) == ("workspace_suspended", 403)
    Subscription.objects.update(suspended_at=None)
    tasks.follow_plans()
    assert make_next(in_alices, 100).id == job.id


def test_a_changed_plan_updates_a_busy_share(in_alices):
    submit(in_alices)
    Plan.objects.filter(code="trial").update(weight=7.0, concurrency=3)
    tasks.follow_plans()
    assert list(TenantShare.objects.values_list("weight", "cap")) == [(7.0, 3)]


def test_an_override_holds_until_it_expires(in_alices):
    now = datetime.datetime.now(datetime.UTC)
    PlanOverride.objects.create(
        tenant=in_alices, reason="exam week", expires_at=now + datetime.timedelta(1), daily_ms=123
    )
    assert limits_of(in_alices).daily_ms == 123
    PlanOverride.objects.update(expires_at=now)
    assert limits_of(in_alices).daily_ms == Plan.objects.get(code="trial").daily_ms


def test_the_plan_limits_streaming_and_engines(in_alices):
    Plan.objects.filter(code="trial").update(streaming=False)
    with pytest.raises(Refused) as refused:
        submit(in_alices, interactive=True)
    assert refused.value.code == "streaming_not_in_plan"
    Plan.objects.filter(code="trial").update(engines=["another"])
    with pytest.raises(Refused) as refused:
        submit(in_alices)
    assert refused.value.code == "engine_not_in_plan"
    Plan.objects.filter(code="trial").update(engines=[], max_sample_rate=8_000)
    with pytest.raises(Refused) as refused:
        submit(in_alices)
    assert refused.value.code == "sample_rate_not_in_plan"


@pytest.mark.parametrize("seed", range(5))
def test_usage_never_exceeds_the_limit_for_any_jobs_and_lengths(in_alices, seed):
    chance = random.Random(seed)
    limit = 60_000
    allow(limit)
    for _ in range(150):
        try:
            match chance.randrange(4):
                case 0:
                    submit(in_alices, " ".join(TEXT.split()[: chance.randrange(3, 60)]))
                case 1 | 2:
                    make_next(in_alices, audio_ms=chance.randrange(100, 9_000))
                case 3:
                    tasks.follow_plans()
        except (Refused, OverQuota):
            pass
        assert used(in_alices)[0] <= limit if DailyUsage.objects.exists() else True
    assert sound()
    assert used(in_alices)[0] > limit - 9_000, "the quota is used, not only kept"


def test_jobs_older_than_the_plans_history_are_deleted_after_a_grace_period(in_alices):
    old, paused = submit(in_alices, "An old one."), submit(in_alices, "A paused one.")
    ending.cancel(tenant=in_alices, job_id=old.id)
    past = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=91)
    Job.objects.filter(id=old.id).update(finished_at=past)
    Job.objects.filter(id=paused.id).update(status=Job.Status.PAUSED, finished_at=past)
    assert history.forget_old(tenant=in_alices) == 0
    assert Job.objects.count() == 2, "the plan is new"
    Subscription.objects.update(plan_since=past)
    assert history.forget_old(tenant=in_alices) == 1
    assert list(Job.objects.values_list("id", flat=True)) == [paused.id]
    Plan.objects.filter(code="trial").update(history_days=None)
    assert history.forget_old(tenant=in_alices) == 0


def test_pausing_at_the_limit_leaves_whole_audio(in_alices, monkeypatch, settings):
    """With a real worker: what is made before and after the edge is what one run would make."""
    monkeypatch.setitem(ENGINES, tone.NAME, tone.SPEC)
    settings.DEFAULT_ENGINE = tone.NAME
    worker = Worker(tone.ToneEngine(), name="test")
    job = submit_order(
        tenant=in_alices, order=Order(text=proof.TEXT, voice=tone.VOICE, seed=proof.SEED)
    )
    expected = proof.audio_without_faults(proof.TEXT)
    lengths = [storage.milliseconds(len(pcm), job.sample_rate) for pcm in expected]
    allow(sum(lengths[:2]) + 1)
    worker.run_until_idle()
    job.refresh_from_db()
    assert job.status == Job.Status.PAUSED and 1 <= job.segments_done < job.segments_total
    assert used(in_alices)[0] <= sum(lengths[:2]) + 1
    allow(600_000)
    tasks.follow_plans()
    worker.run_until_idle()
    job.refresh_from_db()
    assert job.status == Job.Status.COMPLETED
    audio = job_audio(in_alices, job)
    assert tuple(storage.read_segment(audio, n) for n in range(job.segments_total)) == expected
    assert used(in_alices) == (sum(lengths), 0)
    assert sound()
