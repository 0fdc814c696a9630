"""A workspace's limits have changed: the queue follows (settings.ON_LIMITS_CHANGED)."""

from synthesis.dispatch import queue
from synthesis.dispatch.models import PausedJob
from synthesis.jobs.resume import resume
from tenants.context import in_tenant
from tenants.limits import limits_of
from tenants.models import Tenant


def follow(tenant: Tenant) -> None:
    """Bring the tenant's place in the queue up to date, and resume its paused jobs if it may."""
    with in_tenant(tenant):
        queue.reshape(tenant=tenant, limits=limits_of(tenant))
        paused = PausedJob.objects.filter(tenant=tenant)
        for job_id in paused.values_list("job_id", flat=True):
            resume(tenant=tenant, job_id=job_id)
