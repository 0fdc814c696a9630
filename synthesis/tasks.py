"""Celery tasks. None carries an id: each looks into Postgres for what there is to do."""

import logging

from celery import shared_task

from synthesis import engine_process, enroller, series, services
from synthesis.dispatch import queue
from synthesis.worker import give_back
from telemetry.context import about
from voices.enrolment import queue as enrolments
from voices.enrolment.run import run as enrol

log = logging.getLogger(__name__)


@shared_task
def tick(engine: str) -> int:
    """There may be segments to make: claim and step until idle."""
    return engine_process.worker(engine).run_until_idle(engine_process.stopping.is_set)


@shared_task
def sweep() -> None:
    """Return what dead workers held, and make up for lost ticks. Safe when two run."""
    for claim in queue.expired():
        with about(tenant=claim.tenant.slug, job=claim.job_id):
            log.warning("the lease on segment %s ran out", claim.segment_index)
            try:
                give_back(claim, failed=True, code="worker_lost")
            except Exception:
                # The others are not to wait for this one.
                log.exception("segment %s can't be given back", claim.segment_index)
    for engine in queue.engines_with_work():
        services.tick(engine)
    if enrolments.any_waiting():
        enrolments.tick()
    series.SWEPT.set_to_current_time()


@shared_task
def enrol_waiting() -> None:
    """Make the takes and check the consents that wait, one after the other."""
    if not enrolments.any_waiting():
        return
    # Before the first claim: loading may take longer than a lease, and must not count as a failure.
    tools = enroller.instruments()
    while not engine_process.stopping.is_set() and (claimed := enrolments.claim()):
        enrol(claimed, tools)
