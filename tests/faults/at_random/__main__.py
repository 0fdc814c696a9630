"""A seeded random run: everything breaks at random while several workspaces work; then the count.

    python -m tests.faults.at_random --seconds 60 --seed 1

Nothing may be lost and nothing billed twice; exit status 1 if anything is. The seed decides which
faults come in which order; what they meet depends on the machine as well.
"""

import argparse
import os
import random
import secrets
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import config

TENANTS = 4
WORKERS = 3
SWEEPERS = 2
CLIENTS = 3
AUTHORS = 2
GAP_SECONDS = 0.25
"""Mean time between two faults; a restart takes its own time besides."""

SETTLE_SECONDS = 300.0
# A segment may be hit again and again here: only poison is to fail.
SETTINGS = {"MAX_ATTEMPTS": 25}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="lectern-chaos-"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ["LECTERN_DATA"] = str(folder / "data")
    os.environ.setdefault("LECTERN_MODELS", str(config.ROOT / ".data" / "models"))
    os.environ.setdefault("LOG_LEVEL", "CRITICAL")
    print(f"seed {options.seed}, {options.seconds:.0f} s", flush=True)

    import django

    django.setup()
    from tests.faults import tone
    from tests.faults.ground import Ground
    from tests.faults.worker import workshop

    tone.register()
    ground = Ground(folder)
    sound = False
    try:
        ground.start()
        with ground.under_our_feet(), workshop(ground.env, folder / "logs") as workers:
            sound = _run(options, ground, workers)
    finally:
        ground.stop()
        if sound:
            shutil.rmtree(folder)
        else:
            print(f"Logs, data and database are left in {folder}; seed {options.seed}")
    sys.exit(0 if sound else 1)


def _run(options: argparse.Namespace, ground, workers) -> bool:
    from django.core.management import call_command

    from runtime.model_store import pins
    from tenants.services import open_workspace
    from tests.faults.at_random.authors import Authors
    from tests.faults.at_random.breakage import Breakage
    from tests.faults.at_random.customers import Customers
    from tests.faults.at_random.verdict import verdict

    call_command("migrate_schemas", interactive=False, verbosity=0)
    pins.record()
    tenants = [
        open_workspace(name=f"Chaos {number}", slug=f"chaos-{number}", plan="campus")
        for number in range(TENANTS)
    ]
    chance = random.Random(options.seed)
    breakage = Breakage(ground, workers, chance, WORKERS, SWEEPERS, SETTINGS)
    customers = Customers(tenants, [random.Random(chance.random()) for _ in range(CLIENTS)])
    authors = Authors(tenants, [random.Random(chance.random()) for _ in range(AUTHORS)])
    customers.start()
    authors.start()
    until = time.monotonic() + options.seconds
    while time.monotonic() < until:
        breakage.strike()
        breakage.rest(chance.expovariate(1 / GAP_SECONDS))
    customers.stop()
    authors.stop()
    breakage.heal()
    authors.make_the_rest()
    result = verdict(ground, customers, authors, breakage.look_after, SETTLE_SECONDS)
    faults = breakage.struck + customers.left
    print("faults: " + ", ".join(f"{kind} {count}" for kind, count in faults.most_common()))
    print(f"jobs: {_counts(result.jobs)}; segments made {result.segments_made}")
    print(f"lessons: {len(authors.written)}; {_counts(authors.acts)}")
    for violation in result.violations[:50]:
        print(f"VIOLATION {violation}")
    print(
        f"faults injected {faults.total()}, segments lost {result.lost}, "
        f"segments billed twice {result.billed_twice}, other violations {result.others}"
    )
    return not result.violations


def _counts(counter: Counter) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counter.items()))


if __name__ == "__main__":
    main()
