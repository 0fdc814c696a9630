"""The bounds that a child process with an export keeps to, so that nobody else waits for it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
from pathlib import Path

NICENESS = 15
"""Encoding takes what is left of the processors: pages and streams go before it, and so does the
making of speech, which has 10."""
AUTOGROUP = Path("/proc/self/autogroup")
MEMORY_BYTES = 2 << 30
"""Of address space; it needs 100 MB of memory, whatever the lesson's length."""


def keep_in_bounds() -> None:
    """Be modest, and end when the parent does."""
    os.nice(NICENESS)
    # Where Linux groups processes by session (sched(7), autogroup), `nice` counts only inside of
    # the group, and the child has a session of its own. Linux takes few such changes a second.
    if AUTOGROUP.exists():
        with contextlib.suppress(OSError):
            AUTOGROUP.write_text(str(NICENESS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None)
    if hasattr(libc, "prctl"):
        set_parent_death_signal, sigkill = 1, 9
        libc.prctl(set_parent_death_signal, sigkill, 0, 0, 0)
