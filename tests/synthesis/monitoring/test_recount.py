"""The recount is silent about a sound platform, and finds each kind of drift."""

import pytest
from django.db.models import F

from billing.models import MeterEvent
from billing.usage.models import DailyUsage
from synthesis.dispatch.models import Lease, QueueEntry, TenantShare
from synthesis.jobs.order import Order
from synthesis.jobs.outcomes import ending
from synthesis.jobs.submit import submit
from synthesis.models import Job, Segment
from synthesis.monitoring import recount
from synthesis.storage import job_audio
from synthesis.worker.worker import Worker
from tenants import files
from tenants.context import in_tenant
from tests.faults.tone import HummingKokoro

# One snapshot needs a transaction of its own; inside a test's there is one already.
pytestmark = pytest.mark.usefixtures("shared_snapshot")


@pytest.fixture
def shared_snapshot(monkeypatch, db):
    monkeypatch.setattr(recount, "ISOLATE", "SELECT 1")


@pytest.fixture
def jobs(alice) -> list[Job]:
    """One job made, one in the middle, one cancelled, one deleted."""
    with in_tenant(alice.tenant):
        completed, doomed = (_submit(alice, "A first sentence.") for _ in range(2))
    Worker(HummingKokoro(), name="test").run_until_idle()
    with in_tenant(alice.tenant):
        ending.delete_job(tenant=alice.tenant, job_id=doomed.id)
        stopped = _submit(alice, "A second one.")
        ending.cancel(tenant=alice.tenant, job_id=stopped.id)
        waiting = _submit(alice, "A third one. " * 12)
    return [completed, waiting]


def _submit(person, text: str) -> Job:
    return submit(tenant=person.tenant, order=Order(text=text, voice="af_heart"))


def test_a_recount_of_consistent_data_reports_nothing(jobs):
    assert list(recount.differences()) == []


DRIFTS = {
    "queued": lambda completed, waiting: TenantShare.objects.update(queued=F("queued") + 1),
    "running": lambda completed, waiting: TenantShare.objects.update(running=F("running") + 1),
    "not in the queue": lambda completed, waiting: QueueEntry.objects.all().delete(),
    "to be made": lambda completed, waiting: QueueEntry.objects.update(pending=[0]),
    "not open": lambda completed, waiting: Job.objects.filter(id=waiting.id).update(
        status="failed"
    ),
    "reserved": lambda completed, waiting: DailyUsage.objects.update(reserved_ms=1),
    "used on": lambda completed, waiting: DailyUsage.objects.update(used_ms=F("used_ms") + 1),
    "metered of": lambda completed, waiting: MeterEvent.objects.filter(
        identifier=f"{completed.id}:0:0"
    ).delete(),
    "metered and not finished": lambda completed, waiting: Segment.objects.filter(
        job=completed
    ).update(finished_at=None),
    "is complete": lambda completed, waiting: Job.objects.filter(id=completed.id).update(
        status="failed"
    ),
    "milliseconds of": lambda completed, waiting: Job.objects.filter(id=completed.id).update(
        audio_ms=1
    ),
}


@pytest.mark.parametrize("drift", DRIFTS)
def test_inconsistent_data_is_reported(jobs, alice, drift):
    with in_tenant(alice.tenant):
        DRIFTS[drift](*jobs)
    assert any(drift in line for line in recount.differences())


def test_lost_and_stray_files_are_reported(jobs, alice):
    audio = job_audio(alice.tenant, jobs[0])
    store = files.store()
    store.remove(audio.segment(0))
    stray = f"{files.folder(alice.tenant)}/jobs/job_nobody"
    store.make(stray)
    store.write(f"{stray}/00000.pcm.sealed", b"12")
    differences = list(recount.differences())
    assert any("kept of" in line for line in differences)
    assert any("belongs to no job" in line for line in differences)
    assert not Lease.objects.exists()
