"""What programs are told about jobs that have ended (webhooks)."""

from synthesis.models import Job
from tenants.models import Tenant
from webhooks.services import enqueue

EVENTS = {Job.Status.COMPLETED: "job.completed", Job.Status.FAILED: "job.failed"}


def tell_end(tenant: Tenant, job: Job) -> None:
    """Send what became of the job, in the caller's transaction; nothing unless it has ended.

    Whoever cancelled a job knows it: nothing is sent about that, nor about previews.
    """
    event = EVENTS.get(Job.Status(job.status))
    if event is None or job.is_preview:
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
