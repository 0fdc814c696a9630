"""A worker that is frozen past its lease: its segment is somebody else's when it wakes."""

import signal

import pytest

from billing.models import MeterEvent
from billing.usage.models import DailyUsage
from synthesis.dispatch.models import TenantShare
from synthesis.models import Job, Segment
from tenants.context import in_tenant
from tests.faults.proof import assert_idle, assert_made, settle, submit, wait_for


def everything(tenant) -> list:
    """All that a worker could change, as it is now."""
    shares = TenantShare.objects.filter(tenant=tenant)
    events = MeterEvent.objects.filter(tenant=tenant).order_by("id")
    with in_tenant(tenant):
        rows = [*shares, *events, *DailyUsage.objects.all(), *Segment.objects.order_by("id")]
        return [{**vars(row), "_state": None} for row in (*rows, *Job.objects.order_by("id"))]


@pytest.mark.parametrize("moment", ["in a step", "a segment is spoken", "file written"])
def test_a_worker_that_wakes_past_its_lease_changes_nothing(workers, oak, moment):
    job = submit(oak)
    late = workers.start(stand_at=moment, nth=2)
    late.wait_until_it_stands()
    late.signal(signal.SIGSTOP)
    late.go_on()
    workers.start()
    settle((oak, job))
    before = everything(oak)
    late.signal(signal.SIGCONT)
    lost = ("not ours any more", "was taken away")
    wait_for(lambda: any(line in late.order.log.read_text() for line in lost), "it noticed")
    assert everything(oak) == before
    assert_made(oak, job)
    assert_idle()


def test_a_worker_frozen_in_its_last_transaction_blocks_nobody(workers, oak, elm):
    """It holds locks that claims, submissions and the sweeper need."""
    job, other = submit(oak), submit(elm)
    late = workers.start(stand_at="finish not committed", nth=1)
    late.wait_until_it_stands()
    late.signal(signal.SIGSTOP)
    workers.start()
    settle((oak, job), (elm, other))
    late.signal(signal.SIGCONT)
    late.go_on()
    wait_for(lambda: "database" in late.order.log.read_text(), "it noticed")
    assert_made(oak, job)
    assert_made(elm, other)
    assert_idle()
