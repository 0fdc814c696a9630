"""Everything that changes a job: submit, finish, remake, pause, resume, fail, cancel, delete."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Unpack

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from billing import notices, quota
from billing.quota import Standing
from billing.spender import Spender
from runtime import ticks
from synthesis import pronouncing, storage
from synthesis.aigc.notice import is_notice
from synthesis.dispatch import queue
from synthesis.dispatch.models import PausedJob
from synthesis.dispatch.queue import Claim, LeaseLost
from synthesis.jobs.draft import Asked, draft, segment_ms
from synthesis.jobs.notifications import tell_end
from synthesis.models import Job, Segment
from synthesis.stream import Publisher
from synthesis.text import MAX_SEGMENT, one_segment
from telemetry import tracing
from tenants.limits import Limits, check_not_suspended, limits_of
from tenants.models import Tenant
from tenants.refusal import Refused

log = logging.getLogger(__name__)


class UsageMoved(Exception):
    """A paused job went on, on another day, between the look at it and its lock."""


class OverQuota(LeaseLost):
    """What was made does not fit into the quota: it is not kept, and its job is paused."""


def submit(*, tenant: Tenant, **asked: Unpack[Asked]) -> Job:
    """Draft a text (see synthesis.jobs.draft), reserve its quota and queue its segments: all or nothing.

    Raises Refused as `draft` does, when the plan lacks what is asked for, when the quota is used
    up, and when too many of the workspace's jobs are unfinished.
    """
    limits = limits_of(tenant)
    check_not_suspended(limits)
    drafted = draft(tenant=tenant, limits=limits, **asked)
    job = drafted.job
    job.traceparent = tracing.carried()
    with _noting_refusal(tenant, limits, job.spender), transaction.atomic():
        job.usage_day = quota.reserve(
            tenant=tenant, limits=limits, audio_ms=drafted.audio_ms, spender=job.spender
        )
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


def finish_segment(*, claim: Claim, audio_ms: int) -> Job:
    """Count a made segment: receipt, quota, meter and share in one transaction.

    Its audio must lie in its file already. Where the audio turned out longer than estimated, the
    job gives segments back from its end; once no audio is left it is paused. Raises OverQuota
    when the segment itself does not fit, LeaseLost when it is not ours any more.
    """
    try:
        return _count(claim, audio_ms)
    except OverQuota:
        _pause_before(claim, audio_ms)
        raise


def remake_segment(*, tenant: Tenant, job_id: str, index: int, text: str) -> Job:
    """Make one segment again, alone, with another text. It is paid for again.

    The rest of the job stays as it is; a job that ended for want of this one segment goes on.
    Raises Refused: there is no such segment, it is being made, the text is empty or longer than a
    segment may be, or the quota is used up.
    """
    limits = limits_of(tenant)
    check_not_suspended(limits)
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
        day = quota.reserve(tenant=tenant, limits=limits, audio_ms=estimate_ms, spender=job.spender)
        job = Job.objects.select_for_update().get(id=job_id)
        segment = Segment.objects.select_for_update().get(job=job, index=index)
        if job.is_open:
            # All that is reserved for a job is reserved on one day.
            remakable = segment.is_done and job.usage_day == day
        else:
            others = Segment.objects.filter(job=job, finished_at=None).exclude(id=segment.id)
            remakable = not others.exists()
            job.held_from = None
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
        transaction.on_commit(lambda: storage.unmark_ended(storage.job_audio(tenant, job)))
        transaction.on_commit(lambda: tick(job.engine))
    return job


def start_segment(*, claim: Claim) -> tuple[Job, Segment]:
    """The job and segment of a claim; the job counts as running from now on. Raises LeaseLost."""
    Job.objects.filter(id=claim.job_id, status=Job.Status.QUEUED).update(
        status=Job.Status.RUNNING, started_at=timezone.now()
    )
    with transaction.atomic():
        job, segment = _locked(claim)
        # Left by a pause that was rolled back.
        storage.unmark_ended(storage.job_audio(claim.tenant, job))
        return job, segment


def resume(*, tenant: Tenant, job_id: str) -> bool:
    """Queue again what a paused job lacks, as far as the quota goes now; False when nothing can.

    Runs in the tenant's schema.
    """
    limits = limits_of(tenant)
    if limits.suspended:
        return False
    with transaction.atomic():
        day = quota.open_today(tenant)
        job = Job.objects.select_for_update().filter(id=job_id).first()
        if job is None or job.status != Job.Status.PAUSED:
            PausedJob.objects.filter(job_id=job_id).delete()
            return False
        left_ms = quota.standing(tenant, limits, day, job.spender).left_ms
        fitting: list[Segment] = []
        for segment in Segment.objects.filter(job=job, finished_at=None).order_by("index"):
            if segment.estimate_ms > left_ms:
                break
            left_ms -= segment.estimate_ms
            fitting.append(segment)
        if not fitting:
            return False
        estimates = [segment.estimate_ms for segment in fitting]
        quota.reserve(tenant=tenant, limits=limits, audio_ms=sum(estimates), spender=job.spender)
        job.status, job.usage_day = Job.Status.QUEUED, day
        job.held_from = fitting[-1].index + 1
        job.save(update_fields=["status", "usage_day", "held_from"])
        queue.enqueue(
            engine=job.engine,
            tenant=tenant,
            limits=limits,
            job_id=job.id,
            interactive=job.interactive,
            estimates_ms=estimates,
            indexes=[segment.index for segment in fitting],
        )
        PausedJob.objects.filter(job_id=job_id).delete()
        # Before the commit: a marker left on a job in work would break its listeners off.
        storage.unmark_ended(storage.job_audio(tenant, job))
        transaction.on_commit(lambda: tick(job.engine))
    return True


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


def _count(claim: Claim, audio_ms: int) -> Job:
    with transaction.atomic():
        job, segment = _locked(claim)
        quota.settle(
            tenant=claim.tenant,
            day=job.usage_day,
            reserved_ms=segment.estimate_ms,
            used_ms=audio_ms,
            identifier=segment.meter_identifier,
            spender=job.spender,
        )
        limits = limits_of(claim.tenant)
        standing = quota.standing(claim.tenant, limits, job.usage_day, job.spender)
        if audio_ms and standing.is_overrun:
            raise OverQuota(f"{segment} does not fit into the quota")
        now = timezone.now()
        Segment.objects.filter(id=segment.id).update(audio_ms=audio_ms, finished_at=now)
        job.segments_done += 1
        job.audio_ms += audio_ms
        if job.segments_done == job.segments_total:
            job.status, job.finished_at = Job.Status.COMPLETED, now
        job.save(update_fields=["segments_done", "audio_ms", "status", "finished_at"])
        tell_end(claim.tenant, job)
        shed = queue.finish(claim, audio_ms=audio_ms, shed_ms=standing.over_ms)
        if shed:
            _hold_back(job, shed)
        if job.is_open and job.held_from is not None and not granted(job).exists():
            _pause(claim.tenant, job, standing)
        else:
            notices.note(claim.tenant, standing)
    return job


def _hold_back(job: Job, indexes: list[int]) -> None:
    """Give back what was reserved for these segments, the last ones of the job's queue."""
    held = Segment.objects.filter(job=job, index__in=indexes)
    held_ms = held.aggregate(sum=Sum("estimate_ms"))["sum"] or 0
    quota.release(day=job.usage_day, reserved_ms=held_ms, spender=job.spender)
    job.held_from = min(indexes)
    job.save(update_fields=["held_from"])


