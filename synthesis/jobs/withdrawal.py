"""Stopping the jobs of a voice that was deleted or revoked (settings.ON_VOICE_GONE).

What was made stays counted. The audio of finished jobs stays, as it was made and given out with
consent. A job that is under way when consent is withdrawn loses its finished parts: nobody was
given the whole. What the streams in Valkey still hold of either is deleted at once.
"""

import logging
from datetime import timedelta

import redis
from django.db.models import Q
from django.utils import timezone

from synthesis import storage, voice_choice
from synthesis.jobs import ending
from synthesis.models import Job
from synthesis.stream import EXPIRY_SECONDS, Publisher
from tenants.models import Tenant

log = logging.getLogger(__name__)

AUDIO_PURGED = "voice_revoked"
"""The error code of jobs whose parts were deleted."""


def stop_jobs(*, tenant: Tenant, voice_id: str, code: str) -> None:
    """Stop all jobs of a voice with an error code, voice_deleted or voice_revoked."""
    streamed_since = timezone.now() - timedelta(seconds=EXPIRY_SECONDS)
    touched = Job.objects.filter(voice=voice_id).filter(
        Q(status__in=Job.OPEN) | Q(finished_at__gt=streamed_since)
    )
    for job in touched:
        _stop(tenant, job, code)


def stop_job(*, tenant: Tenant, job_id: str) -> None:
    """Stop a job whose next segment can't be started, as its voice or the voice's mood is gone."""
    job = Job.objects.filter(id=job_id).first()
    if job is None:
        return
    code = voice_choice.why_gone(job.voice, engine=job.engine, mood=job.mood)
    if code == voice_choice.MOOD_DELETED:
        # The voice itself is still there: what was made with it stays.
        ending.fail(tenant=tenant, job_id=job.id, code=code)
    else:
        _stop(tenant, job, code)


def forget_streams(tenant: Tenant) -> None:
    """Delete what Valkey holds of a closed workspace's audio (settings.ON_WORKSPACE_CLOSED)."""
    try:
        Publisher().forget_all(tenant)
    except redis.RedisError as error:
        log.warning("streams of %s not deleted, they expire: %s", tenant.slug, error)


def _stop(tenant: Tenant, job: Job, code: str) -> None:
    ending.fail(tenant=tenant, job_id=job.id, code=code)
    job.refresh_from_db(fields=["error_code"])
    audio = storage.job_audio(tenant, job)
    if job.error_code == AUDIO_PURGED:
        storage.remove(audio)
    try:
        Publisher().forget(audio)
    except redis.RedisError as error:
        log.warning("stream of %s not deleted, it expires: %s", job.id, error)
