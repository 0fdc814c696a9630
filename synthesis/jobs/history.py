"""Deleting the jobs that have become too old to keep."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from billing.plans import plan_since
from synthesis.jobs.ending import delete_job
from synthesis.models import Job
from tenants.limits import limits_of
from tenants.models import Tenant

GRACE = timedelta(days=30)
PREVIEWS_KEPT = timedelta(days=1)
DELETED_AT_ONCE = 1000


def forget_old(*, tenant: Tenant) -> int:
    """Delete the jobs that are older than the plan keeps them; returns how many.

    Nothing is deleted for GRACE after a change of plan: there is time to download, or to change
    back. Previews are deleted after PREVIEWS_KEPT on every plan, as no list shows them to be
    deleted by hand. The jobs of lessons stay as long as a lesson needs their sound
    (lessons.services.upkeep). Runs in the tenant's schema.
    """
    limits, now = limits_of(tenant), timezone.now()
    expired = Q(purpose=Job.Purpose.PREVIEW, finished_at__lt=now - PREVIEWS_KEPT)
    if limits.history_days is not None and now - plan_since(tenant) >= GRACE:
        expired |= Q(finished_at__lt=now - timedelta(days=limits.history_days))
    ended = Job.objects.shown().filter(expired).exclude(status=Job.Status.PAUSED)
    old = list(ended.order_by("finished_at").values_list("id", flat=True)[:DELETED_AT_ONCE])
    for job_id in old:
        delete_job(tenant=tenant, job_id=job_id)
    return len(old)
