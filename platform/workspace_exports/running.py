"""Starts the children that make exports, and looks after them, in the general worker.

A child is the command `export`: it dies with this process, and writes to its row itself how far it
is. So the worker goes on with its other tasks, and looks at its children with every tick.
"""

import contextlib
import logging
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from workspace_exports import queue, services

log = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
OF_THIS_PROCESS = ("PROMETHEUS_MULTIPROC_DIR", "LECTERN_HEALTH_PORT")
"""Variables that a child must not take over: it serves no figures."""


@dataclass(frozen=True, slots=True)
class Child:
    """A process that makes an export under a lease."""

    process: subprocess.Popen[bytes]
    export_id: str
    lease: UUID


_children: list[Child] = []


def tick() -> int:
    """Take up what dead children left, drop what nobody may have any more, and start children for
    what is due. Returns how many were started."""
    _look_after()
    services.drop_unentitled()
    started = 0
    while (export := queue.claim()) is not None:
        assert export.lease is not None  # noqa: S101 (for mypy)
        _children.append(_start(export.id, export.tenant.slug, export.lease))
        started += 1
    return started


def _look_after() -> None:
    for child in list(_children):
        if (status := child.process.poll()) is None:
            if not queue.is_held(child.export_id, child.lease):
                # Cancelled, or in other hands: it would notice by itself, only later.
                with contextlib.suppress(ProcessLookupError):
                    child.process.kill()
            continue
        _children.remove(child)
        if status != 0:
            log.warning("the child that made export %s ended with %s", child.export_id, status)
        # Does nothing where the child has said itself how it ended.
        queue.give_back(child.export_id, child.lease, reason=queue.DIED)


def _start(export_id: str, slug: str, lease: UUID) -> Child:
    env = {name: value for name, value in os.environ.items() if name not in OF_THIS_PROCESS}
    process = subprocess.Popen(
        [
            *(sys.executable, str(ROOT / "manage.py"), "export", slug),
            *(f"--job={export_id}", f"--lease={lease}"),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        cwd=ROOT,
        env={**env, "OPENBLAS_NUM_THREADS": "1"},
        start_new_session=True,
    )
    return Child(process, export_id, lease)
