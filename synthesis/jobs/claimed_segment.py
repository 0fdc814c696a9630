"""A worker's view of a segment that it has claimed."""

from django.db import transaction
from django.utils import timezone

from billing import quota
from synthesis import storage
from synthesis.dispatch.queue import Claim, LeaseLost
from synthesis.models import Job, Segment


def start_segment(*, claim: Claim) -> tuple[Job, Segment]:
    """The job and segment of a claim; the job counts as running from now on. Raises LeaseLost."""
    Job.objects.filter(id=claim.job_id, status=Job.Status.QUEUED).update(
        status=Job.Status.RUNNING, started_at=timezone.now()
    )
    with transaction.atomic():
        job, segment = lock_claimed(claim)
        # A pause that was rolled back may have left its marker.
        storage.unmark_ended(storage.job_audio(claim.tenant, job))
        return job, segment


def lock_claimed(claim: Claim) -> tuple[Job, Segment]:
    """Lock the quota's day, then the job, for the rest of the transaction.

    Raises LeaseLost when the segment no longer is to be made.
    """
    day = Job.objects.filter(id=claim.job_id).values_list("usage_day", flat=True).first()
    if day is None:
        raise LeaseLost(f"{claim.job_id} is gone")
    quota.lock(day)
    job = Job.objects.select_for_update().filter(id=claim.job_id).first()
    # A job that is counted on another day by now was paused in between, which took the lease.
    if job is None or not job.is_open or job.usage_day != day:
        raise LeaseLost(f"{claim.job_id} has ended")
    segment = Segment.objects.get(job=job, index=claim.segment_index)
    if segment.is_done or segment.error_code:
        raise LeaseLost(f"{segment} is done, or given up")
    return job, segment
