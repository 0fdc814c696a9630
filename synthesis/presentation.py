"""How jobs look from outside, and what their error codes mean to a person."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from synthesis.models import Job

JOB_ERRORS = {
    "synthesis_failed": _("A sentence could not be spoken, in three tries. Change it, and try again."),
    "worker_lost": _("The machine that made this stopped, three times. Please try again."),
    "voice_deleted": _("The voice was deleted while it was being used."),
}


def job_error(job: Job) -> str:
    """Why the job failed, as a sentence; empty where it did not."""
    return str(JOB_ERRORS.get(job.error_code, job.error_code))


def job_json(job: Job) -> dict[str, Any]:
    """A job as REST shows it."""
    return {
        "id": job.id,
        "object": "job",
        "status": job.status,
        "model": job.engine,
        "voice": job.voice,
        "input": job.input,
        "speed": job.speed,
        "progress": {
            "segments_total": job.segments_total,
            "segments_done": job.segments_done,
            "audio_ms": job.audio_ms,
        },
        "error": {"code": job.error_code, "message": job_error(job)} if job.error_code else None,
        "created_at": int(job.created_at.timestamp()),
        "finished_at": int(job.finished_at.timestamp()) if job.finished_at else None,
    }
