"""A program that Lectern starts, and a running copy of one."""

import logging
import logging.handlers
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO

from runtime.supervision.log_files import LOG_BYTES, LOG_COPIES, rotate_if_large

TIED = Path(__file__).with_name("tied.py")

OnLine = Callable[[str, str], None]
"""Called with a program's name and one line that it wrote."""


@dataclass(frozen=True, slots=True)
class Program:
    """How to run something. `env` is added to our own environment.

    `stop_signal` asks it to end; `orphan_signal` is what it gets when we are killed.
    `user` is `uid:gid[:group…]` to run as. A `quiet` program writes to its log file alone.
    """

    name: str
    argv: Sequence[str]
    cwd: Path
    env: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGKILL
    user: str = "-"
    quiet: bool = False


class RunningProgram:
    """A program in a session of its own, so that Ctrl-C at the terminal does not reach it.

    Start it from the main thread: on Linux it ends when the thread that started it ends. Without
    `log_dir` it writes to our own stderr.
    """

    def __init__(
        self, program: Program, log_dir: Path | None, on_line: OnLine | None = None
    ) -> None:
        self.program = program
        self.log_path = log_dir / f"{program.name}.log" if log_dir else None
        self.started_at = time.monotonic()
        self._reader: threading.Thread | None = None
        if self.log_path is None:
            self._process = self._spawn(None)
            return
        self.log_path.parent.mkdir(parents=True, exist_ok=True)
        if program.quiet:
            self.rotate()
            with self.log_path.open("ab") as log:
                self._process = self._spawn(log)
        else:
            self._process = self._spawn(subprocess.PIPE)
            keep_lines = partial(self._keep_lines, self.log_path, on_line)
            self._reader = threading.Thread(
                target=keep_lines, name=f"log-{program.name}", daemon=True
            )
            self._reader.start()

    def _spawn(self, output: int | IO[bytes] | None) -> subprocess.Popen[bytes]:
        program = self.program
        tied = [sys.executable, "-I", "-S", str(TIED), str(int(program.orphan_signal))]
        return subprocess.Popen(
            [*tied, str(os.getpid()), program.user, *program.argv],
            cwd=program.cwd,
            env={**os.environ, **program.env},
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr if output is None else output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def _keep_lines(self, log_path: Path, on_line: OnLine | None) -> None:
        output = self._process.stdout
        if output is None:
            raise RuntimeError(f"the output of {self.program.name} goes to a file")
        log = logging.handlers.RotatingFileHandler(
            log_path, maxBytes=LOG_BYTES, backupCount=LOG_COPIES, encoding="utf-8"
        )
        with output:
            for raw in output:
                line = raw.decode("utf-8", errors="replace").rstrip()
                log.emit(logging.makeLogRecord({"msg": line}))
                if on_line:
                    on_line(self.program.name, line)
        log.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """The exit status; None while it runs; minus the signal's number if a signal ended it."""
        return self._process.poll()

    @property
    def seconds(self) -> float:
        """How long ago it was started."""
        return time.monotonic() - self.started_at

    def ask_to_stop(self) -> None:
        if self.exit_code is None:
            self._process.send_signal(self.program.stop_signal)

    def stop(self, patience: float) -> None:
        """Wait `patience` seconds for it to end after `ask_to_stop`, then kill what is left.

        What it started itself shares its process group and is killed with it.
        """
        try:
            self._process.wait(timeout=max(patience, 0))
        except subprocess.TimeoutExpired:
            self._kill_group()
            self._process.wait()
        self._kill_group()
        if self._reader:
            self._reader.join(timeout=2)

    def _kill_group(self) -> None:
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return  # no process is left in it (for zombies, macOS says "not permitted")

    def rotate(self) -> None:
        """Keep a quiet program's log file small; the others' are rotated as they are written."""
        if self.program.quiet and self.log_path:
            rotate_if_large(self.log_path)

    def last_lines(self, count: int = 12) -> str:
        """The end of its log, for an error message."""
        if self._reader and self.exit_code is not None:
            self._reader.join(timeout=2)
        return last_lines(self.log_path, count) if self.log_path else ""


def last_lines(path: Path, count: int) -> str:
    """The last `count` lines of a log file; empty when there is none."""
    if not path.exists():
        return ""
    with path.open("rb") as log:
        log.seek(max(0, path.stat().st_size - 20_000))
        lines = log.read().decode("utf-8", errors="replace").splitlines()
    return "\n".join(f"    {line}" for line in lines[-count:])
