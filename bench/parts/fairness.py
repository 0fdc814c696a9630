"""Measures fairness between tenants, of the fair queue and of a plain Celery queue as a control.

The worker, the queue and the database are real; the engine sleeps for a fixed time instead of
speaking, so that hundreds of segments fit into a run.
"""

import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, cast

import numpy as np

from bench.table import Figure, at_least, at_most, between, jain, must_fail, percentile
from synthesis.engines.base import Unpaced

if TYPE_CHECKING:
    from synthesis.dispatch.queue import Claim
    from synthesis.engines.base import Chunk, Conditioning, Decoding, SegmentRequest
    from synthesis.worker.slot import Slot
    from tenants.models import Tenant

SEGMENT = 0.04
# For waits: the overhead of a segment is 34 ms (2 % of one of Kokoro's, 17 % of 0.2 s).
LONG_SEGMENT = 0.6
HEAVY = 1_000
LIGHT_JOBS = 40
TEXT = "A sentence."


@dataclass(slots=True, eq=False)
class Ticking:
    """A segment of the Metronome."""

    request: "SegmentRequest"
    done: bool = False


class Metronome(Unpaced):
    """An engine that takes `seconds` per segment and returns silence."""

    name, sample_rate, languages, max_batch = "kokoro", 24_000, frozenset({"en"}), 1
    runtime = "none"

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def warm_up(self) -> None: ...

    def base_conditioning(self, name: str) -> "Conditioning":
        from synthesis.engines.base import Conditioning

        return Conditioning(self.name, 1, {})

    def start(self, request: "SegmentRequest", conditioning: "Conditioning") -> Ticking:
        return Ticking(request)

    def step(self, decodings: "Sequence[Decoding]") -> "list[Chunk]":
        from synthesis.engines.base import Chunk

        time.sleep(self.seconds)
        return [Chunk(decoding, np.zeros(240, np.float32), final=True) for decoding in decodings]


def figures() -> Iterator[Figure]:
    alone, _idle = light_waits(heavy=0)
    beside, segment = light_waits(heavy=HEAVY)
    yield at_most(
        "light tenant's p95 wait beside 1,000 queued segments, in segments",
        _more(beside, alone, segment),
        1,
    )
    ratio = weighted_service()
    yield between("service of two busy tenants of weight 4:1", ratio, 3.8, 4.2)
    yield at_least("Jain index of service / weight, 10 busy tenants", fairness_of_ten(), 0.95)

    fifo_alone, fifo_beside = fifo_waits(heavy=0), fifo_waits(heavy=200)
    yield must_fail(
        at_most(
            "light tenant's wait, plain Celery queue (200 queued)",
            _more(fifo_beside, fifo_alone, SEGMENT),
            1,
        )
    )
    shares = fifo_service()
    yield must_fail(
        between("service 4:1, plain Celery queue", shares[0] / max(1, shares[1]), 3.8, 4.2)
    )
    weights = [1 + n % 4 for n in range(10)]
    served = [count / weight for count, weight in zip(shares, weights, strict=True)]
    yield must_fail(at_least("Jain index, plain Celery queue", jain(served), 0.95))


def _more(beside: list[float], alone: list[float], segment: float) -> float:
    return (percentile(beside, 0.95) - percentile(alone, 0.95)) / segment


# --- Lectern ------------------------------------------------------------------------------------


def _tenant(weight: float = 1.0, cap: int = 1) -> "Tenant":
    from billing.models import Plan
    from tenants.limits import put_on_plan
    from tenants.services import open_workspace

    code = f"bench-{weight:g}-{cap}"
    Plan.objects.get_or_create(
        code=code,
        defaults={
            "name": code,
            "daily_ms": 10**12,
            "concurrency": cap,
            "weight": weight,
            "max_sample_rate": 24_000,
            "max_characters": 10**7,
            "max_voices": 1,
        },
    )
    slug = f"bench-{random.randrange(10**9)}"
    tenant = open_workspace(name=slug, slug=slug, plan="trial")
    put_on_plan(tenant, code)
    return tenant


def _submit(tenant: "Tenant", segments: int = 1, *, estimate_ms: int = 1000) -> str:
    """Queue a job of identical segments, without planning a text."""
    from django.db import transaction

    from billing import quota
    from synthesis import storage
    from synthesis.dispatch import queue
    from synthesis.models import Job, Segment
    from tenants.context import in_tenant
    from tenants.limits import limits_of

    with in_tenant(tenant), transaction.atomic():
        limits = limits_of(tenant)
        job = Job(
            engine="kokoro",
            voice="af_heart",
            input=TEXT,
            sample_rate=24_000,
            segments_total=segments,
        )
        job.usage_day = quota.reserve(
            tenant=tenant, limits=limits, audio_ms=segments * estimate_ms, spender=job.spender
        )
        job.save(force_insert=True)
        Segment.objects.bulk_create(
            Segment(job=job, index=n, text=TEXT, language="en", estimate_ms=estimate_ms)
            for n in range(segments)
        )
        queue.enqueue(
            engine="kokoro",
            tenant=tenant,
            limits=limits,
            job_id=job.id,
            interactive=segments == 1,
            estimates_ms=[estimate_ms] * segments,
        )
        storage.prepare(storage.job_audio(tenant, job))
    return job.id


