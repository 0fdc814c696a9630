"""`python -m bench.request_cpu`: the processor's time of one request, by its kind.

It is what the web processes and PostgreSQL used while one client sent requests of a kind, so a
machine that is busy with other things changes little.
"""

import argparse
import asyncio
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import psutil

from bench import stack
from bench.load.caller import Caller, Run
from bench.load.population import Population
from bench.load.programs import JSON, order
from bench.load.scenario import Scenario
from bench.load.server import web_processes
from runtime.rights.system_user import become_owner

WARM_UP = 20


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.request_cpu", description=__doc__)
    parser.add_argument("--requests", type=int, default=150, help="of each kind; default: 150")
    requests = parser.parse_args().requests
    with stack.running() as lectern:
        os.environ |= {**lectern.env, "DJANGO_SETTINGS_MODULE": "config.settings"}
        import django

        django.setup()
        from bench.load.seeding import populate
        from billing.models import Plan

        wide = ("requests_per_minute", "token_requests_per_minute", "queued_jobs")
        Plan.objects.update(**dict.fromkeys(wide, 1_000_000))
        scenario = Scenario.of(4, streams=4)
        keys = Path(lectern.env["LECTERN_DATA"]) / "keys"
        with ProcessPoolExecutor(1, get_context("fork"), become_owner, (keys,)) as its_user:
            population = its_user.submit(populate, scenario, lectern.url).result()
        asyncio.run(_measure(Run(scenario, population), population, requests))


async def _measure(run: Run, population: Population, requests: int) -> None:
    print(f"{'request':<34} {'web, ms':>8} {'database, ms':>13}")
    for name, caller, method, target, body in _kinds(run, population):
        extra = JSON if body else {}
        for _ in range(WARM_UP):
            await caller.ask(name, method, target, body, **extra)
        before = _web_seconds(), _database_seconds()
        for _ in range(requests):
            await caller.ask(name, method, target, body, **extra)
        after = _web_seconds(), _database_seconds()
        web, database = (1000 * (b - a) / requests for a, b in zip(before, after, strict=True))
        print(f"{name:<34} {web:>8.1f} {database:>13.1f}", flush=True)
    statuses = sorted({answer.status for answer in run.answers})
    print(f"answers: {statuses}")


def _kinds(run: Run, population: Population) -> Iterator[tuple[str, Caller, str, str, bytes]]:
    person, client = population.people[0], population.programs[0]
    page, rest = Caller(run, person.headers), Caller(run, client.headers)
    workspace = f"/w/{person.slug}/"
    for name, path in (("home", ""), ("lessons", "lessons/")):
        yield f"page {name}", page, "GET", workspace + path, b""
    for path in ("voices/", "usage", "pronunciations/"):
        yield f"page {path.strip('/')}", page, "GET", workspace + path, b""
    lesson = f"{workspace}lessons/{person.lessons[0]}"
    yield "page lesson", page, "GET", lesson, b""
    yield "page lesson, states", page, "GET", f"{lesson}/states", b""
    yield "GET /v1/jobs/{id}", rest, "GET", f"/v1/jobs/{client.finished}", b""
    yield "GET /v1/jobs", rest, "GET", "/v1/jobs?limit=20", b""
    yield "POST /v1/estimates", rest, "POST", "/v1/estimates", order()
    yield "POST /v1/jobs", rest, "POST", "/v1/jobs", order()


def _web_seconds() -> float:
    return sum(_seconds(each) for each in web_processes())


def _database_seconds() -> float:
    children = psutil.Process().children(recursive=True)
    return sum(_seconds(each) for each in children if each.name() == "postgres")


def _seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


if __name__ == "__main__":
    main()
