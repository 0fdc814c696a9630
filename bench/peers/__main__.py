"""Lectern and fastkokoro side by side: the same texts, voice and model file, requests in turn.

python -m bench.peers [--repeats 10]

Each row is a way of asking: seconds of audio made in a second, seconds of processor that all
processes of the server take for a second of audio, and milliseconds to the first byte of sound. All
are medians of the repeats; ratios are those of neighbours in time. The longest way, a minute and a
half each time, is asked a third as often. Figures are kept in bench/figures/peers.json.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx2 as httpx
import psutil

import config
from bench import stack
from bench.peers import fastkokoro
from synthesis.engines.kokoro.catalogue import SAMPLE_RATE
from synthesis.engines.kokoro.runtimes.choice import FILE

VOICE = "af_heart"
SHORT = "The wolf had lived in the forest for many years, and nobody was afraid of him."
LONG = " ".join(
    [
        "A plant takes in water through its roots and carbon dioxide through its leaves.",
        "With the energy of light it makes sugar from the two, and gives off oxygen.",
        "The sugar is carried to every part of the plant, where it is burnt or built upon.",
        "So nothing is lost in a forest, and a tree stands on what its ancestors threw away.",
    ]
)
CLIENTS = 8
OUT = Path(config.ROOT) / "bench" / "figures" / "peers.json"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was heard of one round of requests."""

    audio: float
    wall: float
    processor: float
    first_byte: float
    """Seconds; the median of the round's requests."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server under test: a client with its key for each of the callers, and its processes."""

    name: str
    clients: Sequence[httpx.Client]
    process: psutil.Process

    def ask(self, text: str, callers: int) -> Asked:
        """Let so many clients ask for a text at the same moment."""
        before, started = self._processor(), time.perf_counter()
        with ThreadPoolExecutor(callers) as pool:
            heard = list(pool.map(lambda client: _hear(client, text), self.clients[:callers]))
        wall = time.perf_counter() - started
        return Asked(
            sum(audio for audio, _ in heard),
            wall,
            self._processor() - before,
            statistics.median(first for _, first in heard),
        )

    def _processor(self) -> float:
        """Seconds of processor that all processes of the server have used."""
        total = 0.0
        for process in (self.process, *self.process.children(recursive=True)):
            try:
                used = process.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += used.user + used.system
        return total


def _hear(client: httpx.Client, text: str) -> tuple[float, float]:
    """Seconds of audio of one request, and seconds until its first byte."""
    asked = {"model": "kokoro", "voice": VOICE, "input": text, "response_format": "pcm"}
    started, first, size = time.perf_counter(), 0.0, 0
    with client.stream("POST", "/v1/audio/speech", json=asked) as answer:
        answer.raise_for_status()
        for chunk in answer.iter_bytes():
            first = first or time.perf_counter() - started
            size += len(chunk)
    return size / 2 / SAMPLE_RATE, first


def compare(ours: Server, theirs: Server, repeats: int) -> list[dict[str, object]]:
    """A row for each way of asking."""
    rows = []
    ways = (
        ("one sentence, one client", SHORT, 1, repeats),
        ("four sentences, one client", LONG, 1, repeats),
        ("one sentence, eight clients", SHORT, CLIENTS, repeats),
        ("four sentences, eight clients", LONG, CLIENTS, -(-repeats // 3)),
    )
    for name, text, callers, times in ways:
        for server in (ours, theirs):
            server.ask(text, callers)  # not counted
        pairs = [(ours.ask(text, callers), theirs.ask(text, callers)) for _ in range(times)]
        row = {
            "asked": name,
            "repeats": times,
            ours.name: _medians([pair[0] for pair in pairs]),
            theirs.name: _medians([pair[1] for pair in pairs]),
            "audio per second, ratio": _ratio(pairs, lambda each: each.audio / each.wall),
            "processor per audio, ratio": _ratio(pairs, lambda each: each.processor / each.audio),
            "first byte, ratio": _ratio(pairs, lambda each: each.first_byte),
        }
        rows.append(row)
        print(json.dumps(row, indent=1), flush=True)
    return rows


def _medians(rounds: Sequence[Asked]) -> dict[str, float]:
    return {
        "audio s per s": round(statistics.median(each.audio / each.wall for each in rounds), 2),
        "processor s per audio s": round(
            statistics.median(each.processor / each.audio for each in rounds), 3
        ),
        "first byte ms": round(1000 * statistics.median(each.first_byte for each in rounds)),
    }


def _ratio(pairs: Sequence[tuple[Asked, Asked]], of: Callable[[Asked], float]) -> float:
    return round(statistics.median(of(ours) / of(theirs) for ours, theirs in pairs), 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=10)
    repeats = parser.parse_args().repeats
    program = fastkokoro.install(config.ROOT / ".cache" / "fastkokoro")
    models = Path(os.environ.get("LECTERN_MODELS") or config.ROOT / ".data" / "models")
    with (
        tempfile.TemporaryDirectory(prefix="lectern-peers-") as folder,
        stack.running() as lectern,
        fastkokoro.running(program, models, Path(folder)) as (url, pid),
    ):
        ours = Server(
            "lectern",
            [
                httpx.Client(
                    base_url=lectern.url,
                    headers={"Authorization": f"Bearer {lectern.token(f'peer-{number}')}"},
                    timeout=600,
                )
                for number in range(CLIENTS)
            ],
            psutil.Process(lectern.pid),
        )
        theirs = Server(
            "fastkokoro",
            [httpx.Client(base_url=url, timeout=600) for _ in range(CLIENTS)],
            psutil.Process(pid),
        )
        rows = compare(ours, theirs, repeats)
    runtime = json.loads((models / "kokoro" / FILE).read_text())
    kept = {"runtimes": runtime, "rows": rows}
    OUT.write_text(json.dumps(kept, indent=1) + "\n")


if __name__ == "__main__":
    main()
