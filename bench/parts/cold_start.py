"""Measures how long each process takes from launch to ready, and the second `make up`."""

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.stack import running
from bench.table import Figure

# What each process logs when it is ready to work; beat has nothing to load.
READY = {
    "web": "Application startup complete",
    "synthesis": r"synthesis@\S+ ready\.",
    "enrolment": r"enrolment@\S+ ready\.",
    "general": r"general@\S+ ready\.",
}
PATIENCE = 120


def figures() -> Iterator[Figure]:
    for name, seconds in starts():
        yield Figure(f"cold start of {name}, alone, s", seconds, "–", None)
    with tempfile.TemporaryDirectory(prefix="lectern-bench-up-") as folder:
        for _start in range(2):
            began = time.monotonic()
            with running(Path(folder)):
                seconds = time.monotonic() - began
        yield Figure("make up, second start, s", seconds, "–", None)


def starts() -> Iterator[tuple[str, float]]:
    """Start each process alone; yield its name and the seconds until it logs that it is ready."""
    from runtime.supervision.processes import processes

    with tempfile.TemporaryDirectory(prefix="lectern-bench-cold-") as folder:
        programs = processes("127.0.0.1", 0, dict(os.environ))
        for program in (each for each in programs if each.name in READY):
            log = Path(folder) / f"{program.name}.log"
            began = time.monotonic()
            with log.open("wb") as out:
                process = subprocess.Popen(
                    program.argv,
                    cwd=program.cwd,
                    env={**os.environ, **program.env, "LOG_LEVEL": "INFO"},
                    stdout=out,
                    stderr=out,
                )
            try:
                yield program.name, _wait(process, log, READY[program.name]) - began
            finally:
                process.terminate()
                process.wait(30)


def _wait(process: subprocess.Popen[bytes], log: Path, ready: str) -> float:
    deadline = time.monotonic() + PATIENCE
    while not re.search(ready, log.read_text()):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the process never logged {ready!r}:\n{log.read_text()[-2000:]}")
        time.sleep(0.02)
    return time.monotonic()
