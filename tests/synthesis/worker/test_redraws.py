"""Takes that ran away are thrown away, drawn again, and not counted."""

import numpy as np
import pytest

from billing.usage.models import DailyUsage
from synthesis import storage
from synthesis.dispatch.models import Lease, QueueEntry
from synthesis.engines import silence
from synthesis.engines.base import Chunk
from synthesis.engines.glm_tts import guard as glm_guard
from synthesis.engines.pocket_tts import guard as pocket_guard
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit as submit_order
from synthesis.models import Job
from synthesis.monitoring import counters
from synthesis.storage import job_audio
from synthesis.takes import Chunk as Published
from synthesis.takes import Take
from synthesis.worker import heard_words
from synthesis.worker.slot import redrawn
from synthesis.worker.worker import Worker
from tenants.context import in_tenant
from tests.faults.tone import HummingKokoro

SEED = 7
TEXT = "A sentence of its own."
NOTHING = np.zeros(0, np.float32)


class Straying(HummingKokoro):
    """Runs away, after its second step, in the takes of some seeds."""

    def __init__(self, *seeds: int) -> None:
        super().__init__()
        self.seeds = seeds
        self.begun: list[int] = []

    def start(self, request, conditioning):
        self.begun.append(request.seed)
        return super().start(request, conditioning)

    def step(self, decodings):
        return [
            Chunk(chunk.decoding, NOTHING, final=True, failure="length")
            if chunk.decoding.request.seed in self.seeds and chunk.decoding.at == 2
            else chunk
            for chunk in super().step(decodings)
        ]


@pytest.fixture
def rejected():
    """How many takes were thrown away since the test began."""
    counter = counters.REJECTED_TAKES.labels("kokoro", "length")
    before = counter._value.get()
    return lambda: counter._value.get() - before


def submit(tenant) -> Job:
    with in_tenant(tenant):
        return submit_order(tenant=tenant, order=Order(text=TEXT, voice="af_heart", seed=SEED))


def made(tenant, job: Job) -> tuple[Job, bytes]:
    with in_tenant(tenant):
        job.refresh_from_db()
        return job, storage.read_segment(job_audio(tenant, job), 0)


def takes(worker: Worker, monkeypatch) -> list[Published]:
    """What is published, as a listener reads it."""
    published: list[Published] = []

    def chunk(audio, *, segment, attempt, offset, pcm):
        published.append(Published(attempt, offset, pcm))

    monkeypatch.setattr(worker.publisher, "chunk", chunk)
    return published


def test_a_take_that_ran_away_is_drawn_again(alice, rejected, monkeypatch) -> None:
    whole = submit(alice.tenant)
    Worker(Straying(), name="test").run_until_idle()
    with in_tenant(alice.tenant):
        used = DailyUsage.objects.get().used_ms
    job = submit(alice.tenant)
    worker = Worker(engine := Straying(SEED), name="test")
    published = takes(worker, monkeypatch)
    assert worker.run_until_idle() == 1
    job, pcm = made(alice.tenant, job)
    assert job.status == Job.Status.COMPLETED
    assert engine.begun == [SEED, redrawn(SEED, 1)]
    assert pcm != made(alice.tenant, whole)[1]
    assert rejected() == 1
    with in_tenant(alice.tenant):
        assert DailyUsage.objects.get().used_ms == used + job.audio_ms, "only the good take counts"
    first, second = sorted({chunk.attempt for chunk in published}, key=len)
    good = b"".join(chunk.pcm for chunk in published if chunk.attempt == second)
    assert good == pcm and first in second

    # Who heard the beginning of the first take gets none of the second one.
    early, late = Take(), Take()
    assert early.add(published[:1])
    assert early.add(published[1:]) == b"" and early.rest_of(pcm) is None
    assert late.add(published) == pcm


def test_the_same_segment_ends_in_the_same_take(alice, rejected) -> None:
    made_twice = []
    for _time in range(2):
        job = submit(alice.tenant)
        Worker(Straying(SEED, redrawn(SEED, 1)), name="test").run_until_idle()
        made_twice.append(made(alice.tenant, job)[1])
    assert made_twice[0] == made_twice[1]
    assert rejected() == 4


def test_after_three_takes_the_job_fails_with_the_reason(alice, rejected) -> None:
    job = submit(alice.tenant)
    engine = Straying(SEED, redrawn(SEED, 1), redrawn(SEED, 2))
    assert Worker(engine, name="test").run_until_idle() == 0
    assert len(engine.begun) == rejected() == 3
    with in_tenant(alice.tenant):
        job.refresh_from_db()
        assert (job.status, job.error_code) == (Job.Status.FAILED, "ran_away")
        assert not DailyUsage.objects.filter(used_ms__gt=0).exists()
    assert "lost its way" in alice.rest.get(f"/v1/jobs/{job.id}").json()["error"]["message"]
    assert not Lease.objects.exists() and not QueueEntry.objects.exists()


def test_another_segment_beside_it_goes_on(alice, bob) -> None:
    sick, well = submit(alice.tenant), submit(bob.tenant)
    engine = Straying(SEED)
    engine.max_batch = 2
    assert Worker(engine, name="test").run_until_idle() == 2
    assert made(alice.tenant, sick)[0].status == made(bob.tenant, well)[0].status == "completed"


def test_every_reason_to_throw_a_take_away_is_counted_from_zero() -> None:
    reasons = {glm_guard.LENGTH, glm_guard.REPETITION, pocket_guard.LENGTH, silence.SILENCE}
    reasons |= {heard_words.SKIPPED, heard_words.REPEATED}
    assert reasons == set(counters.REJECTIONS)
