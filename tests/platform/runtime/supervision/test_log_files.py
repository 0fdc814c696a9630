"""Log files stay small while what writes them runs, and all of them together have a bound."""

import errno
import os
import sys
import time
from pathlib import Path

import pytest

from runtime.supervision import log_files, supervise
from runtime.supervision.programs import Program
from runtime.supervision.stop_signal import StopWanted
from runtime.supervision.supervise import Supervisor

CHATTY = """
import time
for number in range(4000):
    print(f"line {number:06} " + "x" * 88, flush=True)
    if number % 40 == 0:
        time.sleep(0.01)
open("written", "w").close()
time.sleep(600)
"""
LINE_BYTES = 101


class UntilRotated:
    """A stop signal that comes when the program has written everything."""

    count = 0

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.largest = 0
        self.until = time.monotonic() + 60

    def pause(self, _seconds: float) -> None:
        time.sleep(0.002)
        assert time.monotonic() < self.until, "it was not written in time"
        self.largest = max(self.largest, (self._folder / "chatty.log").stat().st_size)
        # The log may have been rotated after its last line.
        if (self._folder / "written").exists():
            raise StopWanted


def numbers(text: str) -> list[int]:
    return [int(line.split()[1]) for line in text.splitlines()]


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(log_files, "LOG_BYTES", 40 * LINE_BYTES)
    monkeypatch.setattr(supervise, "LOGS_EVERY", 0.0)


def test_a_program_that_writes_to_its_file_alone_is_rotated_while_it_runs(tmp_path, small):
    stop = UntilRotated(tmp_path)
    supervisor = Supervisor(tmp_path, stop, print, None)
    argv = [sys.executable, "-c", CHATTY]
    supervisor.start_process(Program("chatty", argv, cwd=tmp_path, quiet=True))
    with pytest.raises(StopWanted):
        try:
            supervisor.keep()
        finally:
            supervisor.stop_all()
    names = sorted(path.name for path in tmp_path.glob("chatty.log*"))
    assert names == ["chatty.log", "chatty.log.1", "chatty.log.2", "chatty.log.3"]
    # 404,000 bytes were written; what is kept is a part of it, with its end.
    assert stop.largest < 4000 * LINE_BYTES / 2
    kept = [numbers((tmp_path / name).read_text()) for name in reversed(names)]
    together = [number for part in kept for number in part]
    assert together == sorted(set(together))  # whole lines, in their order, none twice
    assert together[-1] == 3999


def test_what_is_written_while_a_file_is_copied_is_copied_too(tmp_path, small):
    path = tmp_path / "server.log"
    path.write_bytes(b"x" * 5000)
    with path.open("ab") as server:
        assert log_files.rotate_if_large(path)
        server.write(b"later")
    assert path.read_bytes() == b"later"
    assert (tmp_path / "server.log.1").read_bytes() == b"x" * 5000


def test_a_log_that_cannot_be_copied_is_emptied_all_the_same(tmp_path, small, monkeypatch):
    def full(*_files):
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "server.log"
    path.write_bytes(b"x" * 5000)
    monkeypatch.setattr("shutil.copyfileobj", full)
    assert log_files.rotate_if_large(path)
    assert {each.name: each.stat().st_size for each in tmp_path.iterdir()} == {"server.log": 0}


def test_the_oldest_copies_go_when_all_logs_together_are_too_large(tmp_path):
    for age, name in enumerate(["web.log", "web.log.1", "gone.log.1", "web.log.2", "gone.log"]):
        path = tmp_path / name
        path.write_bytes(b"x" * 100)
        os.utime(path, (1_000_000 - age, 1_000_000 - age))
    log_files.bound(tmp_path, most=300)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"web.log", "web.log.1", "gone.log"}
    log_files.bound(tmp_path, most=0)
    assert {path.name for path in tmp_path.iterdir()} == {"web.log", "gone.log"}
