"""Making one segment of a job again, with another text."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from billing import quota
from synthesis import pronouncing, reading_style, storage
from synthesis.aigc.notice import is_notice
from synthesis.dispatch import queue
from synthesis.dispatch.wake import wake_workers
from synthesis.jobs.draft import segment_ms
from synthesis.jobs.history import check_audio_kept
from synthesis.models import Job, Segment
from synthesis.monitoring.admission import check_wait
from synthesis.text import MAX_SEGMENT, SegmentPlan, one_segment
from synthesis.voice_choice import check_use
from tenants.free_space import check_room
from tenants.limits import check_not_suspended, limits_of
from tenants.models import Tenant
from tenants.refusal import Refused


def remake_segment(
    *, tenant: Tenant, job_id: str, index: int, text: str, by: User | None = None
) -> Job:
    """Make one segment again, alone, with another text. It is paid for again.

    `by` is the person who asks, None for a program of the workspace. The rest of the job stays as
    it is; a job that failed or was cancelled with only this segment missing is completed by it.

    Raises Refused: there is no such segment, it is being made, its voice is not for them, the
    text is empty or longer than a segment may be, the quota is used up, or it would wait too long
    for its turn: it is queued as interactive work, whatever its job was. Runs in the tenant's
    schema.
    """
    limits = limits_of(tenant)
    check_not_suspended(limits)
    check_room()
    job = Job.objects.filter(id=job_id).first()
    segment = Segment.objects.filter(job=job_id, index=index).first()
    if job is None or segment is None:
        raise Refused("segment_not_found", _("There is no such sentence."), status=404)
    check_audio_kept(job)
    check_use(segment.voice or job.voice, by)
    planned = one_segment(
        text,
        pronouncing.of_job(job, tenant=tenant),
        reading_style.of_job(job),
        segment.language,
    )
    if planned is None:
        message = _("Give one to three sentences, of at most %(max)s characters, with words.")
        raise Refused("invalid_segment", message % {"max": MAX_SEGMENT}, param="text")
    check_wait(tenant=tenant, limits=limits, engine=job.engine)
    estimate_ms = segment_ms(job.speed, planned, segment.pause_ms)
    with transaction.atomic():
        # Quota first, then the job: the order in which every transaction locks.
        day = quota.reserve(tenant=tenant, limits=limits, audio_ms=estimate_ms, spender=job.spender)
        job = Job.objects.select_for_update().get(id=job_id)
        check_audio_kept(job)
        segment = Segment.objects.select_for_update().get(job=job, index=index)
        _check_may_be_remade(job, segment, day)
        _reopen(job, segment, day)
        _replace_text(segment, planned, estimate_ms)
        job.revisions[str(index)] = segment.revision
        segment.save()
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
        transaction.on_commit(lambda: wake_workers(job.engine))
    return job


def _check_may_be_remade(job: Job, segment: Segment, day: datetime.date) -> None:
    """Raises Refused (409) for the spoken notice, and while the job is not ready for it."""
    if is_notice(segment.text):
        message = _("The spoken notice can't be replaced; the workspace's tone has its place.")
        raise Refused("segment_is_notice", message, status=409)
    if job.is_open:
        # All that is reserved for a job is reserved on one day.
        allowed = segment.is_done and job.usage_day == day
    else:
        unfinished = Segment.objects.filter(job=job, finished_at=None)
        allowed = not unfinished.exclude(id=segment.id).exists()
    if not allowed:
        message = _("A sentence can be made again once it is done, in a job that is whole.")
        raise Refused("segment_not_done", message, status=409)


def _reopen(job: Job, segment: Segment, day: datetime.date) -> None:
    """Take the segment out of what the job counts as done, and the job out of its end."""
    if not job.is_open:
        job.held_from = None
    job.segments_done -= segment.is_done
    job.audio_ms -= segment.audio_ms or 0
    job.status, job.error_code, job.finished_at = Job.Status.QUEUED, "", None
    job.usage_day = day


def _replace_text(segment: Segment, planned: SegmentPlan, estimate_ms: int) -> None:
    segment.previous_text = segment.text
    segment.text, segment.language = planned.text, planned.language
    segment.estimate_ms, segment.revision = estimate_ms, segment.revision + 1
    segment.audio_ms = segment.finished_at = segment.timed_words = None
    segment.readings = []  # of places in the former text
