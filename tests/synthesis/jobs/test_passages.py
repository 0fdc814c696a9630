"""Lines as one job: voices of their own, quota by whole lines, and single lines given up."""

import pytest

from billing import quota
from billing.models import MeterEvent
from billing.usage.models import DailyUsage, UsageBreakdown
from synthesis import storage
from synthesis.dispatch import queue
from synthesis.dispatch.models import Lease, PausedJob, QueueEntry, TenantShare
from synthesis.jobs.claimed_segment import start_segment
from synthesis.jobs.delivery import delivery_of
from synthesis.jobs.outcomes import ending, giving_up, withdrawal
from synthesis.jobs.outcomes.finish import finish_segment
from synthesis.jobs.outcomes.giving_back import give_back
from synthesis.jobs.passages import Passage, submit_passages
from synthesis.models import Job, Segment
from synthesis.monitoring import recount
from synthesis.storage import job_audio
from synthesis.text import Reading
from synthesis.voice_choice import engine_spec
from tenants.context import in_tenant
from tenants.limits import limits_of, put_on_plan
from tenants.refusal import Refused


@pytest.fixture(autouse=True)
def inside_of_a_transaction(monkeypatch) -> None:
    """A test's transaction has begun already: its isolation can't be set any more."""
    monkeypatch.setattr(recount, "ISOLATE", "SELECT 1")


def passage(text: str = "A sentence of some length.", voice: str = "af_heart", **more) -> Passage:
    plain = {"mood": "", "speed": 1.0, "expressiveness": 1.0, "gain_db": 0.0, "seed": 7}
    return Passage(text=text, voice=voice, **{**plain, **more})


def submit(tenant, *passages: Passage):
    return submit_passages(tenant=tenant, engine=engine_spec(), passages=passages)


def claim_next():
    return queue.claim(engine="kokoro", worker="by-hand")


def make_next(tenant, audio_ms: int = 900) -> Job:
    claimed = claim_next()
    job, _segment = start_segment(claim=claimed)
    # 24 samples a millisecond, two bytes each.
    pcm = b"\0\0" * 24 * audio_ms
    storage.write_segment(job_audio(tenant, job), claimed.segment_index, pcm)
    return finish_segment(claim=claimed, audio_ms=audio_ms)


def differences(tenant) -> list[str]:
    return [each for each in recount.differences() if each.startswith(tenant.slug)]


def test_each_line_is_spoken_and_counted_in_its_own_voice(in_alices):
    submitted = submit(in_alices, passage(seed=3), passage(voice="zf_xiaobei", speed=1.5, seed=9))
    assert submitted.ranges == [(0, 1), (1, 1)]
    first, second = submitted.job.segments.all()
    assert delivery_of(submitted.job, first).voice == "af_heart"
    spoken = delivery_of(submitted.job, second)
    assert (spoken.voice, spoken.speed, spoken.seed) == ("zf_xiaobei", 1.5, 9)
    make_next(in_alices, 700)
    job = make_next(in_alices, 800)
    assert job.status == Job.Status.COMPLETED
    used = dict(UsageBreakdown.objects.filter(kind="voice").values_list("key", "used_ms"))
    assert used == {"af_heart": 700, "zf_xiaobei": 800}
    assert not UsageBreakdown.objects.exclude(reserved_ms=0).exists()
    assert differences(in_alices) == []


def test_a_long_line_has_several_segments_with_their_readings(in_alices):
    text = "这条河很长，" * 14 + "银行在河边。"
    at = text.index("行")
    submitted = submit(
        in_alices, passage(text, readings=(Reading(at, at + 1, "pinyin", "hang2"),)), passage()
    )
    (first, count), second = submitted.ranges
    assert first == 0 and count > 1 and second == (count, 1)
    *before, last = submitted.job.segments.filter(index__lt=count)
    assert [each.readings for each in before] == [[]] * (count - 1)
    [reading] = last.readings
    assert last.text[reading["start"] : reading["end"]] == "行"


def test_as_many_whole_lines_as_fit_are_made(in_alices):
    put_on_plan(in_alices, "trial")
    left = limits_of(in_alices).daily_ms
    one = sum(each.estimate_ms for each in passage().segments())
    DailyUsage.objects.create(day=quota.today(in_alices), used_ms=left - 2 * one - 1)
    submitted = submit(in_alices, *[passage()] * 5)
    assert len(submitted.ranges) == 2 == submitted.job.segments_total
    with pytest.raises(Refused) as refused:
        submit(in_alices, passage())
    assert refused.value.status == 402
    # A free line needs no quota.
    assert submit(in_alices, passage(free=True)).job.segments_total == 1


