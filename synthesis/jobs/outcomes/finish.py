"""Finishing a segment; where the quota ends, its job is paused."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from billing import notices, quota
from billing.quota import QuotaStatus
from synthesis import storage
from synthesis.dispatch import queue
from synthesis.dispatch.models import PausedJob
from synthesis.dispatch.queue import Claim, LeaseLost
from synthesis.jobs import reservation
from synthesis.jobs.claimed_segment import lock_claimed
from synthesis.jobs.delivery import voice_of
from synthesis.jobs.notifications import send_job_ended
from synthesis.jobs.outcomes.giving_up import end_if_given_up
from synthesis.models import Job, Segment
from synthesis.streaming.publisher import Publisher
from synthesis.word_times import WordTimes
from tenants.limits import limits_of
from tenants.models import Tenant
from tenants.sealing.sealed_fields import sealed_value


class OverQuota(LeaseLost):
    """The segment's audio doesn't fit into the quota: it is discarded, and its job is paused."""


def finish_segment(
    *, claim: Claim, audio_ms: int, words: WordTimes | None = None, kept: Sequence[int] = ()
) -> Job:
    """Count a made segment: receipt, quota, meter and share in one transaction.

    Its audio must lie in its file already; the times of its `words` are kept with it, and what its
    engine `kept` of it, in a job of continuity. Where the
    audio turned out longer than estimated, the job gives up segments from its end; once none is
    left to make, it is paused. Raises OverQuota when the segment itself doesn't fit, LeaseLost when
    it is no longer ours.
    """
    try:
        return _count(claim, audio_ms, words, kept)
    except OverQuota:
        _pause_before(claim, audio_ms)
        raise


def _count(claim: Claim, audio_ms: int, words: WordTimes | None, kept: Sequence[int]) -> Job:
    with transaction.atomic():
        job, segment = lock_claimed(claim)
        if not segment.free:
            quota.settle(
                tenant=claim.tenant,
                day=job.usage_day,
                reserved_ms=segment.estimate_ms,
                used_ms=audio_ms,
                identifier=segment.meter_identifier,
                spender=job.spender_of(voice_of(job, segment)),
            )
        status = _quota_status(claim.tenant, job)
        if audio_ms and not segment.free and status.is_overrun:
            raise OverQuota(f"{segment} does not fit into the quota")
        now = timezone.now()
        Segment.objects.filter(id=segment.id).update(
            audio_ms=audio_ms,
            finished_at=now,
            timed_words=words and sealed_value(segment, "timed_words", words.dump()),
            kept=sealed_value(segment, "kept", list(kept)) if job.continuity else None,
        )
        job.segments_done += 1
        job.audio_ms += audio_ms
        if job.segments_done == job.segments_total:
            job.status, job.finished_at = Job.Status.COMPLETED, now
        else:
            end_if_given_up(job)
        job.save(update_fields=["segments_done", "audio_ms", "status", "finished_at"])
        send_job_ended(claim.tenant, job)
        shed = queue.finish(claim, audio_ms=audio_ms, shed_ms=status.over_ms)
        if shed:
            _hold_back(job, shed)
        if job.is_open and job.held_from is not None and not job.reserved_segments().exists():
            _pause(claim.tenant, job, status)
        else:
            notices.note(claim.tenant, status)
    return job


def _hold_back(job: Job, indexes: list[int]) -> None:
    """Release the quota of these segments, the last ones that the job had in the queue."""
    reservation.release(job, job.segments.filter(index__in=indexes))
    job.held_from = min(indexes)
    job.save(update_fields=["held_from"])


def _pause_before(claim: Claim, audio_ms: int) -> None:
    """Pause a job at a segment that was made and doesn't fit.

    It is made again once there is room for its true length: the same seed makes the same audio.
    """
    with transaction.atomic():
        job, segment = lock_claimed(claim)
        if not queue.holds(claim):
            raise LeaseLost(f"{segment}")
        reservation.release(job, job.reserved_segments())
        Segment.objects.filter(id=segment.id).update(estimate_ms=audio_ms)
        queue.drop(job.id)
        _pause(claim.tenant, job, _quota_status(claim.tenant, job))
        # Before the commit: after it, another worker may have made the segment again.
        storage.unmake(storage.job_audio(claim.tenant, job), segment.index)


def _pause(tenant: Tenant, job: Job, status: QuotaStatus) -> None:
    """Let a job wait for quota: all that was reserved for it is made or released."""
    job.status, job.held_from = Job.Status.PAUSED, 0
    job.save(update_fields=["status", "held_from"])
    PausedJob.objects.create(tenant=tenant, job_id=job.id)
    notices.note(tenant, status, stopped=True)
    # Before the commit: after it, the job may be resumed, and its listeners must find no marker.
    audio = storage.job_audio(tenant, job)
    storage.mark_ended(audio, str(Job.Status.PAUSED))
    transaction.on_commit(lambda: Publisher().ended(audio, str(Job.Status.PAUSED)))


def _quota_status(tenant: Tenant, job: Job) -> QuotaStatus:
    return quota.quota_status(tenant, limits_of(tenant), job.usage_day, job.spender)
