"""The operator's settings from environment variables, explained in docs/clones.md."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

LEAST_STEPS, MOST_STEPS = 2, 16
DEFAULT_STEPS = 4
"""The fewest that the reference names for the distilled model, whose own default is eight."""


@dataclass(frozen=True, slots=True)
class Options:
    """`steps` of the flow for each sentence, and `threads` that compute it."""

    steps: int = DEFAULT_STEPS
    threads: int = 1

    @classmethod
    def of(cls, environment: Mapping[str, str] = os.environ) -> Options:
        """Read ZIPVOICE_STEPS and ZIPVOICE_THREADS. Raises ValueError."""
        steps = int(environment.get("ZIPVOICE_STEPS") or DEFAULT_STEPS)
        if not LEAST_STEPS <= steps <= MOST_STEPS:
            raise ValueError(f"ZIPVOICE_STEPS is {steps}, not {LEAST_STEPS} to {MOST_STEPS}")
        threads = int(environment.get("ZIPVOICE_THREADS") or min(2, os.cpu_count() or 1))
        if threads < 1:
            raise ValueError(f"ZIPVOICE_THREADS is {threads}, not 1 or more")
        return cls(steps, threads)
