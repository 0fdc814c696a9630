"""Everything that changes a job: submit, finish a segment, fail, cancel, delete."""

import logging
from typing import Unpack

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from billing import quota
from runtime import ticks
from synthesis import pronouncing, storage
from synthesis.aigc.notice import is_notice
from synthesis.dispatch import queue
from synthesis.dispatch.queue import Claim, LeaseLost
from synthesis.draft import Asked, draft, segment_ms
from synthesis.models import Job, Segment
from synthesis.notifications import tell_end
from synthesis.stream import Publisher
from synthesis.text import MAX_SEGMENT, one_segment
from telemetry import tracing
from tenants.limits import limits_of
from tenants.models import Tenant
from tenants.refusal import Refused

log = logging.getLogger(__name__)


def submit(*, tenant: Tenant, **asked: Unpack[Asked]) -> Job:
    """Draft a text (see synthesis.draft), reserve its quota and queue its segments: all or nothing.

    Raises Refused as `draft` does, and when the quota is used up.
    """
    limits = limits_of(tenant)
    drafted = draft(tenant=tenant, limits=limits, **asked)
    job = drafted.job
    job.traceparent = tracing.carried()
    with transaction.atomic():
        job.usage_day = quota.reserve(tenant=tenant, limits=limits, audio_ms=drafted.audio_ms)
        job.save(force_insert=True)
        Segment.objects.bulk_create(drafted.segments)
        queue.enqueue(
            engine=job.engine,
            tenant=tenant,
            limits=limits,
            job_id=job.id,
            interactive=job.interactive,
            estimates_ms=[segment.estimate_ms for segment in drafted.segments],
        )
        queue.check_room(tenant=tenant, limits=limits)
        # Last: a rollback leaves no folder. A crash right here leaves an empty one.
        storage.prepare(storage.job_audio(tenant, job))
        transaction.on_commit(lambda: tick(job.engine))
    return job


@transaction.atomic
def finish_segment(*, claim: Claim, audio_ms: int) -> Job:
    """Count a made segment: receipt, quota, meter and share in one transaction.

    Its audio must lie in its file already. Raises LeaseLost when it is not ours any more.
    """
    job, segment = _locked(claim)
    quota.settle(
        tenant=claim.tenant,
        day=job.usage_day,
        reserved_ms=segment.estimate_ms,
        used_ms=audio_ms,
        identifier=f"{job.id}:{segment.index}:{segment.revision}",
    )
    now = timezone.now()
    Segment.objects.filter(id=segment.id).update(audio_ms=audio_ms, finished_at=now)
    job.segments_done += 1
    job.audio_ms += audio_ms
    if job.segments_done == job.segments_total:
        job.status, job.finished_at = Job.Status.COMPLETED, now
    job.save(update_fields=["segments_done", "audio_ms", "status", "finished_at"])
    tell_end(claim.tenant, job)
    queue.finish(claim, audio_ms=audio_ms)
    return job


def remake_segment(*, tenant: Tenant, job_id: str, index: int, text: str) -> Job:
    """Make one segment again, alone, with another text. It is paid for again.

    The rest of the job stays as it is; a job that ended for want of this one segment goes on.
    Raises Refused: there is no such segment, it is being made, the text is empty or longer than a
    segment may be, or the quota is used up.
    """
    limits = limits_of(tenant)
    job = Job.objects.filter(id=job_id).first()
    segment = job and Segment.objects.filter(job=job, index=index).first()
    if job is None or segment is None:
        raise Refused("segment_not_found", _("There is no such sentence."), status=404)
    planned = one_segment(text, pronouncing.of_job(job, tenant=tenant))
    if planned is None:
        message = _("Give one to three sentences, of at most %(max)s characters, with words.")
        raise Refused("invalid_segment", message % {"max": MAX_SEGMENT}, param="input")
    with transaction.atomic():
        estimate_ms = segment_ms(job, planned, segment.pause_ms)
        day = quota.reserve(tenant=tenant, limits=limits, audio_ms=estimate_ms)
        job = Job.objects.select_for_update().get(id=job_id)
        segment = Segment.objects.select_for_update().get(job=job, index=index)
        if job.is_open:
            # All that is reserved for a job is reserved on one day.
            remakable = segment.is_done and job.usage_day == day
        else:
            remakable = not _open_segments(job).exclude(id=segment.id).exists()
        if is_notice(segment.text):
            message = _("The spoken notice can't be replaced; the workspace's tone has its place.")
            raise Refused("segment_is_notice", message, status=409)
        if not remakable:
            message = _("A sentence can be made again once it is done, in a job that is whole.")
            raise Refused("segment_not_done", message, status=409)
        job.segments_done -= segment.is_done
        job.audio_ms -= segment.audio_ms or 0
        job.status, job.error_code, job.finished_at = Job.Status.QUEUED, "", None
        job.usage_day = day
        segment.previous_text = segment.text
        segment.text, segment.language = planned.text, planned.language
        segment.estimate_ms, segment.revision = estimate_ms, segment.revision + 1
        segment.audio_ms = segment.finished_at = None
        segment.save()
        job.revisions[str(index)] = segment.revision
        job.save()
        queue.requeue(
            engine=job.engine,
            tenant=tenant,
            limits=limits,
            job_id=job.id,
            segment_index=index,
            estimate_ms=estimate_ms,
        )
        transaction.on_commit(lambda: storage.reopen(storage.job_audio(tenant, job)))
        transaction.on_commit(lambda: tick(job.engine))
    return job