def test_a_free_line_is_made_and_not_counted(in_alices):
    job = submit(in_alices, passage(free=True), passage()).job
    usage = DailyUsage.objects.get()
    assert usage.reserved_ms == job.segments.get(index=1).estimate_ms
    make_next(in_alices, 500)
    job = make_next(in_alices, 600)
    assert (job.status, job.audio_ms) == (Job.Status.COMPLETED, 1_100)
    usage.refresh_from_db()
    assert (usage.used_ms, usage.reserved_ms) == (600, 0)
    assert [event.audio_ms for event in MeterEvent.objects.all()] == [600]
    assert differences(in_alices) == []


def test_cancelling_releases_what_each_voice_has_reserved(in_alices):
    job = submit(in_alices, passage(), passage(free=True), passage(voice="zf_xiaobei")).job
    ending.cancel(tenant=in_alices, job_id=job.id)
    assert DailyUsage.objects.get().reserved_ms == 0
    assert not UsageBreakdown.objects.exclude(reserved_ms=0).exists()
    assert differences(in_alices) == []


def test_a_line_that_fails_is_given_up_and_the_others_are_made(in_alices, settings):
    settings.MAX_ATTEMPTS = 1
    job = submit(in_alices, passage(), passage(), passage()).job
    make_next(in_alices)
    give_back(claim_next(), failed=True)
    assert job.segments.get(index=1).error_code == "synthesis_failed"
    job = make_next(in_alices)
    assert (job.status, job.error_code) == (Job.Status.FAILED, "synthesis_failed")
    assert storage.has_segment(job_audio(in_alices, job), 2)
    assert not QueueEntry.objects.exists() and not Lease.objects.exists()
    share = TenantShare.objects.get()
    assert (share.queued, share.running) == (0, 0)
    assert differences(in_alices) == []


def test_a_withdrawn_voice_stops_only_what_needs_it(in_alices):
    job = submit(
        in_alices, *[passage(), passage(voice="voice_x"), passage(voice="voice_x"), passage()]
    ).job
    make_next(in_alices)
    make_next(in_alices)
    withdrawal.stop_jobs(tenant=in_alices, voice_id="voice_x", code="voice_revoked")
    assert storage.has_segment(job_audio(in_alices, job), 1)
    assert differences(in_alices) == []
    job = make_next(in_alices)
    assert (job.status, job.segments_done) == (Job.Status.FAILED, 3)
    assert [each.error_code for each in job.segments.all()] == ["", "", "voice_revoked", ""]
    assert differences(in_alices) == []


def test_a_claimed_line_that_was_given_up_is_not_ours_any_more(in_alices):
    job = submit(in_alices, passage(), passage()).job
    claimed = claim_next()
    start_segment(claim=claimed)
    giving_up.give_up(tenant=in_alices, job_id=job.id, indexes=[0], code="voice_deleted")
    with pytest.raises(queue.LeaseLost):
        finish_segment(claim=claimed, audio_ms=100)
    assert differences(in_alices) == []


def test_a_job_with_nothing_left_to_make_ends(in_alices):
    job = submit(in_alices, passage(voice="voice_x"), passage(voice="voice_x")).job
    withdrawal.stop_jobs(tenant=in_alices, voice_id="voice_x", code="voice_deleted")
    job.refresh_from_db()
    assert (job.status, job.error_code) == (Job.Status.FAILED, "voice_deleted")
    assert storage.ended_as(job_audio(in_alices, job)) == "failed"
    assert not PausedJob.objects.exists() and not QueueEntry.objects.exists()
    assert differences(in_alices) == []


def test_the_jobs_of_lessons_are_in_no_list_and_open_for_nobody_by_id(alice):
    with in_tenant(alice.tenant):
        job = submit(alice.tenant, passage()).job
    assert alice.rest.get("/v1/jobs").json()["data"] == []
    for path in ("", "/audio", "/events", "/segments"):
        assert alice.rest.get(f"/v1/jobs/{job.id}{path}").status_code == 404
    assert alice.browser.get(alice.page(f"previews/{job.id}/audio")).status_code == 404
    with in_tenant(alice.tenant):
        assert Segment.objects.filter(job=job).exists()
