"""A pytest plugin that distributes the tests among processes (`-n 4`, see `make test`)."""

import gc
import os
import sys

import pytest
from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

LIVE = "tests/live/"
LONGEST_FIRST = (
    LIVE,
    "tests/synthesis/engines/",
    "tests/voices/",
    "tests/platform/runtime/test_up.py",
    "tests/faults/",
)
"""Where tests take longest. A long file that is begun last leaves the other process idle."""
TOGETHER = {
    "live": (LIVE,),
    "models": (
        "tests/synthesis/engines/",
        "tests/synthesis/worker/",
        "tests/voices/consent/",
        "tests/voices/enrolment/",
        "tests/voices/screening/",
    ),
}
"""Tests that share what takes long to start or much memory: a running Lectern, and models. A
process with all models has 3 GB, one without 1 GB."""


class ByFile(LoadFileScheduling):
    """Keeps all tests of a file in one process, and those of each line of TOGETHER."""

    def _split_scope(self, nodeid: str) -> str:
        for scope, folders in TOGETHER.items():
            if nodeid.startswith(folders):
                return scope
        return super()._split_scope(nodeid)

    def remove_node(self, node: WorkerController) -> str | None:
        """Put back what a crashed process leaves, but for the test that crashed it.

        xdist 3.8 puts that test back as well: it crashed 24 more processes, for an hour.
        """
        units = self.assigned_work[node]
        crashed = next((t for unit in units.values() for t, done in unit.items() if not done), None)
        for unit in units.values():
            if crashed in unit:
                unit[crashed] = True
        self.assigned_work[node] = {s: unit for s, unit in units.items() if not all(unit.values())}
        super().remove_node(node)
        return crashed


def pytest_xdist_make_scheduler(config: pytest.Config, log) -> ByFile | None:
    if config.getvalue("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False  # by the number of tests, whatever they take
    return ByFile(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: _rank(item.nodeid))


def _rank(nodeid: str) -> int:
    ranks = [n for n, folder in enumerate(LONGEST_FIRST) if nodeid.startswith(folder)]
    return ranks[0] if ranks else len(LONGEST_FIRST)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Have the garbage collector pass over modules and tests, which live as long as the process: it
    took 3.5 of 77 s of tests to look at them again and again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Limit threads, before any library reads the setting. Threads of several processes on two
    cores block each other: tuning voices took eight times as long.

    Also let this process and those that tests start keep bytecode, see the Makefile.
    """
    # A test's transaction is open while models compute, for over 30 seconds on a busy machine.
    os.environ.setdefault("LECTERN_IDLE_TRANSACTION_SECONDS", "300")
    # A worker that tests wait for gives way to nobody: the other tests take all processors.
    os.environ.setdefault("LECTERN_WORKER_NICE", "0")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    if "PYTEST_XDIST_WORKER" in os.environ:
        os.environ.setdefault("OMP_NUM_THREADS", "1")