class _Served:
    """A worker in a thread that records the tenants it serves and when each job starts."""

    def __init__(self, segment: float = SEGMENT) -> None:
        from synthesis.worker.worker import Worker

        self.tenants: list[str] = []
        self.began: dict[str, float] = {}
        self.starts: list[float] = []
        self.stop = threading.Event()
        self._worker = Worker(Metronome(segment), name="bench")
        self._opener = self._worker.opener
        self._worker.opener = self  # type: ignore[assignment]
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop.set()
        self._thread.join()

    def open(self, claim: "Claim") -> "Slot | None":
        """Stands between the worker and its opener."""
        self.tenants.append(claim.tenant.slug)
        self.starts.append(time.monotonic())
        self.began.setdefault(claim.job_id, self.starts[-1])
        return self._opener.open(claim)

    def _run(self) -> None:
        from django.db import connection

        while not self.stop.is_set():
            self._worker.run_until_idle(self.stop.is_set)
            time.sleep(0.002)
        connection.close()


def light_waits(*, heavy: int) -> tuple[list[float], float]:
    """Seconds from submission to the first engine step, for one-segment jobs of a light tenant.

    Also returns the median seconds from one segment's start to the next: how long a segment takes
    in this run, with its overhead.
    """
    light = _tenant()
    if heavy:
        hog = _tenant()
        for _ in range(heavy // 100):
            _submit(hog, 100)
    waits = []
    rng = random.Random(1)
    with _Served(LONG_SEGMENT) as served:
        time.sleep(5 * LONG_SEGMENT)
        for _ in range(LIGHT_JOBS):
            time.sleep(rng.uniform(2, 6) * LONG_SEGMENT)
            job, submitted = _submit(light), time.monotonic()
            while job not in served.began:
                time.sleep(0.001)
            waits.append(served.began[job] - submitted)
    _clear_queue()
    return waits, float(np.median(np.diff(served.starts)))


def weighted_service() -> float:
    """Segments served to a tenant of weight 4 per segment of one of weight 1, both always busy."""
    strong, weak = _tenant(4), _tenant(1)
    for tenant in (strong, weak):
        _submit(tenant, 400)
    counts = _serve(250)
    return counts[strong.slug] / counts[weak.slug]


def fairness_of_ten() -> float:
    """Jain's index over ten always busy tenants of weights 1 to 4."""
    tenants = {_tenant(1 + n % 4): 1 + n % 4 for n in range(10)}
    for tenant in tenants:
        _submit(tenant, 300)
    counts = _serve(400)
    return jain([counts[tenant.slug] / weight for tenant, weight in tenants.items()])


def _serve(segments: int) -> Counter[str]:
    with _Served() as served:
        while len(served.tenants) < segments:
            time.sleep(0.05)
        counted = Counter(served.tenants[:segments])
    _clear_queue()
    return counted


def _clear_queue() -> None:
    from django.db import transaction

    from synthesis.dispatch import queue
    from synthesis.dispatch.models import QueueEntry

    for job_id in QueueEntry.objects.values_list("job_id", flat=True):
        with transaction.atomic():
            queue.drop(job_id)


# --- The control ----------------------------------------------------------------------------------


class _Fifo:
    """A Celery worker on a plain queue whose task takes SEGMENT seconds."""

    def __enter__(self) -> Self:
        import redis
        from django.conf import settings

        self.client = redis.Redis.from_url(settings.REDIS_URL)
        self.client.delete("fifo-log")
        command = ["-m", "celery", "-A", "bench.parts.fifo", "worker", "-P", "solo", "-Q", "fifo"]
        self.process = subprocess.Popen(
            [sys.executable, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.send("ready")
        while not self.log():
            time.sleep(0.05)
        self.client.delete("fifo-log")
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.kill()
        self.process.wait()
        self.client.delete("fifo")

    def send(self, name: str) -> None:
        from bench.parts.fifo import segment

        segment.apply_async([name, SEGMENT], queue="fifo")

    def log(self) -> list[tuple[str, float]]:
        """(name, start time) of all tasks that have started."""
        lines = cast("list[bytes]", self.client.lrange("fifo-log", 0, -1))
        entries = [line.decode().split() for line in lines]
        return [(name, float(began)) for name, began in entries]


def fifo_waits(*, heavy: int) -> list[float]:
    with _Fifo() as fifo:
        for _ in range(heavy):
            fifo.send("heavy")
        waits = []
        for n in range(10):
            fifo.send(f"light-{n}")
            sent = time.time()
            while not (began := dict(fifo.log()).get(f"light-{n}")):
                time.sleep(0.01)
            waits.append(began - sent)
            time.sleep(2 * SEGMENT)
            for _ in range(heavy and 20):
                fifo.send("heavy")
    return waits


def fifo_service() -> list[int]:
    """Segments served to each of ten tenants who send 40 each, among the first 200."""
    with _Fifo() as fifo:
        for tenant in range(10):
            for _ in range(40):
                fifo.send(str(tenant))
        while len(fifo.log()) < 200:
            time.sleep(0.1)
        counted = Counter(name for name, _began in fifo.log()[:200])
    return [counted[str(tenant)] for tenant in range(10)]
