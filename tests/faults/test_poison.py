"""Segments that crash the engine: only their own job fails, with a reason."""

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

STEP_SECONDS = 6.0
"""How long a step may take. Beside other tests a process may wait for a processor for seconds, and
a healthy step that is taken for a hanging one counts as a failure of its segment."""

GOOD = "This sentence is a good one, and there is nothing wrong with it at all."
KINDS = {
    # what the engine does → the code that the job fails with
    "early": "synthesis_failed",
    "raises": "synthesis_failed",
    "stuck": "worker_lost",
    "hangs": "worker_lost",
    "kills": "worker_lost",
}


@pytest.mark.parametrize(
    ("kind", "together"),
    [
        ("early", 1),
        ("raises", 1),
        ("raises", 3),
        ("stuck", 3),
        ("hangs", 1),
        ("kills", 1),
        ("kills", 3),
    ],
)
def test_a_poison_segment_fails_only_its_own_job(workers, oak, elm, ash, kind, together):
    sick = submit(oak, f"{GOOD} This one has poison {kind} inside of it, as you can read. {GOOD}")
    well = [(tenant, submit(tenant, TEXT)) for tenant in (elm, ash)]
    order = {"together": together, "settings": {"STEP_SECONDS": STEP_SECONDS}}
    workers.start(**order)

    def sweep() -> None:
        tasks.sweep()
        if not workers.workers[-1].alive:  # the supervisor's part
            workers.start(**order)

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
