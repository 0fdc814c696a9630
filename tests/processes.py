"""A pytest plugin that distributes the tests among processes (`-n 2`, see `make test`)."""

import os

import pytest
from xdist.scheduler import LoadFileScheduling

LIVE = "tests/live/"


class ByFile(LoadFileScheduling):
    """Keeps all tests of a file, and all that share a running Lectern, in one process."""

    def _split_scope(self, nodeid: str) -> str:
        return LIVE if nodeid.startswith(LIVE) else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log) -> ByFile | None:
    return ByFile(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Limit threads, before any library reads the setting. Threads of two processes on two cores
    block each other: tuning voices took eight times as long."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        os.environ.setdefault("OMP_NUM_THREADS", "1")
