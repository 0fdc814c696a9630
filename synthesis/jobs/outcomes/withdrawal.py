"""Stopping the jobs of a voice that was deleted or revoked (settings.ON_VOICE_GONE).

What was made stays counted. The audio of finished jobs stays, as it was made and given out with
consent. A job that is under way when consent is withdrawn loses its finished parts: nobody was
given the whole. What the streams in Valkey still hold of either is deleted at once. Of a job of
lines, only those in that voice are given up that are not made yet; a made line is whole, and stays.
"""

import logging

import redis
from django.db.models import Exists, OuterRef, Q

from synthesis import storage, voice_choice
from synthesis.jobs.delivery import delivery_of
from synthesis.jobs.outcomes import ending, giving_up
from synthesis.models import Job, Segment
from synthesis.streaming.publisher import Publisher
from tenants.models import Tenant

log = logging.getLogger(__name__)

AUDIO_PURGED = "voice_revoked"
"""The error code of jobs whose parts were deleted."""


def stop_jobs(*, tenant: Tenant, voice_id: str, code: str) -> None:
    """Stop all jobs of a voice with an error code, voice_deleted or voice_revoked."""
    lately = Q(status__in=Job.OPEN) | Q(finished_at__gt=ending.streamed_since())
    for job in Job.objects.shown().filter(lately, voice=voice_id):
        _stop(tenant, job, code)
    lately |= Q(status=Job.Status.PAUSED)
    of_lines = Job.objects.filter(
        Exists(Segment.objects.filter(job=OuterRef("id"), voice=voice_id)),
        lately,
        purpose=Job.Purpose.LESSON,
    )
    for job in of_lines:
        giving_up.give_up(tenant=tenant, job_id=job.id, voice=voice_id, code=code)
        ending.forget_stream(storage.job_audio(tenant, job))


def stop_job(*, tenant: Tenant, job_id: str, index: int) -> None:
    """Stop a job whose segment can't be started, as its voice or the voice's mood is gone.

    Of a job of lines, this segment alone is given up.
    """
    segment = Segment.objects.select_related("job").filter(job=job_id, index=index).first()
    if segment is None:
        return
    job = segment.job
    spoken = delivery_of(job, segment)
    code = voice_choice.why_gone(spoken.voice, engine=job.engine, mood=spoken.mood)
    if job.purpose == Job.Purpose.LESSON:
        giving_up.give_up(tenant=tenant, job_id=job.id, indexes=[index], code=code)
    elif code == voice_choice.MOOD_DELETED:
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
    ending.forget_stream(audio)
