"""`make load`: many tenants, slow and hostile clients at once, while the engines are busy."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import config
from bench import stack
from bench.load import report
from bench.load.answers import Answer
from bench.load.judgement import Outcome
from bench.load.probe import normal, recovery
from bench.load.scenario import Scenario
from bench.load.server import watched, web_processes
from runtime.rights.system_user import become_owner

NORMAL_SECONDS = 10.0
PATIENCE = 60.0
EPILOG = """Times are seconds. Tenants, streams, slow readers and half-open connections are in
proportion to --clients unless they are given."""
# LECTERN_DB_CONNECTIONS of the web processes, and five of each of the five workers.
CONNECTIONS = 45


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.load", description=__doc__, epilog=EPILOG
    )
    for field in fields(Scenario):
        whole = field.type is int
        name = f"--{field.name.replace('_', '-')}"
        parser.add_argument(name, type=int if whole else float, help=f"default: {field.default}")
    parser.add_argument("--connections", type=int, default=CONNECTIONS, help="the bound")
    parser.add_argument("--results", type=Path, default=report.RESULTS)
    given = vars(parser.parse_args())
    connections, results = given.pop("connections"), given.pop("results")
    scenario = Scenario.of(given.pop("clients") or Scenario().clients, **given)
    return 0 if report.show(measure(scenario), connections, results) else 1


def measure(scenario: Scenario) -> Outcome:
    """Start Lectern, fill it, and let everybody in for the scenario's time."""
    with stack.running() as lectern:
        _set_django_up(lectern)
        # Imported here because they import Django models, which need Django to be set up.
        from django.conf import settings

        from bench.load.seeding import populate

        began = time.monotonic()
        keys = Path(lectern.env["LECTERN_DATA"]) / "keys"
        # In a process of Lectern's own user, where root started it: workers write what it makes.
        with ProcessPoolExecutor(1, get_context("fork"), become_owner, (keys,)) as its_user:
            population = its_user.submit(populate, scenario, lectern.url).result()
        print(f"filled in {time.monotonic() - began:.0f} s", flush=True)
        wanted = len(web_processes())
        with watched(settings.DATABASE_URL) as samples:
            before = time.monotonic()
            usual = normal(population, samples, NORMAL_SECONDS)
            started = time.monotonic()
            plan = {"scenario": scenario.as_dict(), "population": population.as_dict()}
            generated = _generate(plan)
            left = time.monotonic()
            recovered = recovery(population, samples, usual, PATIENCE)
        return Outcome(
            scenario=scenario,
            answers=[Answer(*each) for each in generated["answers"]],
            lags=generated["lags"],
            cpu=generated["cpu"],
            before=samples.between(before, started),
            samples=samples.between(started, left),
            normal=usual,
            recovery=recovered,
            web_processes=len(samples.pids),
            web_processes_wanted=wanted,
        )


def _set_django_up(lectern: stack.Stack) -> None:
    os.environ |= {**lectern.env, "DJANGO_SETTINGS_MODULE": "config.settings", "LOG_LEVEL": "ERROR"}
    import django

    django.setup()


def _generate(plan: dict[str, Any]) -> dict[str, Any]:
    """What the generator returns, run as a process of its own that gives way to the server."""
    with tempfile.TemporaryDirectory(prefix="lectern-load-") as folder:
        source, target = Path(folder) / "plan.json", Path(folder) / "answers.json"
        source.write_text(json.dumps(plan))
        command = ["nice", "-n", "5", sys.executable, "-m", "bench.load.generator"]
        subprocess.run([*command, str(source), str(target)], cwd=config.ROOT, check=True)
        generated: dict[str, Any] = json.loads(target.read_text())
        return generated


if __name__ == "__main__":
    sys.exit(main())
