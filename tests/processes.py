"""A pytest plugin that shares the tests out among processes (`-n 2`, see `make test`)."""

import os

import pytest
from xdist.scheduler import LoadFileScheduling

LIVE = "tests/live/"


class ByFile(LoadFileScheduling):
    """A process has all tests of a file, and one of them all that share a running Lectern."""

    def _split_scope(self, nodeid: str) -> str:
        return LIVE if nodeid.startswith(LIVE) else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log) -> ByFile | None:
    return ByFile(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Before any library reads it. Threads of two processes on two cores wait for each other:
    voices took eight times as long to tune."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        os.environ.setdefault("OMP_NUM_THREADS", "1")
