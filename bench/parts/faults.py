"""Counts what is lost when everything breaks: a long run of `make chaos`."""

import re
import subprocess
import sys
from collections.abc import Iterator

import config
from bench.table import Figure, at_least, at_most

SECONDS = 300
LAST_LINE = re.compile(
    r"faults injected (\d+), segments lost (\d+), "
    r"segments billed twice (\d+), other violations (\d+)"
)


def figures() -> Iterator[Figure]:
    command = [
        sys.executable,
        "-m",
        "tests.faults.at_random",
        "--seconds",
        str(SECONDS),
        "--seed",
        "1",
    ]
    done = subprocess.run(command, cwd=config.ROOT, capture_output=True, text=True)
    counted = LAST_LINE.search(done.stdout)
    if counted is None:
        raise RuntimeError(f"the chaos run printed no counts:\n{done.stdout}{done.stderr}")
    injected, lost, twice, others = map(int, counted.groups())
    yield at_least("faults injected", injected, 500)
    yield at_most("segments lost", lost, 0)
    yield at_most("segments billed twice", twice, 0)
    yield at_most("other differences after the faults", others, 0)
