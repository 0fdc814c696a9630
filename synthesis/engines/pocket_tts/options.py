"""The operator's settings from environment variables, explained in docs/clones.md."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """`threads` that compute a frame; `guarded`: takes that run away are rejected."""

    threads: int = 1
    guarded: bool = True

    @classmethod
    def of(cls, environment: Mapping[str, str] = os.environ) -> Options:
        """Read POCKET_TTS_THREADS and POCKET_TTS_GUARD. Raises ValueError."""
        threads = int(environment.get("POCKET_TTS_THREADS") or min(2, os.cpu_count() or 1))
        if threads < 1:
            raise ValueError(f"POCKET_TTS_THREADS is {threads}, not 1 or more")
        return cls(threads, guarded=environment.get("POCKET_TTS_GUARD") != "0")
