"""What the operator sees of a start: one line for each step, with its seconds."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

TITLE_WIDTH = 28


class Step:
    """A step in progress; set `detail` to print more than its seconds."""

    detail = ""


class _Line:
    """Whether the terminal's last line is the title of a step that is not done."""

    open = False


@contextmanager
def step(title: str) -> Iterator[Step]:
    """Print `title`, then, when the work is done, how long it took."""
    began = time.monotonic()
    print(f"  {title:<{TITLE_WIDTH}}", end="", flush=True)
    _Line.open = True
    this = Step()
    try:
        yield this
    except BaseException:
        _end_line(title, "failed")
        raise
    seconds = time.monotonic() - began
    _end_line(title, f"{seconds:6.1f} s  {this.detail}".rstrip())


def _end_line(title: str, text: str) -> None:
    again = "" if _Line.open else f"  {title:<{TITLE_WIDTH}}"
    _Line.open = False
    print(again + text, flush=True)


def say(text: str) -> None:
    """Print a line of its own, also in the middle of a step."""
    if _Line.open:
        print()
        _Line.open = False
    print(text, flush=True)


def complain(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
