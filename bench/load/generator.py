"""The load generator, a process of its own: `python -m bench.load.generator IN.json OUT.json`."""

import asyncio
import json
import random
import sys
import time
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any

from bench.load.caller import Run
from bench.load.hostile import attacker
from bench.load.listeners import HALVES, half_open, listener, slow_reader
from bench.load.population import Population
from bench.load.programs import program
from bench.load.scenario import Scenario
from bench.load.teachers import latecomers, teacher

TICK = 0.1


async def generate(scenario: Scenario, population: Population) -> dict[str, Any]:
    """Run all clients for the scenario's time.

    Returns the answers, how late the generator itself was (`lags`, seconds at each TICK), which its
    measured times include, and the processor's seconds that it used.
    """
    run = Run(scenario, population)
    lags: list[float] = []
    used = time.process_time()
    tasks = [asyncio.create_task(client) for client in _clients(run)]
    tasks.append(asyncio.create_task(_note_lags(lags)))
    done, pending = await asyncio.wait(tasks, timeout=scenario.seconds)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    for task in done:
        task.result()  # a client that ended by an error of its own would be missing in the figures
    return {"answers": run.answers, "lags": lags, "cpu": time.process_time() - used}


def _clients(run: Run) -> Iterator[Coroutine[Any, Any, None]]:
    scenario, people = run.scenario, run.population.people
    programs = run.population.programs
    for person in people:
        yield teacher(run, person)
    for client in programs[: scenario.clients - len(people)]:
        yield program(run, client)
    for number, job in enumerate(run.population.followed):
        yield listener(run, programs[number % len(programs)], job)
    for number in range(scenario.slow_readers):
        yield slow_reader(run, programs[number % len(programs)], streamed=number % 2 == 1)
    for number in range(scenario.half_open):
        yield half_open(run, HALVES[number % 2])
    for _ in range(scenario.hostile):
        yield attacker(run)
    yield latecomers(run)


async def _note_lags(lags: list[float]) -> None:
    while True:
        due = time.perf_counter() + TICK
        await asyncio.sleep(TICK)
        lags.append(time.perf_counter() - due)


def main() -> None:
    source, target = map(Path, sys.argv[1:])
    written = json.loads(source.read_text())
    random.seed(1)
    scenario = Scenario(**written["scenario"])
    result = asyncio.run(generate(scenario, Population.read(written["population"])))
    target.write_text(json.dumps(result))


if __name__ == "__main__":
    main()
