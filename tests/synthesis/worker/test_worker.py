"""The worker with the real engine."""

import logging
import threading
import time

import numpy as np
import pytest

from synthesis import storage
from synthesis.dispatch.models import Lease, QueueEntry, TenantShare
from synthesis.engines.base import Chunk, EngineError, Unspeakable
from synthesis.jobs.order import Order
from synthesis.jobs.outcomes import ending
from synthesis.jobs.submit import submit as submit_order
from synthesis.models import Job, Segment
from synthesis.storage import job_audio
from synthesis.worker.worker import CHECK_SECONDS, IDLE_SECONDS, Worker
from tenants.context import in_tenant


class Wrapped:
    """The real engine, with one thing changed."""

    def __init__(self, engine, **changed):
        self._engine = engine
        for name, value in changed.items():
            setattr(self, name, value)

    def __getattr__(self, name):
        return getattr(self._engine, name)


@pytest.fixture
def worker(kokoro):
    return Worker(kokoro, name="test")


def submit(tenant, text="Hello there. 你好，世界。", **kwargs) -> Job:
    with in_tenant(tenant):
        return submit_order(tenant=tenant, order=Order(text=text, voice="af_heart", **kwargs))


def pcm(tenant, job) -> bytes:
    audio = job_audio(tenant, job)
    return b"".join(storage.read_segment(audio, index) for index in range(audio.segments))


def test_jobs_of_two_tenants_are_made_and_kept_apart(worker, alice, bob):
    jobs = [(person.tenant, submit(person.tenant)) for person in (alice, bob)]
    finished = worker.run_until_idle()
    assert finished == sum(job.segments_total for _tenant, job in jobs)
    for tenant, job in jobs:
        with in_tenant(tenant):
            job.refresh_from_db()
            assert job.status == Job.Status.COMPLETED
            assert storage.milliseconds(len(pcm(tenant, job)), 24_000) == pytest.approx(
                job.audio_ms, abs=job.segments_total
            )
            assert Job.objects.count() == 1
    assert not Lease.objects.exists() and not QueueEntry.objects.exists()


def test_the_same_job_twice_gives_the_same_audio(worker, alice):
    first = submit(alice.tenant, seed=7)
    second = submit(alice.tenant, seed=7)
    worker.run_until_idle()
    assert pcm(alice.tenant, first) == pcm(alice.tenant, second) != b""


def test_a_poison_segment_fails_its_job_and_leaves_its_neighbours_alone(kokoro, alice, bob):
    def start(request, conditioning):
        if "poison" in "".join(span.text for span in request.spans):
            raise EngineError("as asked")
        return kokoro.start(request, conditioning)

    sick = submit(alice.tenant, "This is poison for the engine.")
    well = submit(bob.tenant, "This one is fine.")
    Worker(Wrapped(kokoro, start=start), name="test").run_until_idle()
    with in_tenant(alice.tenant):
        sick.refresh_from_db()
        assert (sick.status, sick.error_code) == (Job.Status.FAILED, "synthesis_failed")
        assert Segment.objects.filter(finished_at=None).count() == sick.segments_total
    with in_tenant(bob.tenant):
        well.refresh_from_db()
        assert well.status == Job.Status.COMPLETED
    assert not TenantShare.objects.exclude(queued=0, running=0).exists()


def test_an_unspeakable_segment_is_skipped(kokoro, alice):
    def start(request, conditioning):
        if request.spans[0].text.startswith("Strange"):
            raise Unspeakable("no phonemes")
        return kokoro.start(request, conditioning)

    text = "Strange letters that nobody knows stand here. And then a sentence that can be read."
    job = submit(alice.tenant, text)
    Worker(Wrapped(kokoro, start=start), name="test").run_until_idle()
    with in_tenant(alice.tenant):
        job.refresh_from_db()
        assert job.status == Job.Status.COMPLETED
        assert [segment.audio_ms > 0 for segment in job.segments.all()] == [False, True]


