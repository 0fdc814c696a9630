"""Webhook events about jobs that have ended."""

from synthesis.models import Job
from tenants.models import Tenant
from webhooks.services import enqueue

EVENTS = {Job.Status.COMPLETED: "job.completed", Job.Status.FAILED: "job.failed"}


def send_job_ended(tenant: Tenant, job: Job) -> None:
    """Queue the event of a job that is completed or has failed, in the caller's transaction.

    Nothing is sent about other jobs: whoever cancelled one knows it, and neither previews nor the
    lines of lessons are events.
    """
    event = EVENTS.get(Job.Status(job.status))
    if event is None or job.purpose != Job.Purpose.TEXT:
        return
    data = {
        "id": job.id,
        "object": "job",
        "status": job.status,
        "voice": job.voice,
        "audio_ms": job.audio_ms,
        "segments_total": job.segments_total,
        "segments_done": job.segments_done,
        "error": {"code": job.error_code} if job.error_code else None,
        "created_at": int(job.created_at.timestamp()),
        "finished_at": int(job.finished_at.timestamp()) if job.finished_at else None,
    }
    enqueue(tenant=tenant, event=event, data=data, url=job.webhook)
