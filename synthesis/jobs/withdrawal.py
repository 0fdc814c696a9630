"""A voice that must not be spoken with any more: its jobs are stopped (settings.ON_VOICE_GONE).

What was made stays counted. Audio that was finished while consent held stays, as it does when a
voice is deleted: it was made and given out with consent. The parts of a job that consent was
withdrawn from amid its making are deleted: nobody was given the whole. What streams still hold
of either goes from Valkey at once.
"""

import logging
from datetime import timedelta

import redis
from django.db.models import Q
from django.utils import timezone

from synthesis import storage, voice_choice
from synthesis.jobs import services
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
    """Stop a job whose voice, or its mood, was found gone when its next segment was to begin."""
    job = Job.objects.filter(id=job_id).first()
    if job is None:
        return
    code = voice_choice.why_gone(job.voice, engine=job.engine, mood=job.mood)
    if code == voice_choice.MOOD_DELETED:
        # The voice is still there, and so may be all that was made in its other moods.
        services.fail(tenant=tenant, job_id=job.id, code=code)
    else:
        _stop(tenant, job, code)


def forget_streams(tenant: Tenant) -> None:
    """Delete what Valkey holds of a closed workspace's audio (settings.ON_WORKSPACE_CLOSED)."""
    try:
        Publisher().forget_all(tenant)
    except redis.RedisError as error:
        log.warning("streams of %s not deleted, they expire: %s", tenant.slug, error)


def _stop(tenant: Tenant, job: Job, code: str) -> None:
    services.fail(tenant=tenant, job_id=job.id, code=code)
    job.refresh_from_db(fields=["error_code"])
    audio = storage.job_audio(tenant, job)
    if job.error_code == AUDIO_PURGED:
        storage.remove(audio)
    try:
        Publisher().forget(audio)
    except redis.RedisError as error:
        log.warning("stream of %s not deleted, it expires: %s", job.id, error)
