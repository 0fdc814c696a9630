"""The bounds that a child process with an export keeps to, so that nobody else waits for it."""

from __future__ import annotations

import contextlib
import ctypes
import resource

from runtime.roles.priority import step_back

NICENESS = 15
"""Encoding takes what is left of the processors: pages and streams go before it, and so does the
making of speech, which has 10."""
MEMORY_BYTES = 2 << 30
"""Of address space; it needs 100 MB of memory, whatever the lesson's length."""


def keep_in_bounds() -> None:
    """Be modest, and end when the parent does."""
    # Somebody waits for its first byte: it asks once.
    with contextlib.suppress(OSError):
        step_back(NICENESS, tries=1)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None)
    if hasattr(libc, "prctl"):
        set_parent_death_signal, sigkill = 1, 9
        libc.prctl(set_parent_death_signal, sigkill, 0, 0, 0)
