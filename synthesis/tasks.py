"""Celery tasks. None carries an id: each looks up in Postgres what there is to do."""

import logging
from functools import partial

from celery import shared_task

from runtime import ticks
from synthesis.dispatch import queue
from synthesis.dispatch.models import PausedJob, TenantShare
from synthesis.dispatch.wake import wake_workers
from synthesis.jobs import limits_changed
from synthesis.jobs.outcomes.giving_back import give_back
from synthesis.monitoring import counters
from synthesis.voice_choice import offered_engines
from synthesis.worker import engine_process, enroller
from synthesis.worker.file_store import await_store
from telemetry.context import about
from tenants.models import Tenant
from tenants.stores.port import StoreAway
from voices.enrolment import queue as enrolments
from voices.enrolment.run import run as enrol

log = logging.getLogger(__name__)


@shared_task
def tick(engine: str) -> int:
    """Make the segments that wait for this engine, until none is left."""
    return engine_process.worker(engine).run_until_idle(engine_process.stopping.is_set)


@shared_task
def stay_warm(engine: str) -> bool:
    """Speak a word on an engine that was idle, so that it answers fast (Worker.stay_warm)."""
    return engine_process.worker(engine).stay_warm()


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


@shared_task
def enrol_waiting() -> None:
    """Enrol the takes and check the consents that wait, one after the other."""
    if not enrolments.any_waiting():
        return
    # Before the first claim: loading may take longer than a lease, which must not expire over it.
    tools = enroller.instruments()
    stopping = engine_process.stopping.is_set
    while not stopping() and (claimed := enrolments.claim()):
        try:
            with engine_process.before_leaving(partial(enrolments.give_back, claimed)):
                enrol(claimed, tools)
        except StoreAway as away:
            log.error("the store of files failed: %s", away.detail)
            if not await_store(stopping):
                return
