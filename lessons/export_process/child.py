"""The child that builds one export. `running` starts it; it sets up no Django.

stdin: the order. argv: the number of the descriptor of an encrypted file to write. stdout: a line
with the number of bytes that are settled whenever more are, and once more when the file is whole.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

from lessons.export.formats import EXPORTS
from lessons.export.lesson import Line, Making
from lessons.export_process.order import Order
from synthesis import segment_files
from tenants.sealing.encrypted_scratch import encrypted_scratch, shared_scratch
from tenants.stores.port import StoreAway, opened

NICENESS = 15
"""Encoding takes what is left of the processors: pages and streams go before it, and so does the
making of speech, which has 10."""
AUTOGROUP = Path("/proc/self/autogroup")
MEMORY_BYTES = 2 << 30
"""Of address space; it needs 100 MB of memory, whatever the lesson's length."""


def main() -> None:
    """Build what the order says."""
    _keep_in_bounds()
    order, scratch_key = Order.load(sys.stdin.buffer.read())
    out = shared_scratch(int(sys.argv[1]), scratch_key)
    store = opened(order.store)
    keys = {name: bytes.fromhex(key) for name, key in order.keys.items()}

    def pcm(line: Line) -> Iterator[bytes]:
        for sound in order.sounds[line.key]:
            key = keys[sound.key]
            yield segment_files.read(store, sound.name, key=key, about=sound.about)

    def settled() -> None:
        out.flush()
        print(out.tell(), flush=True)

    making = Making(
        lesson=order.lesson, pcm=pcm, out=out, settled=settled, scratch=encrypted_scratch
    )
    try:
        EXPORTS[order.format].build(making)
    except StoreAway as away:
        # Its own message is for people, in languages that are not set up here.
        sys.exit(away.detail)
    out.seek(0, os.SEEK_END)
    settled()


def _keep_in_bounds() -> None:
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
