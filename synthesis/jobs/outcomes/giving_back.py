"""Returning a segment to the queue: by its worker, or by the sweeper when the worker is dead."""

import logging

from django.conf import settings
from django.db import Error, connection, transaction

from synthesis.dispatch import queue
from synthesis.dispatch.queue import Claim, LeaseLost
from synthesis.jobs.outcomes import ending, giving_up
from synthesis.models import Job
from telemetry.context import about
from tenants.context import in_tenant

RAN_AWAY = "ran_away"
HOPELESS = (RAN_AWAY,)
"""Failures that another worker would see again: its draws are the same."""

log = logging.getLogger(__name__)


def give_back(claim: Claim, *, failed: bool, code: str = "synthesis_failed") -> None:
    """Return a segment to the queue; after MAX_ATTEMPTS failures, or a hopeless one, its job is
    failed instead.

    Of a job of lines, only the segment is given up.
    """
    with about(tenant=claim.tenant.slug, job=claim.job_id):
        try:
            _give_back(claim, failed=failed, code=code)
        except LeaseLost:
            log.info("segment %s is not returned: it was taken away before", claim.segment_index)
        except Error as error:
            log.warning(
                "segment %s is not returned, it stays leased until its lease expires: %s",
                claim.segment_index,
                error,
            )
            connection.close()


def _give_back(claim: Claim, *, failed: bool, code: str) -> None:
    with in_tenant(claim.tenant, job=claim.job_id):
        with transaction.atomic():
            failures = queue.give_back(claim, failed=failed)
        if failures >= settings.MAX_ATTEMPTS or (failed and code in HOPELESS):
            _end(claim, code)


def _end(claim: Claim, code: str) -> None:
    """Fail the segment's job; of a job of lines, give up this segment alone."""
    if Job.objects.filter(id=claim.job_id, purpose=Job.Purpose.LESSON).exists():
        index = claim.segment_index
        giving_up.give_up(tenant=claim.tenant, job_id=claim.job_id, indexes=[index], code=code)
    else:
        ending.fail(tenant=claim.tenant, job_id=claim.job_id, code=code)
