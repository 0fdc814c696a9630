"""Compares Lectern over HTTP with the real engine against the engine alone in a bare loop."""

import statistics
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import httpx2 as httpx

from bench import stack
from bench.table import Figure, at_least, at_most

if TYPE_CHECKING:
    from synthesis.engines.base import Engine

TENANTS = 8
TEXT = (
    "A plant takes in water through its roots and carbon dioxide through its leaves. "
    "With the energy of light it makes sugar from the two, and gives off oxygen. "
    "植物用阳光把水和二氧化碳变成养分，同时放出氧气。"
)
SHORT = "Good morning, everybody."
ROUNDS = 15


def figures() -> Iterator[Figure]:
    from django.conf import settings

    from synthesis.engines import ENGINES

    engine = ENGINES["kokoro"].load(settings.MODELS)
    engine.warm_up()
    print(f"kokoro runs on {engine.runtime}")
    with stack.running() as lectern:
        clients = [_client(lectern, f"bench-{n}") for n in range(TENANTS)]
        ratios = [*_against_alone(clients, engine)]
        yield at_least(
            "audio s a second, 8 tenants over HTTP ÷ engine alone", statistics.median(ratios), 0.95
        )
        pairs = [(_first_byte(clients[0]), _seconds(engine, SHORT)) for _ in range(ROUNDS)]
        over = [whole - alone for whole, alone in pairs]
        yield at_most(
            "request to first byte − engine's first segment, median, ms",
            1000 * statistics.median(over),
            60,
        )
        times = statistics.median(whole / alone for whole, alone in pairs)
        yield at_most("request to first byte ÷ engine's first segment, median", times, 1.2)


def _client(lectern: stack.Stack, slug: str) -> httpx.Client:
    headers = {"Authorization": f"Bearer {lectern.token(slug)}"}
    return httpx.Client(base_url=lectern.url, headers=headers, timeout=600)


def _against_alone(clients: list[httpx.Client], engine: "Engine") -> Iterator[float]:
    """Five ratios, each to the mean of the engine alone before and after: speed drifts by 5 %."""
    before = _alone(engine, TEXT)
    for _ in range(5):
        throughput, after = _throughput(clients), _alone(engine, TEXT)
        yield throughput / statistics.mean((before, after))
        before = after


def _throughput(clients: list[httpx.Client]) -> float:
    """Seconds of audio per second, from the first submission to the end of the last job."""
    jobs: list[dict[str, Any]] = []

    def one(client: httpx.Client) -> None:
        body = {"input": TEXT, "voice": "af_heart"}
        job = client.post("/v1/jobs", json=body).json()
        # Polling every two seconds instead would add one second to the 40 that are measured.
        with client.stream("GET", f"/v1/jobs/{job['id']}/events") as events:
            events.read()
        while job["status"] in ("queued", "running"):
            job = client.get(f"/v1/jobs/{job['id']}").json()
        if job["status"] != "completed":
            raise RuntimeError(f"a job is not completed: {job}")
        jobs.append(job)

    threads = [threading.Thread(target=one, args=[client]) for client in clients]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    return sum(job["progress"]["audio_ms"] for job in jobs) / 1000 / seconds


def _alone(engine: "Engine", text: str) -> float:
    """Seconds of audio per second of the engine alone, over the same segments."""
    started = time.perf_counter()
    samples = sum(_speak(engine, text) for _ in range(TENANTS))
    return samples / engine.sample_rate / (time.perf_counter() - started)


def _seconds(engine: "Engine", text: str) -> float:
    started = time.perf_counter()
    _speak(engine, text)
    return time.perf_counter() - started


def _speak(engine: "Engine", text: str) -> int:
    from synthesis.engines.base import SegmentRequest
    from synthesis.text import plan

    samples = 0
    for segment in plan(text):
        decoding = engine.start(SegmentRequest(segment.spans), engine.base_conditioning("af_heart"))
        while not decoding.done:
            samples += sum(len(chunk.samples) for chunk in engine.step([decoding]))
    return samples


def _first_byte(client: httpx.Client) -> float:
    body = {"model": "kokoro", "input": SHORT, "voice": "af_heart", "response_format": "pcm"}
    started = time.perf_counter()
    with client.stream("POST", "/v1/audio/speech", json=body) as response:
        response.raise_for_status()
        first = 0.0
        for _block in response.iter_raw():
            first = first or time.perf_counter() - started
    return first
