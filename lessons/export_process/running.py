"""Starts the child that builds an export, and reads what it has built while it builds on.

The child writes a file that only it and this process can read. So it is as quick as it can be, and
gone when it is ready, however slowly the client takes the bytes.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from lessons.export_process.order import Order
from tenants.sealing.encrypted_scratch import PAGE, SharedScratch

log = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parent.parent.parent
_START = (
    "import sys; sys.path[:0] = sys.argv[2:]; from lessons.export_process.child import main; main()"
)
# `-I` takes no notice of the variable that names this folder.
_BYTECODE = ("-X", f"pycache_prefix={sys.pycache_prefix}") if sys.pycache_prefix else ()


class BrokenOff(Exception):
    """The export could not be built to its end: a sound was deleted meanwhile, or a child died."""


async def built(order: Order, *, when_built: Callable[[], None]) -> AsyncIterator[bytes]:
    """The bytes of an export as they are built. Raises BrokenOff.

    `when_built` is called once the child has ended. Closing the iterator ends the child.
    """
    scratch = SharedScratch()
    child: _Child | None = None
    try:
        child = await _Child.started(order, scratch)
        watching = asyncio.create_task(child.watch(when_built))
        at = 0
        while True:
            ready = await child.more_than(at)
            while at < ready:
                block = await asyncio.to_thread(scratch.read, at, ready)
                at += len(block)
                yield block
            if child.has_ended and at >= child.settled:
                break
        if await watching != 0:
            log.info("an export as %s was broken off", order.format)
            raise BrokenOff(order.format)
    finally:
        if child is not None:
            child.end()
            with contextlib.suppress(asyncio.CancelledError):
                await watching
        else:
            when_built()
        scratch.close()


class _Child:
    """The child, and how many bytes it has settled."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._changed = asyncio.Event()
        self.settled = 0
        self.has_ended = False

    @classmethod
    async def started(cls, order: Order, scratch: SharedScratch) -> _Child:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", *_BYTECODE, "-c", _START),
            *(str(scratch.descriptor), str(_ROOT), str(_ROOT / "platform")),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            pass_fds=(scratch.descriptor,),
            env={"OPENBLAS_NUM_THREADS": "1", "PATH": os.defpath},
            start_new_session=True,
        )
        assert process.stdin is not None  # noqa: S101 (for mypy)
        process.stdin.write(order.dump(scratch.key))
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            await process.stdin.drain()
            process.stdin.close()
            await process.stdin.wait_closed()
        return cls(process)

    async def watch(self, when_built: Callable[[], None]) -> int:
        """Read what it says until it ends; its exit status."""
        try:
            assert self._process.stdout is not None  # noqa: S101 (for mypy)
            async for said in self._process.stdout:
                self.settled = int(said)
                self._changed.set()
            return await self._process.wait()
        finally:
            self.has_ended = True
            self._changed.set()
            when_built()

    async def more_than(self, at: int) -> int:
        """How many bytes can be read, once there are more than `at` or no more will come.

        Up to the end of a whole page, since the child may be writing to the last one.
        """
        while True:
            self._changed.clear()
            ready = self.settled if self.has_ended else self.settled // PAGE * PAGE
            if ready > at or self.has_ended:
                return ready
            await self._changed.wait()

    def end(self) -> None:
        """Kill it, unless it has ended."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
