"""Processes that were started together end together, whichever of them fails."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from config import ROOT

NAMES = {"steady", "stubborn", "parent", "grandchild"}


class Family:
    """A supervisor with children, in a process group of its own as a terminal would make it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.supervisor = subprocess.Popen(
            [sys.executable, "-m", "tests.platform.runtime.supervision.family", str(folder)],
            cwd=ROOT,
            stdout=(folder / "console").open("w"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def pids(self, name: str) -> list[int]:
        """The pids that copies of this child have had, the living and the dead."""
        return [int(path.suffix[1:]) for path in self.folder.glob(f"{name}.*")]

    def alive(self) -> set[str]:
        return {name for name in NAMES for pid in self.pids(name) if runs(pid)}

    @property
    def console(self) -> str:
        return (self.folder / "console").read_text()


def runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_for(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)


@pytest.fixture
def family(tmp_path: Path) -> Iterator[Family]:
    family = Family(tmp_path)
    try:
        wait_for(lambda: family.alive() == NAMES)
        yield family
    finally:
        family.supervisor.kill()
        family.supervisor.wait()
        for name in NAMES:
            for pid in filter(runs, family.pids(name)):
                os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("wish", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_leaves_no_process_behind(family: Family, wish: signal.Signals) -> None:
    os.killpg(family.supervisor.pid, wish)  # as the terminal does: to its whole group
    assert family.supervisor.wait(timeout=10) == 0
    assert family.alive() == set()
    assert "stubborn does not end; killing it" in family.console
    assert "steady ended" not in family.console


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ties a child to its parent")
def test_children_of_a_killed_supervisor_are_ended(family: Family) -> None:
    family.supervisor.kill()
    family.supervisor.wait()
    wait_for(lambda: not family.alive() - {"grandchild"})


def test_a_crashed_process_is_restarted_and_reported(family: Family) -> None:
    (first,) = family.pids("steady")
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: len(family.pids("steady")) == 2)
    assert family.alive() == NAMES
    assert "steady ended unexpectedly (signal 9); starting it again" in family.console


def test_children_of_a_crashed_process_are_ended(family: Family) -> None:
    (parent,), (grandchild,) = family.pids("parent"), family.pids("grandchild")
    os.kill(parent, signal.SIGKILL)
    wait_for(lambda: not runs(grandchild))


def test_lines_go_to_the_console_with_a_name_and_to_a_log_file(family: Family) -> None:
    wait_for(lambda: "steady | hello from steady" in family.console)
    assert "hello from steady" in (family.folder / "logs" / "steady.log").read_text()


def test_ctrl_c_at_the_terminal_reaches_only_the_supervisor(family: Family) -> None:
    groups = {os.getpgid(pid) for name in NAMES for pid in family.pids(name)}
    assert os.getpgid(family.supervisor.pid) not in groups
