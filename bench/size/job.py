"""One job of very many hours: the memory of whoever makes it, shows it and sends it."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import psutil
from django.conf import settings
from django.db.models import Sum
from django.test import Client

from accounts import tokens
from accounts.services import sign_up
from bench.size.memory import MB, resident_mb
from bench.table import Figure, at_least, at_most
from billing.models import Plan
from synthesis.engines.base import Chunk, Conditioning, Decoding, SegmentRequest, Unpaced
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit
from synthesis.models import Job, Segment
from synthesis.text.estimate import estimate_ms
from synthesis.worker.worker import Worker
from tenants.context import in_tenant

SAMPLE_RATE = 24_000
HOUR_MS = 3_600_000
SENTENCE = (
    "The heron stands still in the water, and it waits for a fish of the right size, which takes "
    "its time; number {number} of them is as patient as the one before it. "
)
PAGE_MS, GROWTH_MB = 300, 150
FILE_MS = 3_000
"""For a file about all segments: it grows with the job, which a page does not."""
LOOKED_EVERY = 0.05


class Hum(Unpaced):
    """An engine that hums as long as the text would take to speak, as fast as it can. See
    synthesis.engines.base.Engine."""

    name, sample_rate, languages, max_batch = "kokoro", SAMPLE_RATE, frozenset({"en", "zh"}), 1
    runtime = "none"

    def warm_up(self) -> None:
        """Nothing is cold."""

    def base_conditioning(self, name: str) -> Conditioning:
        return Conditioning(self.name, 1, {"pitch": np.array(200.0)})

    def start(self, request: SegmentRequest, conditioning: Conditioning) -> "Humming":
        return Humming(request)

    def step(self, decodings: list[Decoding]) -> list[Chunk]:
        return [Chunk(each, _hum(each), final=True) for each in decodings]


class Humming:
    """A segment, hummed in one step."""

    def __init__(self, request: SegmentRequest) -> None:
        self.request = request
        self.done = False


def _hum(decoding: Decoding) -> np.ndarray:
    decoding.done = True
    text = " ".join(span.text for span in decoding.request.spans)
    count = max(1, round(estimate_ms(text) / 1000 * SAMPLE_RATE))
    return (0.3 * np.sin(2 * np.pi * 220 * np.arange(count) / SAMPLE_RATE)).astype(np.float32)


def figures(hours: float) -> Iterator[Figure]:
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    Plan.objects.update(
        max_characters=10_000_000, daily_ms=1000 * HOUR_MS, monthly_ms=None, history_days=None
    )
    member = sign_up(
        organisation="Long", name="Long", email="long@example.org", password="x" * 20, plan="campus"
    )
    tenant = member.tenant
    count = round(hours * HOUR_MS / estimate_ms(SENTENCE)) + 1
    text = "".join(SENTENCE.format(number=number) for number in range(count))
    with in_tenant(tenant):
        began = time.monotonic()
        job = submit(tenant=tenant, order=Order(text=text, voice="af_heart"))
        yield at_most(f"{hours:g} h: submitted, s", time.monotonic() - began, 30)
        segments = Segment.objects.filter(job=job).count()
    before = resident_mb()
    with most_memory() as most:
        Worker(Hum(), name="size").run_until_idle()  # type: ignore[arg-type]
    yield at_most(
        f"{hours:g} h, {segments} segments: worker's memory gained, MB", most() - before, GROWTH_MB
    )
    with in_tenant(tenant):
        done = Job.objects.get(id=job.id)
        made = Segment.objects.filter(job=job).aggregate(sum=Sum("audio_ms"))["sum"] or 0
    yield at_least(f"{hours:g} h: completed", float(done.status == Job.Status.COMPLETED), 1)
    yield at_least(f"{hours:g} h: audio made, h", made / HOUR_MS, 0.9 * hours)
    _record, token = tokens.issue(tenant=tenant, name="size", scopes=["admin"])
    headers = {"authorization": f"Bearer {token}"}
    rest = Client(headers=headers)
    for path in ("", "/segments"):
        yield from _page(rest, f"/v1/jobs/{job.id}{path}", f"{hours:g} h: GET job{path}")
    for path in ("/subtitles?format=srt", "/subtitles?format=vtt&words=true"):
        yield from _page(rest, f"/v1/jobs/{job.id}{path}", f"{hours:g} h: GET job{path}", FILE_MS)
    yield from _page(rest, "/v1/jobs", f"{hours:g} h: GET /v1/jobs")
    before = resident_mb()
    with most_memory() as most:
        began = time.monotonic()
        answer = rest.get(f"/v1/jobs/{job.id}/audio?format=wav")
        first = time.monotonic() - began
        size = _read(answer)
    yield at_least(f"{hours:g} h: whole file as WAV, MB", size / 2**20, made * 48 * 0.95 / 2**20)
    yield at_most(f"{hours:g} h: its first byte after, s", first, 60)
    yield at_most(f"{hours:g} h: memory gained over it, MB", most() - before, GROWTH_MB)


def _page(rest: Client, path: str, name: str, most_ms: int = PAGE_MS) -> Iterator[Figure]:
    before = resident_mb()
    rest.get(path)
    began = time.monotonic()
    with most_memory() as most:
        answer = rest.get(path)
        took = 1000 * (time.monotonic() - began)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answers {answer.status_code}: {answer.content[:300]!r}")
    yield at_most(f"{name}, ms", took, most_ms)
    yield at_most(f"{name}, memory gained, MB", most() - before, GROWTH_MB)


def _read(answer: Any) -> int:
    async def count(body: AsyncIterator[bytes]) -> int:
        return sum([len(block) async for block in body])

    return asyncio.run(count(answer.streaming_content))


@contextmanager
def most_memory() -> Iterator[Callable[[], float]]:
    """Gives what this process held at most within the block, in MB."""
    seen = [resident_mb()]
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(LOOKED_EVERY):
            seen.append(psutil.Process().memory_info().rss / MB)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    yield lambda: max(seen)
    ended.set()
    thread.join()
