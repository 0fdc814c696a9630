"""Taking up a failed job again, where it failed."""

from django.db import transaction
from django.utils.translation import gettext as _

from synthesis.dispatch.models import PausedJob
from synthesis.jobs import services
from synthesis.models import Job
from synthesis.voice_choice import MOOD_DELETED
from tenants.models import Tenant
from tenants.refusal import Refused

# A mood that was deleted may have been recorded again.
RETRYABLE = ("synthesis_failed", "worker_lost", MOOD_DELETED)


def can_retry(job: Job) -> bool:
    """True where what failed may go better another time."""
    return job.status == Job.Status.FAILED and job.error_code in RETRYABLE


def retry(*, tenant: Tenant, job_id: str) -> bool:
    """Queue again what a failed job lacks; False where it waits for quota first.

    What is made stays, and is not paid for again. Raises Refused: there is no such job, or it did
    not fail in a way that a second try may mend. Runs in the tenant's schema.
    """
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(id=job_id).first()
        if job is None:
            raise Refused("job_not_found", _("There is no such job."), status=404)
        if not can_retry(job):
            message = _("Only a job that failed while it was made can be tried again.")
            raise Refused("job_not_failed", message, status=409)
        job.status, job.held_from = Job.Status.PAUSED, 0
        job.error_code, job.finished_at = "", None
        job.save(update_fields=["status", "held_from", "error_code", "finished_at"])
        PausedJob.objects.create(tenant=tenant, job_id=job.id)
    return services.resume(tenant=tenant, job_id=job_id)
