"""Taking up a job again: a paused one once there is quota, a failed one when somebody asks."""

from django.db import transaction
from django.utils.translation import gettext as _

from billing import quota
from synthesis import storage
from synthesis.dispatch import queue
from synthesis.dispatch.models import PausedJob
from synthesis.dispatch.wake import wake_workers
from synthesis.jobs import reservation
from synthesis.models import Job, Segment
from synthesis.voice_choice import MOOD_DELETED
from tenants.limits import limits_of
from tenants.models import Tenant
from tenants.refusal import Refused

# A mood that was deleted may have been recorded again.
RETRYABLE = ("synthesis_failed", "worker_lost", MOOD_DELETED)


def resume(*, tenant: Tenant, job_id: str) -> bool:
    """Queue the unfinished segments of a paused job again, as far as today's quota goes.

    False when none of them can be queued. Runs in the tenant's schema.
    """
    limits = limits_of(tenant)
    if limits.suspended:
        return False
    with transaction.atomic():
        day = quota.open_today(tenant)
        job = Job.objects.select_for_update().filter(id=job_id).first()
        if job is None or job.status != Job.Status.PAUSED:
            PausedJob.objects.filter(job_id=job_id).delete()
            return False
        left_ms = quota.quota_status(tenant, limits, day, job.spender).left_ms
        fitting = _first_that_fit(job, left_ms)
        if not fitting:
            return False
        reservation.reserve(tenant=tenant, limits=limits, job=job, segments=fitting)
        job.status, job.usage_day = Job.Status.QUEUED, day
        job.held_from = fitting[-1].index + 1
        job.save(update_fields=["status", "usage_day", "held_from"])
        queue.enqueue(
            engine=job.engine,
            tenant=tenant,
            limits=limits,
            job_id=job.id,
            interactive=job.interactive,
            estimates_ms=[segment.estimate_ms for segment in fitting],
            indexes=[segment.index for segment in fitting],
            in_order=job.continuity,
        )
        PausedJob.objects.filter(job_id=job_id).delete()
        # Before the commit: a marker left on a job in work would cut its listeners off.
        storage.unmark_ended(storage.job_audio(tenant, job))
        transaction.on_commit(lambda: wake_workers(job.engine))
    return True


def can_retry(job: Job) -> bool:
    """True where the job failed for a reason that may be gone another time."""
    return job.status == Job.Status.FAILED and job.error_code in RETRYABLE


def retry(*, tenant: Tenant, job_id: str) -> bool:
    """Queue the unfinished segments of a failed job again; False where it waits for quota first.

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
    return resume(tenant=tenant, job_id=job_id)


def _first_that_fit(job: Job, left_ms: int) -> list[Segment]:
    """The unfinished segments from the first one on, as many as fit into `left_ms` of audio."""
    fitting: list[Segment] = []
    for segment in job.unfinished_segments().order_by("index"):
        counted_ms = 0 if segment.free else segment.estimate_ms
        if counted_ms > left_ms:
            break
        left_ms -= counted_ms
        fitting.append(segment)
    return fitting
