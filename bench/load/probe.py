"""One patient visitor, who measures how fast pages are before the load and after it."""

import asyncio
import time
from dataclasses import dataclass

from bench.load.answers import Answer, milliseconds
from bench.load.caller import Caller, Run
from bench.load.population import Population
from bench.load.scenario import Scenario
from bench.load.server import Samples

PAUSE = 0.1
WINDOW = 2.0
PAGES = ("", "lessons/", "voices/")
# A visit is noisy on a small machine; beyond this it is still slow from the load.
TIMES, MORE_MS = 1.5, 20.0
MORE_CONNECTIONS = 4


@dataclass(frozen=True, slots=True)
class Normal:
    """What is normal without the clients: p95 of pages in milliseconds, and connections."""

    p95: float
    connections: int

    def fast(self, answers: list[Answer]) -> bool:
        """Whether these pages were answered as fast as usual."""
        well = bool(answers) and all(answer.status == 200 for answer in answers)
        return well and milliseconds(answers, 0.95) <= TIMES * self.p95 + MORE_MS

    def few(self, connections: int) -> bool:
        """Whether no more connections to the database are open than usual."""
        return connections <= self.connections + MORE_CONNECTIONS


@dataclass(frozen=True, slots=True)
class Recovery:
    """Seconds from when all clients have left until each is normal; `patience` if it never was."""

    pages: float
    connections: float


def visit(population: Population, seconds: float) -> list[Answer]:
    """Look at pages one after the other."""
    return asyncio.run(_visit(population, seconds))


def normal(population: Population, samples: Samples, seconds: float) -> Normal:
    """Measure what is normal, for `seconds`."""
    began = time.monotonic()
    answers = visit(population, seconds)
    taken = samples.between(began, time.monotonic())
    return Normal(milliseconds(answers, 0.95), max(each.connections for each in taken))


def recovery(population: Population, samples: Samples, normal: Normal, patience: float) -> Recovery:
    """Visit pages until all is normal, at most `patience` seconds. Call it when clients have left.

    Pages are normal from the start of the first WINDOW in which they are fast.
    """
    began, pages, connections = time.monotonic(), patience, patience
    while (start := time.monotonic() - began) < patience and patience in (pages, connections):
        if normal.fast(visit(population, WINDOW)):
            pages = min(pages, start)
        if normal.few(samples.taken[-1].connections):
            connections = min(connections, samples.taken[-1].at - began)
    return Recovery(pages, connections)


async def _visit(population: Population, seconds: float) -> list[Answer]:
    run = Run(Scenario(), population)
    person = population.owners[0]
    caller = Caller(run, person.headers)
    visits = 0
    try:
        while time.perf_counter() < run.began + seconds:
            page = PAGES[visits % len(PAGES)]
            await caller.ask("page", "GET", f"/w/{person.slug}/{page}")
            visits += 1
            await asyncio.sleep(PAUSE)
    finally:
        caller.close()
    return run.answers
