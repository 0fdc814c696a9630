"""A pytest plugin that distributes the tests among processes (`-n 4`, see `make test`)."""

import gc
import os
import sys
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

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
        "tests/platform/telemetry/test_callers_ids.py",
        "tests/synthesis/engines/",
        "tests/synthesis/jobs/test_pronouncing.py",
        "tests/synthesis/jobs/test_reading_style.py",
        "tests/synthesis/worker/",
        "tests/voices/consent/",
        "tests/voices/enrolment/",
        "tests/voices/screening/",
        "tests/voices/test_traces.py",
        "tests/web/jobs/test_say_as.py",
    ),
}
"""Tests that share what takes long to start or much memory: a running Lectern, and models. A
process with all models has 3 GB, one without 1 GB."""
AT_HOME = (
    (
        *TOGETHER["models"],
        "tests/bench/",
        "tests/speakers/",
        "tests/synthesis/text/test_readings.py",
    ),
    TOGETHER["live"],
    (
        "tests/lessons/files/",
        "tests/web/lessons/test_import.py",
        "tests/web/mcp/",
        "tests/web/single_sign_on/",
    ),
)
"""Tests that only the first process collects, only the second, and so on. What they import takes a
processor seconds, and hundreds of megabytes: PyTorch, transformers, pysaml2, clients of the API."""


class ByFile(LoadFileScheduling):
    """Keeps all tests of a file in one process, and those of each line of TOGETHER.

    A process runs only what it collected, see AT_HOME. One that replaces a crashed one collects
    all tests.
    """

    def _split_scope(self, nodeid: str) -> str:
        for scope, folders in TOGETHER.items():
            if nodeid.startswith(folders):
                return scope
        return super()._split_scope(nodeid)

    def add_node_collection(self, node: WorkerController, collection: Sequence[str]) -> None:
        """Note what a process collected."""
        self.registered_collections[node] = list(collection)

    def schedule(self) -> None:
        """Give every process its first tests, or a new process those that are left."""
        if self.collection is None:
            collected = self.registered_collections.values()
            self.collection = sorted(dict.fromkeys(chain.from_iterable(collected)), key=_rank)
            for nodeid in self.collection:
                self.workqueue.setdefault(self._split_scope(nodeid), {})[nodeid] = False
            for scope, unit in self.workqueue.items():
                if not any(unit.keys() <= set(each) for each in collected):
                    raise pytest.UsageError(f"No process has collected all tests of {scope}")
            # xdist has set it to what the last process collected.
            session = self.config.pluginmanager.get_plugin("session")
            session.testscollected = len(self.collection)
        for _ in range(2):  # a process begins a test only when it knows the next
            for node in self.nodes:
                self._reschedule(node)

    def _reschedule(self, node: WorkerController) -> None:
        collected = set(self.registered_collections.get(node, ()))
        for scope, unit in self.workqueue.items():
            if unit.keys() <= collected:
                self.workqueue.move_to_end(scope, last=False)
                super()._reschedule(node)
                return
        if not node.shutting_down:
            node.shutdown()

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


def pytest_configure_node(node: WorkerController) -> None:
    """Tell a process whose tests ByFile will distribute which of them are not its own."""
    number, count = int(node.gateway.id.removeprefix("gw")), node.workerinput["workercount"]
    if node.config.getvalue("dist") == "loadfile" and number < count:
        elsewhere = [at for home, at in enumerate(AT_HOME) if home % count != number]
        node.workerinput["elsewhere"] = list(chain.from_iterable(elsewhere))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave what is AT_HOME in another process to that one."""
    elsewhere = tuple(getattr(config, "workerinput", {}).get("elsewhere", ()))
    path = collection_path.relative_to(config.rootpath).as_posix() + "/" * collection_path.is_dir()
    return path.startswith(elsewhere) or None


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
