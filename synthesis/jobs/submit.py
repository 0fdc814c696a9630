"""Submitting a text: it becomes a job in the queue."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from billing import notices, quota
from billing.spender import Spender
from synthesis import storage
from synthesis.dispatch import queue
from synthesis.dispatch.wake import wake_workers
from synthesis.jobs.draft import draft
from synthesis.jobs.order import Order
from synthesis.models import Job, Segment
from synthesis.monitoring.admission import check_wait
from telemetry import context, tracing
from tenants.free_space import check_room
from tenants.limits import Limits, check_not_suspended, limits_of
from tenants.models import Tenant
from tenants.refusal import Refused


def submit(*, tenant: Tenant, order: Order) -> Job:
    """Plan the text, reserve its quota and queue its segments: all of this or nothing.

    Raises Refused as `draft` does, when the quota is used up, when the workspace is suspended, and
    when too many of its jobs are unfinished; an interactive one also where it would wait too long
    for its turn. Runs in the tenant's schema.
    """
    limits = limits_of(tenant)
    check_not_suspended(limits)
    check_room()
    drafted = draft(tenant=tenant, limits=limits, order=order)
    job = drafted.job
    if job.interactive:
        check_wait(tenant=tenant, limits=limits, engine=job.engine)
    job.traceparent, job.request_id = tracing.carried(), context.asked_by()
    with noting_used_up_quota(tenant, limits, job.spender), transaction.atomic():
        job.usage_day = quota.reserve(
            tenant=tenant, limits=limits, audio_ms=drafted.audio_ms, spender=job.spender
        )
        job.save(force_insert=True)
        Segment.objects.bulk_create(drafted.segments)
        queue.enqueue(
            engine=job.engine,
            tenant=tenant,
            limits=limits,
            job_id=job.id,
            interactive=job.interactive,
            estimates_ms=[segment.estimate_ms for segment in drafted.segments],
            in_order=job.continuity,
        )
        queue.check_room(tenant=tenant, limits=limits)
        # Last: a rollback leaves no folder behind. A crash right here leaves an empty one.
        storage.prepare(storage.job_audio(tenant, job))
        transaction.on_commit(lambda: wake_workers(job.engine))
    return job


@contextmanager
def noting_used_up_quota(tenant: Tenant, limits: Limits, spender: Spender) -> Iterator[None]:
    """Write the quota notice after the transaction that the refusal has rolled back."""
    try:
        yield
    except Refused as refusal:
        if refusal.status == 402:
            status = quota.quota_status(tenant, limits, quota.today(tenant), spender)
            notices.note(tenant, status, stopped=True)
        raise
