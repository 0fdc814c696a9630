"""Checks that CPU time grows linearly with the size of the input, even on a busy machine."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

NOISE = 3
"""Eight times the size may take up to 24 times as long; quadratic growth would take 64."""


def assert_linear(work: Callable[[T], object], small: T, large: T, *, times: float) -> None:
    """`large` is `times` the size of `small`, and `work` on it takes in proportion at the most.

    `small` counts as the fastest of three. `large` is worked on again, twice at the most, only
    where it took too long, as it may have met a busy moment.
    """
    fastest = min(_seconds(work, small) for _ in range(3))
    ratio = float("inf")
    for _ in range(3):
        ratio = min(ratio, _seconds(work, large) / fastest)
        if ratio < NOISE * times:
            return
    raise AssertionError(f"{times} times the size takes {ratio:.1f} times as long")


def _seconds(work: Callable[[T], object], size: T) -> float:
    """Of a processor."""
    started = time.process_time()
    work(size)
    return time.process_time() - started