def start_segment(*, claim: Claim) -> tuple[Job, Segment]:
    """The job and segment of a claim; the job counts as running from now on. Raises LeaseLost."""
    Job.objects.filter(id=claim.job_id, status=Job.Status.QUEUED).update(
        status=Job.Status.RUNNING, started_at=timezone.now()
    )
    with transaction.atomic():
        return _locked(claim)


def fail(*, tenant: Tenant, job_id: str, code: str) -> None:
    """End a job that can't be made; what is done stays, what was reserved is released."""
    _end(tenant=tenant, job_id=job_id, status=str(Job.Status.FAILED), code=code)


def cancel(*, tenant: Tenant, job_id: str) -> bool:
    """Stop a job; what is done stays and is paid. False when it had ended already."""
    return _end(tenant=tenant, job_id=job_id, status=str(Job.Status.CANCELLED))


def delete_job(*, tenant: Tenant, job_id: str) -> None:
    """Stop a job if it runs, and delete it with its audio. What was made stays counted.

    Nothing happens when it is deleted already.
    """
    cancel(tenant=tenant, job_id=job_id)
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(id=job_id).first()
        if job is None:
            return
        # The row goes last: after a crash amid this the job can still be found, and deleted again.
        storage.remove(storage.job_audio(tenant, job))
        job.delete()


def tick(engine: str) -> None:
    """Tell the workers that there may be work. A lost tick is made up for by the sweeper."""
    ticks.send("synthesis.tasks.tick", engine, queue=f"synthesis.{engine}")


def _end(*, tenant: Tenant, job_id: str, status: str, code: str = "") -> bool:
    with transaction.atomic():
        job = Job.objects.filter(id=job_id).first()
        if job is None or not job.is_open:
            return False
        # Quota first, then the job: the order in which every transaction locks.
        quota.lock(job.usage_day)
        job = Job.objects.select_for_update().filter(id=job_id).first()
        if job is None or not job.is_open:
            return False
        open_ms = _open_segments(job).aggregate(sum=Sum("estimate_ms"))["sum"] or 0
        quota.release(day=job.usage_day, reserved_ms=open_ms)
        job.status, job.error_code, job.finished_at = status, code, timezone.now()
        job.save(update_fields=["status", "error_code", "finished_at"])
        tell_end(tenant, job)
        queue.drop(job_id)
    audio = storage.job_audio(tenant, job)
    storage.mark_ended(audio, status)
    Publisher().wake(audio)
    return True


def _open_segments(job: Job):
    return Segment.objects.filter(job=job, finished_at=None)


def _locked(claim: Claim) -> tuple[Job, Segment]:
    job = Job.objects.filter(id=claim.job_id).first()
    if job is None:
        raise LeaseLost(f"{claim.job_id} is gone")
    quota.lock(job.usage_day)
    job = Job.objects.select_for_update().filter(id=claim.job_id).first()
    if job is None or not job.is_open:
        raise LeaseLost(f"{claim.job_id} has ended")
    segment = Segment.objects.get(job=job, index=claim.segment_index)
    if segment.is_done:
        raise LeaseLost(f"{segment} is done")
    return job, segment
