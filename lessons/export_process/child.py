"""The child that builds one export. `running` starts it; it sets up no Django.

stdin: the order. argv: the number of the descriptor of an encrypted file to write. stdout: a line
with the number of bytes that are settled whenever more are, and once more when the file is whole.
"""

from __future__ import annotations

import os
import sys

from lessons.export_process.bounds import keep_in_bounds
from lessons.export_process.building import build
from lessons.export_process.order import Order
from tenants.sealing.encrypted_scratch import shared_scratch
from tenants.stores.port import StoreAway


def main() -> None:
    """Build what the order says."""
    keep_in_bounds()
    order, scratch_key = Order.load(sys.stdin.buffer.read())
    out = shared_scratch(int(sys.argv[1]), scratch_key)

    def settled() -> None:
        out.flush()
        print(out.tell(), flush=True)

    try:
        build(order, out, settled)
    except StoreAway as away:
        # Its own message is for people, in languages that are not set up here.
        sys.exit(away.detail)
    out.seek(0, os.SEEK_END)
    settled()
