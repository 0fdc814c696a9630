"""How long jobs are kept."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from billing.plans import plan_since
from synthesis.jobs import services
from synthesis.models import Job
from tenants.limits import limits_of
from tenants.models import Tenant

GRACE = timedelta(days=30)
PREVIEWS_KEPT = timedelta(days=1)
FORGOTTEN_AT_ONCE = 1000


def forget_old(*, tenant: Tenant) -> int:
    """Delete the jobs that the plan's history does not hold any more; returns how many.

    After a change of plan nothing is deleted for GRACE: time to download, or go back. Previews go
    after PREVIEWS_KEPT on every plan: nobody finds them in a list to delete them. Runs in the
    tenant's schema.
    """
    limits, now = limits_of(tenant), timezone.now()
    forgotten = Q(is_preview=True, finished_at__lt=now - PREVIEWS_KEPT)
    if limits.history_days is not None and now - plan_since(tenant) >= GRACE:
        forgotten |= Q(finished_at__lt=now - timedelta(days=limits.history_days))
    ended = Job.objects.filter(forgotten).exclude(status=Job.Status.PAUSED)
    old = list(ended.order_by("finished_at").values_list("id", flat=True)[:FORGOTTEN_AT_ONCE])
    for job_id in old:
        services.delete_job(tenant=tenant, job_id=job_id)
    return len(old)
