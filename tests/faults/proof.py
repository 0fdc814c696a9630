"""What must hold after every fault."""

import time
from collections import Counter
from functools import cache

from billing.models import MeterEvent
from synthesis import storage, tasks
from synthesis.dispatch.models import Lease, QueueEntry, TenantShare
from synthesis.engines.base import SegmentRequest
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit as submit_order
from synthesis.models import Job, Segment
from synthesis.monitoring import recount
from synthesis.text import plan, spans
from synthesis.text.language import main_language
from synthesis.text.span import Span
from tenants.context import in_tenant
from tenants.models import Tenant
from tests.faults.tone import VOICE, ToneEngine
from tests.faults.worker import PATIENCE

TEXT = "The first sentence is rather short. " + " ".join(
    f"Sentence number {word} says the very same thing as all of the others."
    for word in ("two", "three", "four", "five")
)
SEED = 7


def submit(tenant: Tenant, text: str = TEXT, *, seed: int = SEED, **more) -> Job:
    more.setdefault("voice", VOICE)
    with in_tenant(tenant):
        return submit_order(tenant=tenant, order=Order(text=text, seed=seed, **more))


def fresh(tenant: Tenant, job: Job) -> Job:
    """The job as it is in the database now."""
    with in_tenant(tenant):
        return Job.objects.get(id=job.id)


def wait_for(true, what: str, patience: float = PATIENCE, every: float = 0.05) -> None:
    until = time.monotonic() + patience
    while not true():
        assert time.monotonic() < until, f"never: {what}"
        time.sleep(every)


def settle(*jobs: tuple[Tenant, Job], sweep=tasks.sweep) -> None:
    """Sweep as beat does, until all of the jobs have ended."""

    def all_ended() -> bool:
        sweep()
        return not any(fresh(tenant, job).is_open for tenant, job in jobs)

    # A sweep takes a processor 30 ms, and a test may wait for half a minute.
    wait_for(all_ended, "all jobs ended", every=0.2)


@cache
def audio_without_faults(text: str, seed: int = SEED, pitch: str = VOICE) -> tuple[bytes, ...]:
    """PCM of each segment, spoken straight by the engine: nothing could go wrong."""
    return tuple(
        _spoken(segment.spans, seed + index, pitch) for index, segment in enumerate(plan(text))
    )


@cache
def line_without_faults(text: str, seed: int, pitch: str = VOICE) -> bytes:
    """PCM of one segment of a lesson, spoken straight by the engine."""
    return _spoken(spans(text, language=main_language(text)), seed, pitch)


def _spoken(said: tuple[Span, ...], seed: int, pitch: str) -> bytes:
    engine = ToneEngine()
    decoding = engine.start(SegmentRequest(said, seed=seed), engine.base_conditioning(pitch))
    pcm = b""
    while not decoding.done:
        pcm += b"".join(storage.to_pcm(chunk.samples) for chunk in engine.step([decoding]))
    return pcm


def kept_audio(tenant: Tenant, job: Job) -> dict[int, bytes]:
    """PCM of each finished segment, by index."""
    audio = storage.job_audio(tenant, job)
    with in_tenant(tenant):
        done = Segment.objects.filter(job=job).exclude(finished_at=None)
        return {
            index: storage.read_segment(audio, index)
            for index in done.values_list("index", flat=True)
        }


def metered(tenant: Tenant, job: Job) -> Counter:
    """How often each segment of the job was metered, by index."""
    events = MeterEvent.objects.filter(tenant=tenant, identifier__startswith=f"{job.id}:")
    names = events.values_list("identifier", flat=True)
    return Counter(int(name.split(":")[1]) for name in names)


def assert_sound() -> None:
    """Every counter agrees with what it counts."""
    assert list(recount.differences()) == []


def assert_idle() -> None:
    """Nothing waits and nothing is held."""
    assert_sound()
    assert not QueueEntry.objects.exists() and not Lease.objects.exists()
    assert not TenantShare.objects.exclude(queued=0, running=0).exists()


def assert_made(tenant: Tenant, job: Job, expected: tuple[bytes, ...] | None = None) -> None:
    """The whole audio, as without faults, and each segment of it metered once."""
    job = fresh(tenant, job)
    assert (job.status, job.error_code) == (Job.Status.COMPLETED, "")
    assert_metered_as_kept(tenant, job, expected)
    assert metered(tenant, job) == Counter(range(job.segments_total))


def assert_metered_as_kept(
    tenant: Tenant, job: Job, expected: tuple[bytes, ...] | None = None
) -> None:
    """What is finished is right to the byte and metered once; what is not is not metered."""
    if expected is None:
        expected = audio_without_faults(job.input, job.seed)
    kept = kept_audio(tenant, job)
    assert metered(tenant, job) == Counter(kept.keys())
    for index, pcm in kept.items():
        assert pcm == expected[index], f"other audio in segment {index}"


def failures_of(job: Job) -> dict:
    """Segment index → counted failures, of a job in the queue."""
    return QueueEntry.objects.get(job_id=job.id).failures
