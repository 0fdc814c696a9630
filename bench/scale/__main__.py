"""`make scale`: the same installation with ten workspaces and with a thousand, in one run.

Times are seconds. Other work on the machine changes all of them, so what many workspaces cost is
judged by what few cost a little earlier.
"""

import argparse
import os
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

from bench import table
from bench.environment import services
from bench.table import Figure, at_least, at_most

RESULTS = Path(__file__).parents[1] / "figures/scale.json"
FEW = 10
TENANTS = 1000
MIGRATED = 300
VISITED = 200
SAMPLE = 20


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    parser.add_argument("--tenants", type=int, default=TENANTS, help=f"default: {TENANTS}")
    parser.add_argument(
        "--migrated",
        type=int,
        default=MIGRATED,
        help=f"how many are migrated one after another, and then several at once; {MIGRATED}",
    )
    parser.add_argument("--results", type=Path, default=RESULTS)
    given = parser.parse_args()
    with services():
        holds = table.show(_figures(given.tenants, given.migrated), given.results)
    return 0 if holds else 1


def _figures(tenants: int, migrated: int) -> Iterator[Figure]:
    # Imported here because they import Django models, which need Django to be set up.
    from django.core.management import call_command

    from bench.scale import claiming, migrating, workspaces
    from bench.scale.asking import Web

    yield Figure("processes that want a core at the start", os.getloadavg()[0], "–", None)
    call_command("collectstatic", interactive=False, verbosity=0)
    workspaces.open_one("first")  # makes the template
    workspaces.open_some("few", FEW)
    asked = workspaces.people(FEW)
    with Web() as web:
        few = web.ask(asked)
        times = workspaces.open_some("many", tenants - FEW)
        few_again = web.ask(asked)
        many = web.ask(workspaces.people(min(tenants, VISITED)))
        operator = web.ask_operator(workspaces.operator())
    claims_few, claims_many = claiming.seconds(FEW, tenants)
    yield at_most("seconds to make a workspace, median", statistics.median(times), 0.2)
    late = statistics.median(times[-len(times) // 10 :])
    yield Figure(f"seconds to make one when there are {tenants}", late, "–", None)
    for name in few:
        yield Figure(f"{name}: seconds, {FEW} workspaces", few[name].seconds, "–", None)
        yield Figure(f"{name}: seconds, {tenants} workspaces", few_again[name].seconds, "–", None)
        in_turn = f"{name}: seconds, {VISITED} of {tenants} workspaces in turn"
        yield Figure(in_turn, many[name].seconds, "–", None)
        yield Figure(f"{name}: ms of a processor", 1000 * few[name].processor, "–", None)
        more = 100 * (few_again[name].processor / few[name].processor - 1)
        yield at_most(f"{name}: % more of it beside {tenants} workspaces", more, 10)
    yield Figure(f"claim: seconds, {FEW} workspaces", claims_few, "–", None)
    yield at_most(
        f"claim: % longer with {tenants} workspaces", 100 * (claims_many / claims_few - 1), 10
    )
    yield at_most(f"/operator/tenants/: seconds, {tenants} workspaces", operator.seconds, 0.2)
    yield at_most("start: seconds, nothing to migrate", migrating.settle(), 5)
    yield at_most("seconds to ask which workspaces are behind", migrating.asking(), 1)
    yield from _migrations(migrated)
    yield Figure("processes that want a core at the end", os.getloadavg()[0], "–", None)


def _migrations(count: int) -> Iterator[Figure]:
    from bench.scale import migrating

    start = migrating.settle()
    seconds = {}
    for processes in (1, migrating.PROCESSES):
        migrating.roll_back(count)
        seconds[processes] = migrating.settle(parallel=processes) - start
    alone, together = (seconds[n] / count for n in (1, migrating.PROCESSES))
    migrating.roll_back(SAMPLE)
    former = migrating.by_migrate_schemas(SAMPLE) / SAMPLE
    each = "migration: seconds a workspace"
    yield Figure(f"{each}, migrate_schemas", former, "–", None)
    yield Figure(f"{each}, one after another", alone, "–", None)
    yield Figure(f"{each}, {migrating.PROCESSES} at once", together, "–", None)
    yield at_least("migration: times as fast as migrate_schemas", former / together, 2)
    # On a machine of two cores PostgreSQL keeps the second one busy already.
    yield Figure("migration: times as fast as one after another", alone / together, "–", None)


if __name__ == "__main__":
    sys.exit(main())
