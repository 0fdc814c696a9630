"""Celery tasks that need no model. None carries an id: each looks up what there is to do.

`synthesis.worker.tasks` and `synthesis.worker.enrolment_tasks` have those that do: the worker of an
engine and the enrolment import theirs, and no other process does.
"""

import logging

from celery import shared_task

from runtime import ticks
from synthesis.dispatch import queue
from synthesis.dispatch.models import PausedJob, TenantShare
from synthesis.dispatch.wake import wake_workers
from synthesis.jobs import limits_changed
from synthesis.jobs.outcomes.giving_back import give_back
from synthesis.monitoring import counters
from synthesis.voice_choice import offered_engines
from telemetry.context import about
from tenants.models import Tenant
from voices.enrolment import queue as enrolments

log = logging.getLogger(__name__)


@shared_task
def keep_warm() -> None:
    """Have a worker of every engine check whether it has been idle. Several workers take turns."""
    for spec in offered_engines():
        ticks.send("synthesis.tasks.stay_warm", spec.name, queue=f"synthesis.{spec.name}")


@shared_task
def sweep() -> None:
    """Return the segments of dead workers, and make up for lost ticks. Two may run at once."""
    for claim in queue.expired():
        with about(tenant=claim.tenant.slug, job=claim.job_id):
            log.warning("the lease on segment %s has expired", claim.segment_index)
            try:
                give_back(claim, failed=True, code="worker_lost")
            except Exception:
                # The other segments must not wait for this one.
                log.exception("segment %s can't be returned", claim.segment_index)
    for engine in queue.engines_with_work():
        wake_workers(engine)
    if enrolments.any_waiting():
        enrolments.tick()
    counters.SWEPT.set_to_current_time()


@shared_task
def follow_plans() -> None:
    """Apply plans, overrides and suspensions to the queue, and resume paused jobs."""
    busy = TenantShare.objects.exclude(queued=0, running=0).values_list("tenant_id", flat=True)
    paused = PausedJob.objects.values_list("tenant_id", flat=True)
    for tenant in Tenant.objects.filter(id__in=[*busy, *paused]):
        try:
            limits_changed.follow(tenant)
        except Exception:
            # The other tenants must not wait for this one.
            log.exception("the plan of %s could not be applied", tenant)
