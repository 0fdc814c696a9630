"""Segments that the engine can't bear: their job fails with a reason, their neighbours don't."""

import pytest
from django.conf import settings

from synthesis import tasks
from synthesis.models import Job
from tests.faults.proof import (
    TEXT,
    assert_idle,
    assert_made,
    fresh,
    kept_audio,
    metered,
    settle,
    submit,
)

GOOD = "This sentence is a good one, and there is nothing wrong with it at all."
KINDS = {
    # what the engine does → the code that the job fails with
    "early": "synthesis_failed",
    "raises": "synthesis_failed",
    "stuck": "worker_lost",
    "hangs": "worker_lost",
    "kills": "worker_lost",
}


@pytest.mark.parametrize("together", [1, 3])
@pytest.mark.parametrize("kind", KINDS)
def test_poison_harms_its_own_job_alone(workers, oak, elm, ash, kind, together):
    sick = submit(oak, f"{GOOD} This one has poison {kind} inside of it, as you can read. {GOOD}")
    well = [(tenant, submit(tenant, TEXT)) for tenant in (elm, ash)]
    workers.start(together=together)

    def sweep() -> None:
        tasks.sweep()
        if not workers.workers[-1].alive:  # the supervisor's part
            workers.start(together=together)

    settle((oak, sick), *well, sweep=sweep)
    for tenant, job in well:
        assert_made(tenant, job)
    failed = fresh(oak, sick)
    assert (failed.status, failed.error_code) == (Job.Status.FAILED, KINDS[kind])
    assert kept_audio(oak, sick).keys() == metered(oak, sick).keys()
    assert failed.segments_done < failed.segments_total
    if KINDS[kind] == "worker_lost":
        assert len(workers.workers) >= settings.MAX_ATTEMPTS
    assert_idle()
