"""Builds what an order says into a file, in whichever process this runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO

from lessons.export.formats import EXPORTS
from lessons.export.lesson import Line, Making
from lessons.export_process.order import Order
from synthesis import segment_files
from tenants.sealing.encrypted_scratch import encrypted_scratch
from tenants.stores.port import opened


def build(order: Order, out: BinaryIO, settled: Callable[[], None] = lambda: None) -> None:
    """Build an export into an empty seekable file; `settled` is that of Making.

    Raises FileNotFoundError where a sound was deleted, Undecryptable where one is damaged, and
    StoreAway.
    """
    store = opened(order.store)
    keys = {name: bytes.fromhex(key) for name, key in order.keys.items()}

    def pcm(line: Line) -> Iterator[bytes]:
        for sound in order.sounds[line.key]:
            key = keys[sound.key]
            yield segment_files.read(store, sound.name, key=key, about=sound.about)

    making = Making(
        lesson=order.lesson, pcm=pcm, out=out, settled=settled, scratch=encrypted_scratch
    )
    EXPORTS[order.format].build(making)
