"""Ending a job before it is completed: it failed, was cancelled, or is deleted."""

import logging
from datetime import datetime, timedelta

import redis
from django.db import transaction
from django.utils import timezone

from billing import quota
from synthesis import storage
from synthesis.dispatch import queue
from synthesis.dispatch.models import PausedJob
from synthesis.jobs import reservation
from synthesis.jobs.notifications import send_job_ended
from synthesis.models import Job
from synthesis.storage import JobAudio
from synthesis.streaming.publisher import EXPIRY_SECONDS, Publisher
from tenants.models import Tenant

log = logging.getLogger(__name__)


class UsageDayChanged(Exception):
    """A paused job was resumed on another day after its day was read and before it was locked."""


def fail(*, tenant: Tenant, job_id: str, code: str) -> None:
    """End a job that can't be made; what is done stays, what was reserved is released."""
    _end(tenant=tenant, job_id=job_id, status=str(Job.Status.FAILED), code=code)


def cancel(*, tenant: Tenant, job_id: str) -> bool:
    """Stop a job; what is done stays and is paid for. False when it had ended already."""
    return _end(tenant=tenant, job_id=job_id, status=str(Job.Status.CANCELLED))


def delete_job(*, tenant: Tenant, job_id: str) -> None:
    """Stop a job if it runs, and delete it with its audio. What was made stays counted.

    Does nothing when it is deleted already.
    """
    cancel(tenant=tenant, job_id=job_id)
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(id=job_id).first()
        if job is None:
            return
        audio = storage.job_audio(tenant, job)
        is_streamed = job.finished_at is None or job.finished_at > streamed_since()
        # The row goes last: after a crash in between, the job is still there to be deleted again.
        storage.remove(audio)
        job.delete()
    if is_streamed:
        forget_stream(audio)


def streamed_since() -> datetime:
    """Jobs that ended before this moment have no stream any more."""
    return timezone.now() - timedelta(seconds=EXPIRY_SECONDS)


def forget_stream(audio: JobAudio) -> None:
    """Delete what Valkey holds of a job's audio; without Valkey, it expires."""
    try:
        Publisher().forget(audio)
    except redis.RedisError as error:
        log.warning("stream of %s not deleted, it expires: %s", audio.job_id, error)


def _end(*, tenant: Tenant, job_id: str, status: str, code: str = "") -> bool:
    while True:
        try:
            return _end_once(tenant, job_id, status, code)
        except UsageDayChanged:
            log.info("%s was resumed while it was being ended: trying again", job_id)


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
            raise UsageDayChanged
        reservation.release(job, job.reserved_segments())
        job.status, job.error_code, job.finished_at = status, code, timezone.now()
        job.save(update_fields=["status", "error_code", "finished_at"])
        send_job_ended(tenant, job)
        queue.drop(job_id)
        PausedJob.objects.filter(job_id=job_id).delete()
    audio = storage.job_audio(tenant, job)
    storage.mark_ended(audio, status)
    Publisher().ended(audio, status)
    return True
