"""Runs the command `export` as a child process, and streams what it writes.

The child has a connection to the database of its own, and none while the client is slow: no thread
and no connection of the web process is held, and its memory is a block, whatever the size.
"""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

from accounts.models import Membership
from lessons.export_process.running import BrokenOff

BLOCK = 256 * 1024
ROOT = Path(__file__).resolve().parent.parent.parent
OF_THIS_PROCESS = ("PROMETHEUS_MULTIPROC_DIR", "LECTERN_HEALTH_PORT")
"""Variables that a child must not take over: it serves no figures."""


async def exported(*, slug: str, member: Membership, language: str) -> AsyncGenerator[bytes, None]:
    """The zip of a workspace as that member may have it, while it is written.

    Raises BrokenOff where it has no end. Closing the iterator kills the child.
    """
    env = {name: value for name, value in os.environ.items() if name not in OF_THIS_PROCESS}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(ROOT / "manage.py"), "export", slug, "--to", "-", "--tied"),
        *(f"--member={member.id}", f"--language={language}"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
        env={**env, "OPENBLAS_NUM_THREADS": "1"},
        start_new_session=True,
    )
    try:
        assert process.stdout is not None  # noqa: S101 (for mypy)
        while block := await process.stdout.read(BLOCK):
            yield block
        if await process.wait() != 0:
            raise BrokenOff(slug)
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            with contextlib.suppress(asyncio.CancelledError):
                await process.wait()
