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

    Each counts as the fastest of three, taken in turns, so that a busy moment harms neither.
    """
    fastest = {"small": float("inf"), "large": float("inf")}
    for _ in range(3):
        for name, size in (("small", small), ("large", large)):
            started = time.process_time()
            work(size)
            fastest[name] = min(fastest[name], time.process_time() - started)
    ratio = fastest["large"] / fastest["small"]
    assert ratio < NOISE * times, f"{times} times the size takes {ratio:.1f} times as long"