def _pause_before(claim: Claim, audio_ms: int) -> None:
    """Pause a job at a segment that was made and does not fit.

    It is made again once there is room for its true length: the same seed makes the same audio.
    """
    with transaction.atomic():
        job, segment = _locked(claim)
        if not queue.holds(claim):
            raise LeaseLost(f"{segment}")
        reserved_ms = granted(job).aggregate(sum=Sum("estimate_ms"))["sum"] or 0
        quota.release(day=job.usage_day, reserved_ms=reserved_ms, spender=job.spender)
        Segment.objects.filter(id=segment.id).update(estimate_ms=audio_ms)
        queue.drop(job.id)
        limits = limits_of(claim.tenant)
        standing = quota.standing(claim.tenant, limits, job.usage_day, job.spender)
        _pause(claim.tenant, job, standing)
        # Before the commit: after it, another worker may have made the segment again.
        storage.unmake(storage.job_audio(claim.tenant, job), segment.index)


def _pause(tenant: Tenant, job: Job, standing: Standing) -> None:
    """The last granted segment is made, or none may be: wait for quota."""
    job.status, job.held_from = Job.Status.PAUSED, 0
    job.save(update_fields=["status", "held_from"])
    PausedJob.objects.create(tenant=tenant, job_id=job.id)
    notices.note(tenant, standing, stopped=True)
    # Before the commit: after it, the job may go on, and its listeners must find no marker then.
    audio = storage.job_audio(tenant, job)
    storage.mark_ended(audio, str(Job.Status.PAUSED))
    transaction.on_commit(lambda: Publisher().wake(audio))


