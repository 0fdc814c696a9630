"""Giving up single segments of a job of lines, while the rest of it is made."""

import logging

from django.db import transaction
from django.utils import timezone

from billing import quota
from synthesis import storage
from synthesis.dispatch import queue
from synthesis.dispatch.models import PausedJob
from synthesis.jobs import reservation
from synthesis.jobs.outcomes.ending import UsageDayChanged
from synthesis.models import Job
from synthesis.streaming.publisher import Publisher
from tenants.models import Tenant

log = logging.getLogger(__name__)


def give_up(
    *, tenant: Tenant, job_id: str, indexes: list[int] | None = None, voice: str = "", code: str
) -> None:
    """Don't make these unfinished segments, or all in a voice; the job's others go on.

    Their quota is released, and their error code says why. A job of which nothing is left to make
    ends as failed. Runs in the tenant's schema.
    """
    while True:
        try:
            return _give_up(tenant, job_id, indexes, voice, code)
        except UsageDayChanged:
            log.info("%s was resumed while segments of it were given up: trying again", job_id)


def end_if_given_up(job: Job) -> bool:
    """Let a locked job end as failed if nothing of it is left to make; the caller saves it."""
    if not job.error_code or job.unfinished_segments().exists():
        return False
    job.status, job.finished_at = Job.Status.FAILED, timezone.now()
    return True


def _give_up(tenant: Tenant, job_id: str, indexes: list[int] | None, voice: str, code: str) -> None:
    with transaction.atomic():
        day = Job.objects.filter(id=job_id).values_list("usage_day", flat=True).first()
        if day is None:
            return
        # Quota first, then the job: the order in which every transaction locks.
        quota.lock(day)
        job = Job.objects.select_for_update().filter(id=job_id).first()
        if job is None or not job.may_go_on:
            return
        if job.usage_day != day:
            raise UsageDayChanged
        given_up = job.unfinished_segments()
        if indexes is not None:
            given_up = given_up.filter(index__in=indexes)
        if voice:
            given_up = given_up.filter(voice=voice)
        lost = list(given_up.values_list("index", flat=True))
        if not lost:
            return
        reservation.release(job, job.reserved_segments().filter(index__in=lost))
        queue.take_out(job_id, lost)
        job.segments.filter(index__in=lost).update(error_code=code)
        job.error_code = job.error_code or code
        if ended := end_if_given_up(job):
            PausedJob.objects.filter(job_id=job_id).delete()
        job.save(update_fields=["status", "error_code", "finished_at"])
        if job.is_open and not job.reserved_segments().exists():
            # What is left waits for quota.
            job.status, job.held_from = Job.Status.PAUSED, 0
            job.save(update_fields=["status", "held_from"])
            PausedJob.objects.create(tenant=tenant, job_id=job_id)
    audio = storage.job_audio(tenant, job)
    if ended:
        storage.mark_ended(audio, str(Job.Status.FAILED))
        Publisher().ended(audio, str(Job.Status.FAILED))
