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
PAGES = ("", "jobs/", "voices/")
# A visit is noisy on a small machine; beyond this it is still slow from the load.
TIMES, MORE_MS = 1.5, 20.0
MORE_CONNECTIONS = 4


@dataclass(frozen=True, slots=True)
class Normal:
    """What is normal without the clients: p95 of pages in milliseconds, and connections."""

    p95: float
    connections: int

    def reached(self, answers: list[Answer], connections: int) -> bool:
        """Whether pages are as fast again, and connections as few."""
        fast = milliseconds(answers, 0.95) <= TIMES * self.p95 + MORE_MS
        answered = bool(answers) and all(answer.status == 200 for answer in answers)
        return answered and fast and connections <= self.connections + MORE_CONNECTIONS


def visit(population: Population, seconds: float) -> list[Answer]:
    """Look at pages one after the other."""
    return asyncio.run(_visit(population, seconds))


def normal(population: Population, samples: Samples, seconds: float) -> Normal:
    """Measure what is normal, for `seconds`."""
    began = time.monotonic()
    answers = visit(population, seconds)
    taken = samples.between(began, time.monotonic())
    return Normal(milliseconds(answers, 0.95), max(each.connections for each in taken))


def until_normal(
    population: Population, samples: Samples, normal: Normal, patience: float
) -> float:
    """Seconds until the start of the first WINDOW that is normal; infinite if none is in time."""
    began = time.monotonic()
    while (start := time.monotonic() - began) < patience:
        answers = visit(population, WINDOW)
        if normal.reached(answers, samples.taken[-1].connections):
            return start
    return float("inf")


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
