"""Everything that changes a job: submit, finish a segment, fail, cancel, delete."""

import logging
import random
import uuid

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from billing import quota
from runtime import ticks
from synthesis import storage, voice_choice
from synthesis.dispatch import queue
from synthesis.dispatch.queue import Claim, LeaseLost
from synthesis.models import Job, Segment
from synthesis.stream import Publisher
from synthesis.text import SegmentPlan, plan
from tenants.limits import limits_of
from tenants.models import Tenant
from tenants.refusal import Refused

log = logging.getLogger(__name__)

MIN_SPEED, MAX_SPEED = 0.5, 2.0


def submit(
    *,
    tenant: Tenant,
    text: str,
    voice: str,
    model: str = "",
    speed: float = 1.0,
    seed: int | None = None,
    interactive: bool = False,
    created_by: User | None = None,
    api_token: uuid.UUID | None = None,
    text_param: str = "input",
) -> Job:
    """Plan a text, reserve its quota and queue its segments: all of it, or nothing.

    `model` names an engine, without it the default one. Raises Refused: the text is empty or too
    long, the model or the voice is unknown or not ready, the speed is out of range, or the quota
    is used up.
    """
    limits = limits_of(tenant)
    if len(text) > limits.max_characters:
        message = _("The text has %(length)s characters; your plan takes %(max)s at a time.")
        figures = {"length": len(text), "max": limits.max_characters}
        raise Refused("text_too_long", message % figures, param=text_param)
    if not MIN_SPEED <= speed <= MAX_SPEED:
        message = _("The speed must lie between %(min)s and %(max)s.")
        raise Refused(
            "speed_out_of_range", message % {"min": MIN_SPEED, "max": MAX_SPEED}, param="speed"
        )
    segments = plan(text)
    if not segments:
        message = _("There is nothing to say in this text: it has no words.")
        raise Refused("nothing_to_speak", message, param=text_param)
    spec = voice_choice.engine_spec(model)
    job = Job(
        engine=spec.name,
        voice=voice_choice.choose(voice, engine=spec),
        input=text,
        speed=speed,
        seed=random.getrandbits(31) if seed is None else seed,
        interactive=interactive,
        sample_rate=spec.sample_rate,
        segments_total=len(segments),
        created_by=created_by,
        api_token=api_token,
    )
    rows = [_segment(job, index, planned) for index, planned in enumerate(segments)]
    with transaction.atomic():
        job.usage_day = quota.reserve(
            tenant=tenant, limits=limits, audio_ms=sum(row.estimate_ms for row in rows)
        )
        job.save(force_insert=True)
        Segment.objects.bulk_create(rows)
        queue.enqueue(
            engine=job.engine,
            tenant=tenant,
            limits=limits,
            job_id=job.id,
            interactive=interactive,
            estimates_ms=[row.estimate_ms for row in rows],
        )
        # Last: a rollback leaves no folder. A crash right here leaves an empty one.
        storage.prepare(storage.job_audio(tenant, job))
        transaction.on_commit(lambda: tick(job.engine))
    return job


def _segment(job: Job, index: int, planned: SegmentPlan) -> Segment:
    return Segment(
        job=job,
        index=index,
        text=planned.text,
        language=planned.language,
        estimate_ms=max(1, round(planned.estimate_ms / job.speed)),
    )


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
        identifier=f"{job.id}:{segment.index}",
    )
    now = timezone.now()
    Segment.objects.filter(id=segment.id).update(audio_ms=audio_ms, finished_at=now)
    job.segments_done += 1
    job.audio_ms += audio_ms
    if job.segments_done == job.segments_total:
        job.status, job.finished_at = Job.Status.COMPLETED, now
    job.save(update_fields=["segments_done", "audio_ms", "status", "finished_at"])
    queue.finish(claim, audio_ms=audio_ms)
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