@contextmanager
def _noting_refusal(tenant: Tenant, limits: Limits, spender: Spender) -> Iterator[None]:
    """A refusal undoes its transaction: what it noticed is written down after it."""
    try:
        yield
    except Refused as refusal:
        if refusal.status == 402:
            standing = quota.standing(tenant, limits, quota.today(tenant), spender)
            notices.note(tenant, standing, stopped=True)
        raise


def _end(*, tenant: Tenant, job_id: str, status: str, code: str = "") -> bool:
    while True:
        try:
            return _end_once(tenant, job_id, status, code)
        except UsageMoved:
            log.info("%s went on while it was being ended", job_id)


def _end_once(tenant: Tenant, job_id: str, status: str, code: str) -> bool:
    with transaction.atomic():
        job = Job.objects.filter(id=job_id).first()
        if job is None or not job.may_go_on:
            return False
        # Quota first, then the job: the order in which every transaction locks.
        day = job.usage_day
        quota.lock(day)
        job = Job.objects.select_for_update().filter(id=job_id).first()
        if job is None or not job.may_go_on:
            return False
        if job.usage_day != day:
            raise UsageMoved
        open_ms = granted(job).aggregate(sum=Sum("estimate_ms"))["sum"] or 0
        quota.release(day=job.usage_day, reserved_ms=open_ms, spender=job.spender)
        job.status, job.error_code, job.finished_at = status, code, timezone.now()
        job.save(update_fields=["status", "error_code", "finished_at"])
        tell_end(tenant, job)
        queue.drop(job_id)
        PausedJob.objects.filter(job_id=job_id).delete()
    audio = storage.job_audio(tenant, job)
    storage.mark_ended(audio, status)
    Publisher().wake(audio)
    return True


def granted(job: Job) -> QuerySet[Segment]:
    """The segments that are reserved and not made."""
    unfinished = Segment.objects.filter(job=job, finished_at=None)
    return unfinished if job.held_from is None else unfinished.filter(index__lt=job.held_from)


def _locked(claim: Claim) -> tuple[Job, Segment]:
    day = Job.objects.filter(id=claim.job_id).values_list("usage_day", flat=True).first()
    if day is None:
        raise LeaseLost(f"{claim.job_id} is gone")
    quota.lock(day)
    job = Job.objects.select_for_update().filter(id=claim.job_id).first()
    # On another day it was paused meanwhile, which took the lease.
    if job is None or not job.is_open or job.usage_day != day:
        raise LeaseLost(f"{claim.job_id} has ended")
    segment = Segment.objects.get(job=job, index=claim.segment_index)
    if segment.is_done:
        raise LeaseLost(f"{segment} is done")
    return job, segment