def test_a_segment_is_retried_after_an_error_in_a_step(kokoro, alice):
    calls = []

    def step(decodings):
        calls.append(1)
        if len(calls) == 1:
            raise EngineError("out of memory, say")
        return kokoro.step(decodings)

    job = submit(alice.tenant)
    Worker(Wrapped(kokoro, step=step), name="test").run_until_idle()
    with in_tenant(alice.tenant):
        job.refresh_from_db()
        assert job.status == Job.Status.COMPLETED


def test_stopping_returns_segments_in_work_to_the_queue(kokoro, alice):
    stop = threading.Event()

    def step(decodings):
        stop.set()
        return []

    job = submit(alice.tenant)
    Worker(Wrapped(kokoro, step=step), name="test").run_until_idle(stop.is_set)
    share = TenantShare.objects.get(tenant=alice.tenant)
    assert (share.running, share.queued) == (0, job.segments_total)
    assert not Lease.objects.exists()
    assert QueueEntry.objects.get().failures == {}


def test_a_cancelled_segment_is_dropped_at_the_next_step(kokoro, alice):
    """An engine of many steps, whose job is cancelled in the first one."""
    steps = []

    def step(decodings):
        steps.append(1)
        if len(steps) == 1:
            with in_tenant(alice.tenant):
                ending.cancel(tenant=alice.tenant, job_id=job.id)
            time.sleep(CHECK_SECONDS)
        assert len(steps) < 20
        return []

    job = submit(alice.tenant)
    assert Worker(Wrapped(kokoro, step=step), name="test").run_until_idle() == 0
    assert len(steps) == 1


def test_a_job_deleted_while_it_is_made_stays_deleted(kokoro, alice):
    def step(decodings):
        with in_tenant(alice.tenant):
            ending.delete_job(tenant=alice.tenant, job_id=job.id)
        return kokoro.step(decodings)

    job = submit(alice.tenant)
    assert Worker(Wrapped(kokoro, step=step), name="test").run_until_idle() == 0
    assert not storage.is_kept(job_audio(alice.tenant, job))


def test_several_slots_are_stepped_together(kokoro, alice, bob):
    """With room for two, two tenants are served at once, each with its own audio."""
    together = []

    def step(decodings) -> list[Chunk]:
        together.append(len(decodings))
        return [chunk for decoding in decodings for chunk in kokoro.step([decoding])]

    alone = submit(alice.tenant, "The one that is spoken alone.", seed=1)
    Worker(kokoro, name="test").run_until_idle()
    beside = submit(alice.tenant, "The one that is spoken alone.", seed=1)
    submit(bob.tenant, "Another one, of somebody else.")
    Worker(Wrapped(kokoro, step=step, max_batch=2), name="test").run_until_idle()
    assert max(together) == 2
    assert pcm(alice.tenant, alone) == pcm(alice.tenant, beside)


def test_log_lines_name_the_tenant_and_not_the_text(worker, alice, caplog):
    with caplog.at_level(logging.DEBUG, logger="synthesis"):
        submit(alice.tenant, "A very secret sentence.")
        worker.run_until_idle()
    assert "secret" not in caplog.text


def test_a_jobs_tone_changes_its_audio(worker, alice):
    text = "This is spoken at three paces."
    plain = submit(alice.tenant, text=text, seed=1)
    slow = submit(alice.tenant, text=text, seed=1, tone={"speed": 0.25})
    fast = submit(alice.tenant, text=text, seed=1, tone={"speed": 4.0, "gain_db": -12.0})
    worker.run_until_idle()
    length = len(pcm(alice.tenant, plain))
    assert length * 2.5 < len(pcm(alice.tenant, slow)) < length * 5
    assert length / 5 < len(pcm(alice.tenant, fast)) < length / 2.5
    loud, soft = (np.frombuffer(pcm(alice.tenant, job), "<i2") for job in (plain, fast))
    assert np.abs(soft).max() < np.abs(loud).max() / 2


def test_an_idle_engine_is_kept_warm(kokoro):
    spoken = []
    worker = Worker(Wrapped(kokoro, warm_up=lambda: spoken.append(1)), name="test")
    assert not worker.stay_warm()
    worker.stepped -= IDLE_SECONDS
    assert worker.stay_warm() and spoken == [1]
    assert not worker.stay_warm()
