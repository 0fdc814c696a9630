"""Jobs from submission to their end; the tests call what the worker would call."""

import threading

import pytest
from django.db import connection

from billing.models import MeterEvent, Plan
from billing.quota import quota_of
from billing.usage.models import DailyUsage
from synthesis import storage
from synthesis.dispatch import queue
from synthesis.dispatch.models import Lease, QueueEntry, TenantShare
from synthesis.jobs.claimed_segment import start_segment
from synthesis.jobs.order import Order
from synthesis.jobs.outcomes import ending
from synthesis.jobs.outcomes.finish import finish_segment
from synthesis.jobs.submit import submit as submit_order
from synthesis.models import Job, Segment
from synthesis.storage import job_audio
from synthesis.text import plan
from tenants.context import in_tenant
from tenants.limits import limits_of, put_on_plan
from tenants.refusal import Refused

TEXT = "One short sentence. " * 3 + "然后是一句比较长的中文句子，用来看看分段的结果如何。"


def submit(tenant, text=TEXT, **kwargs) -> Job:
    return submit_order(tenant=tenant, order=Order(text=text, voice="af_heart", **kwargs))


def make_next(tenant, audio_ms=900) -> Job:
    """What a worker does with one segment, without an engine."""
    claimed = queue.claim(engine="kokoro", worker="by-hand")
    assert claimed is not None and claimed.tenant == tenant
    job, _segment = start_segment(claim=claimed)
    storage.write_segment(job_audio(tenant, job), claimed.segment_index, b"\0\0" * 100)
    return finish_segment(claim=claimed, audio_ms=audio_ms)


def test_submit_queues_segments_and_reserves_their_estimate(in_alices):
    job = submit(in_alices)
    estimates = sum(Segment.objects.values_list("estimate_ms", flat=True))
    assert job.status == Job.Status.QUEUED
    assert job.segments_total == Segment.objects.count() >= 2
    assert DailyUsage.objects.get().reserved_ms == estimates
    assert TenantShare.objects.get().queued == job.segments_total


def test_a_finished_job_is_counted_to_the_millisecond(in_alices):
    job = submit(in_alices)
    for _ in range(job.segments_total):
        last = make_next(in_alices, audio_ms=901)
    assert last.status == Job.Status.COMPLETED
    assert last.audio_ms == 901 * job.segments_total
    usage = DailyUsage.objects.get()
    assert (usage.reserved_ms, usage.used_ms) == (0, last.audio_ms)
    assert sum(MeterEvent.objects.values_list("audio_ms", flat=True)) == last.audio_ms
    assert not QueueEntry.objects.exists() and not Lease.objects.exists()


def test_a_cancelled_job_is_billed_for_finished_audio_only(in_alices):
    job = submit(in_alices)
    make_next(in_alices, audio_ms=700)
    assert ending.cancel(tenant=in_alices, job_id=job.id)
    assert not ending.cancel(tenant=in_alices, job_id=job.id)
    usage = DailyUsage.objects.get()
    assert (usage.reserved_ms, usage.used_ms) == (0, 700)
    job.refresh_from_db()
    assert job.status == Job.Status.CANCELLED
    assert storage.ended_as(job_audio(in_alices, job)) == "cancelled"
    share = TenantShare.objects.get()
    assert (share.queued, share.running) == (0, 0)


def test_a_segment_finished_after_cancellation_is_discarded(in_alices):
    job = submit(in_alices)
    claimed = queue.claim(engine="kokoro", worker="by-hand")
    start_segment(claim=claimed)
    ending.cancel(tenant=in_alices, job_id=job.id)
    with pytest.raises(queue.LeaseLost):
        finish_segment(claim=claimed, audio_ms=900)
    assert DailyUsage.objects.get().used_ms == 0
    assert not MeterEvent.objects.exists()


def test_delete_stops_a_job_and_removes_its_audio(in_alices):
    job = submit(in_alices)
    make_next(in_alices)
    audio = job_audio(in_alices, job)
    assert storage.is_kept(audio)
    ending.delete_job(tenant=in_alices, job_id=job.id)
    assert (
        not storage.is_kept(audio) and not Job.objects.exists() and not QueueEntry.objects.exists()
    )
    assert DailyUsage.objects.get().used_ms == 900


@pytest.mark.parametrize("text", ["", "   \n", "🙂 …"])
def test_a_text_without_words_is_refused(in_alices, text):
    with pytest.raises(Refused) as refused:
        submit(in_alices, text)
    assert refused.value.code == "nothing_to_speak"
    assert not Job.objects.exists()


def test_a_text_over_the_plan_is_refused(in_alices):
    with pytest.raises(Refused) as refused:
        submit(in_alices, "word " * 200_000)
    assert refused.value.code == "text_too_long"


@pytest.mark.parametrize(
    ("change", "code"),
    [({"voice": "nobody"}, "voice_not_found"), ({"tone": {"speed": 9.0}}, "speed_out_of_range")],
)
def test_bad_settings_are_refused(in_alices, change, code):
    with pytest.raises(Refused) as refused:
        order = Order(**{"text": TEXT, "voice": "af_heart", **change})
        submit_order(tenant=in_alices, order=order)
    assert refused.value.code == code
    assert not DailyUsage.objects.filter(reserved_ms__gt=0).exists()


def test_a_submission_beyond_the_quota_is_refused_and_leaves_nothing(in_alices):
    Plan.objects.filter(code="trial").update(daily_ms=1000)
    with pytest.raises(Refused) as refused:
        submit(in_alices)
    assert (refused.value.code, refused.value.status) == ("insufficient_quota", 402)
    assert not Job.objects.exists() and not QueueEntry.objects.exists()
    assert quota_of(in_alices, limits_of(in_alices)).reserved_ms == 0


def test_requests_at_the_same_moment_cannot_overrun_the_quota(committed):
    text = "This sentence takes a few seconds to speak, or so it is estimated."
    [estimate] = [planned.estimate_ms for planned in plan(text)]
    tight = Plan.objects.create(
        code=committed.slug,
        name="Tight",
        daily_ms=3 * estimate + estimate // 2,
        concurrency=1,
        weight=1,
        max_sample_rate=24_000,
        max_characters=1000,
        max_voices=1,
    )
    put_on_plan(committed, tight.code)
    codes = []

    def one() -> None:
        try:
            with in_tenant(committed):
                submit(committed, text)
            codes.append("ok")
        except Refused as refusal:
            codes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    put_on_plan(committed, "trial")
    tight.delete()
    assert sorted(codes) == ["insufficient_quota"] * 7 + ["ok"] * 3


def test_the_worker_must_hold_the_lease_to_finish(in_alices):
    submit(in_alices)
    claimed = queue.claim(engine="kokoro", worker="by-hand")
    queue.give_back(claimed, failed=True)
    with pytest.raises(queue.LeaseLost):
        finish_segment(claim=claimed, audio_ms=5)
    assert Segment.objects.filter(finished_at=None).count() == Segment.objects.count()
    assert not MeterEvent.objects.exists()
