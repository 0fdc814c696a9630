"""What the operator sees of a start: one line a step, with its seconds."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

TITLE_WIDTH = 26


class Step:
    """A step under way; set `detail` to say more than its seconds."""

    detail = ""


@contextmanager
def step(title: str) -> Iterator[Step]:
    """Print `title`, then, when the work is done, how long it took."""
    began = time.monotonic()
    print(f"  {title:<{TITLE_WIDTH}}", end="", flush=True)
    this = Step()
    try:
        yield this
    except BaseException:
        print("failed", flush=True)
        raise
    seconds = time.monotonic() - began
    print(f"{seconds:6.1f} s  {this.detail}".rstrip(), flush=True)


def say(text: str) -> None:
    print(text, flush=True)


def complain(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
