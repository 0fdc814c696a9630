"""One sentence of a finished job is made again, and nothing else."""

import pytest

from billing.models import MeterEvent
from synthesis import storage
from synthesis.jobs.order import Order
from synthesis.jobs.outcomes import ending
from synthesis.jobs.remake import remake_segment
from synthesis.jobs.submit import submit
from synthesis.models import Job, Segment
from synthesis.monitoring import recount
from synthesis.storage import job_audio
from synthesis.worker.worker import Worker
from tenants import files
from tenants.context import in_tenant
from tenants.refusal import Refused
from tests.faults.tone import HummingKokoro

LONG = "This one is a good deal longer than the first of them, so that it stays alone. "
TEXT = "The first sentence is a short one, but not too short. " + 2 * LONG
FAST = {"speed": 2.0}


@pytest.fixture(autouse=True)
def no_isolation(monkeypatch) -> None:
    """A test runs inside of a transaction, whose isolation can't be changed any more."""
    monkeypatch.setattr(recount, "ISOLATE", "SELECT 1")


@pytest.fixture
def worker() -> Worker:
    return Worker(HummingKokoro(), name="test")


@pytest.fixture
def finished(worker, alice) -> Job:
    with in_tenant(alice.tenant):
        job = submit(tenant=alice.tenant, order=Order(text=TEXT, voice="af_heart", tone=FAST))
    worker.run_until_idle()
    return job


def remake(tenant, job, index=1, text="Another sentence takes its place.") -> Job:
    with in_tenant(tenant):
        return remake_segment(tenant=tenant, job_id=job.id, index=index, text=text)


def sounds(tenant, job) -> list[bytes]:
    with in_tenant(tenant):
        job = Job.objects.get(id=job.id)
        audio = job_audio(tenant, job)
        return [storage.read_segment(audio, index) for index in range(audio.segments)]


def test_a_remake_changes_one_sentence_and_bills_both_versions(finished, worker, alice):
    before = sounds(alice.tenant, finished)
    remake(alice.tenant, finished)
    assert worker.run_until_idle() == 1
    after = sounds(alice.tenant, finished)
    assert [a == b for a, b in zip(before, after, strict=True)] == [True, False, True]
    with in_tenant(alice.tenant):
        job = Job.objects.get(id=finished.id)
        assert job.status == "completed" and job.segments_done == 3
        lengths = sum(storage.milliseconds(len(pcm), 24_000) for pcm in after)
        assert job.audio_ms == lengths
        metered = MeterEvent.objects.filter(identifier__startswith=job.id)
        assert metered.filter(identifier__endswith=":1:1").count() == 1
        assert metered.count() == 4
    assert list(recount.differences()) == []


def test_remaking_with_the_old_text_gives_the_old_audio(finished, worker, alice):
    before = sounds(alice.tenant, finished)
    with in_tenant(alice.tenant):
        old = Segment.objects.get(job=finished, index=1).text
    remake(alice.tenant, finished)
    worker.run_until_idle()
    remake(alice.tenant, finished, text=old)
    worker.run_until_idle()
    assert sounds(alice.tenant, finished) == before
    assert len(files.store().names(job_audio(alice.tenant, finished).folder)) == 3


def test_two_sentences_can_be_remade_at_once(finished, worker, alice):
    remake(alice.tenant, finished, 0)
    remake(alice.tenant, finished, 2)
    with pytest.raises(Refused) as refusal:
        remake(alice.tenant, finished, 2)
    assert refusal.value.status == 409
    assert worker.run_until_idle() == 2
    assert list(recount.differences()) == []


def test_a_cancelled_remake_can_be_repeated(finished, worker, alice):
    remake(alice.tenant, finished)
    with in_tenant(alice.tenant):
        assert ending.cancel(tenant=alice.tenant, job_id=finished.id)
    assert list(recount.differences()) == []
    remake(alice.tenant, finished)
    assert worker.run_until_idle() == 1
    with in_tenant(alice.tenant):
        assert Job.objects.get(id=finished.id).status == "completed"
    assert list(recount.differences()) == []


@pytest.mark.parametrize("text", ["", "  ", "…!", "x" * 301, "字" * 200])
def test_a_remake_with_an_unusable_text_is_refused(finished, alice, text):
    with pytest.raises(Refused) as refusal:
        remake(alice.tenant, finished, text=text)
    assert refusal.value.code == "invalid_segment"


def test_a_job_with_other_unfinished_segments_cannot_be_remade(worker, alice):
    with in_tenant(alice.tenant):
        job = submit(tenant=alice.tenant, order=Order(text=TEXT, voice="af_heart"))
        ending.cancel(tenant=alice.tenant, job_id=job.id)
    with pytest.raises(Refused) as refusal:
        remake(alice.tenant, job, 0)
    assert refusal.value.code == "segment_not_done"
    assert list(recount.differences()) == []
