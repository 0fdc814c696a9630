"""Run Lectern on several hosts that share a network and no disk, and break things there.

    python -m tests.cluster                      everything
    python -m tests.cluster --only random --seconds 60 --seed 1

First the scenes of `scenes.py`, then random faults until there were enough (`breakage.py`), a
rolling upgrade (`upgrade.py`), and speech with the real engine (`speaking.py`). In the end nothing
may be lost, billed twice or spliced; exit status 1 if anything is. It needs Linux and root.
"""

import argparse
import os
import random
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import config  # noqa: F401  (it adds the platform's apps to the path)

if TYPE_CHECKING:
    from tests.cluster.cluster import Cluster
    from tests.cluster.scenes import Stage

PARTS = ("scenes", "random", "upgrade", "speaking")
GAP_SECONDS = 0.25
"""Mean time between two faults; a restart takes its own time besides."""
SETTLE_SECONDS = 300.0
CLIENTS = 12
WORKSPACES = 4


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="parts to run")
    parser.add_argument("--scenes", nargs="+", help="of the scenes, these")
    parser.add_argument("--faults", type=int, default=500, help="random faults, at least")
    parser.add_argument("--seconds", type=float, default=60.0, help="of random faults, at least")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    options = parser.parse_args()
    # Not below a folder that only root may enter: PostgreSQL runs as another user.
    folder = Path(tempfile.mkdtemp(prefix="lectern-cluster-", dir="/var/tmp"))
    folder.chmod(0o755)
    print(f"seed {options.seed}; logs in {folder / 'logs'}", flush=True)

    from tests.cluster.cluster import cluster

    sound = False
    try:
        with cluster(folder) as servers:
            sound = _run(options, servers)
    finally:
        if sound:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            print(f"Logs and data are left in {folder}; seed {options.seed}")
    sys.exit(0 if sound else 1)


def _run(options: argparse.Namespace, servers: "Cluster") -> bool:
    from tests.cluster.cluster import ONE, TWO

    migrate = servers.role(ONE, "migrate")
    migrate.start()
    if migrate.wait_until_it_ends(120) != 0:
        print(f"the first migration failed:\n{migrate.log}")
        return False
    os.environ.update(servers.env("client", LECTERN_IDLE_TRANSACTION_SECONDS="60"))
    os.environ.setdefault("LOG_LEVEL", "CRITICAL")
    import django

    django.setup()
    workspaces = _workspaces()
    sound = True
    if {"scenes", "random", "upgrade"} & set(options.only):
        from tests.cluster.scenes import Stage
        from tests.faults.worker import workshop

        webs = (servers.web(ONE), servers.web(TWO))
        for web in webs:
            web.start()
        for web in webs:
            web.wait_until_ready("/healthz")
        with workshop(servers.env("workers"), servers.logs) as workers:
            stage = Stage(servers, workers, webs, workspaces[0])
            if "scenes" in options.only:
                sound &= _scenes(options.scenes, stage)
            if "random" in options.only:
                sound &= _random(options, stage, workspaces)
            if "upgrade" in options.only:
                from tests.cluster.upgrade import rolling_upgrade

                sound &= _show("rolling upgrade", lambda: [rolling_upgrade(stage, servers.folder)])
        servers.stop_roles()
    if "speaking" in options.only:
        from tests.cluster.speaking import speak

        sound &= _show("speaking", lambda: speak(servers, workspaces[0].token))
    if found := servers.files_on_disks():
        print(f"VIOLATION {len(found)} files of tenants on hosts' own disks: {found[:3]}")
        sound = False
    return sound


def _workspaces() -> list:
    from django.core.management import call_command

    from accounts.tokens import issue
    from tenants.services import open_workspace
    from tests.cluster.clients import Workspace

    made = []
    for number in range(WORKSPACES):
        slug = f"cluster-{number}"
        tenant = open_workspace(name=f"Cluster {number}", slug=slug, plan="campus")
        _record, token = issue(tenant=tenant, name="cluster")
        made.append(Workspace(slug, token))
    call_command("waive_consent", made[0].slug, reason="No person is recorded here")
    return made


def _scenes(wanted: Sequence[str] | None, stage: "Stage") -> bool:
    from tests.cluster.scenes import SCENES

    chosen = {name: scene for name, scene in SCENES.items() if not wanted or name in wanted}
    outcomes = [_show(name, lambda scene=scene: [scene(stage)]) for name, scene in chosen.items()]
    return all(outcomes)


def _show(name: str, act: Callable[[], list[str]]) -> bool:
    """Do it, and print what was seen and how long it took; False where it does not hold."""
    from tests.cluster.scenes import SceneFailed

    began = time.monotonic()
    try:
        lines = act()
    except (SceneFailed, RuntimeError, TimeoutError) as error:
        print(f"FAILED {name}: {error}", flush=True)
        return False
    for line in lines:
        print(f"{name}: {line}", flush=True)
    print(f"{name}: {time.monotonic() - began:.0f} s", flush=True)
    return True


def _random(options: argparse.Namespace, stage: "Stage", workspaces: list) -> bool:
    from tests.cluster.breakage import Breakage
    from tests.cluster.clients import Clients
    from tests.cluster.count import count

    chance = random.Random(options.seed)
    breakage = Breakage(stage.cluster, stage.workshop, stage.webs, chance)
    chances = [random.Random(chance.random()) for _ in range(CLIENTS)]
    clients = Clients([web.url for web in stage.webs], workspaces, chances)
    clients.start()
    began = time.monotonic()
    while time.monotonic() - began < options.seconds or breakage.struck.total() < options.faults:
        breakage.strike()
        breakage.rest(chance.expovariate(1 / GAP_SECONDS))
    seconds = time.monotonic() - began
    breakage.heal()
    clients.stop(breakage.look_after)
    result = count(clients, breakage.look_after, SETTLE_SECONDS)
    faults = ", ".join(f"{kind} {times}" for kind, times in breakage.struck.most_common())
    print(f"random: {breakage.struck.total()} faults in {seconds:.0f} s: {faults}")
    print(f"random: clients {_counts(clients.acts)}; answers {_counts(clients.answers)}")
    print(f"random: jobs {_counts(result.jobs)}; {len(clients.heard)} streams heard")
    for violation in result.violations[:50]:
        print(f"VIOLATION {violation}")
    print(
        f"random: segments made {result.made}, lost {result.lost}, billed twice {result.twice}, "
        f"streams spliced {result.spliced}, violations {len(result.violations)}",
        flush=True,
    )
    return not result.violations


def _counts(counter: dict) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counter.items()))


if __name__ == "__main__":
    main()
