"""Has a child process read a file, with limits that a parser can't lift.

Parsers allocate and compute before anybody can check what they were given, and some have memory
errors. So they run in a child: with limits of memory, processor time, output and wall-clock time,
no new file descriptors, an environment without our secrets, and as nobody if we are root. It has
no network if the kernel allows that (a network namespace: as root, or with unprivileged user
namespaces); otherwise the file descriptor limit of 0 keeps it from opening a socket.

The file goes in and the answer comes out in memory files, never on the disk.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from confined.refusal import Refused

logger = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parent.parent
_START = (
    "-c",
    "import sys; sys.path.insert(0, sys.argv[1]); from confined.child import main; main()",
)
# `-I` takes no notice of the variable that names this folder.
_BYTECODE = ("-X", f"pycache_prefix={sys.pycache_prefix}") if sys.pycache_prefix else ()
_COMPLAINT_BYTES = 65_536
AT_ONCE = 2
"""Children of one process; others wait. Each may take up to half a gigabyte of memory."""
_places = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a child may use. `memory_bytes` is its address space, Python itself included."""

    memory_bytes: int
    cpu_seconds: int
    wall_seconds: float
    output_bytes: int


class Died(Exception):
    """The child ended without an answer. `reason` is "timeout" or "damaged"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def run(
    module: str, data: bytes, *, order: dict[str, Any], limits: Limits
) -> tuple[dict[str, Any], bytes]:
    """What `module` (see `confined.child`) makes of `data`: its facts, and bytes.

    Neither is to be trusted: a parser that was taken over could write anything. Raises Refused
    with the child's reason, which may be any string, Died, and RuntimeError if the child can't
    run. Waits for one of AT_ONCE places, then blocks for at most `limits.wall_seconds`, and leaves
    no process behind.
    """
    given = json.dumps({"module": module, "order": order, "limits": asdict(limits)})
    with _places:
        answer = _answer_of(given, data, limits)
    try:
        line, _, rest = answer.partition(b"\n")
        found = json.loads(line)
        if "refused" in found:
            raise Refused(str(found["refused"]), **found["figures"])
        facts = found["facts"]
        if not isinstance(facts, dict):
            raise ValueError("facts that are none")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        logger.warning("the child of %s gave an unreadable answer: %s", module, error)
        raise Died("damaged") from error
    return facts, rest


def _answer_of(given: str, data: bytes, limits: Limits) -> bytes:
    with _memory_file() as file, _memory_file() as answer, _memory_file() as complaint:
        file.write(data)
        file.seek(0)
        child = subprocess.Popen(
            [sys.executable, "-I", *_BYTECODE, *_START, str(_ROOT), given],
            stdin=file,
            stdout=answer,
            stderr=complaint,
            env={"OPENBLAS_NUM_THREADS": "1", "PATH": os.defpath},
            start_new_session=True,
        )
        try:
            status = child.wait(limits.wall_seconds)
        except subprocess.TimeoutExpired:
            raise Died("timeout") from None
        finally:
            # The whole process group, also if an exception interrupted the wait.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        complaint.seek(0)
        last_words = complaint.read(_COMPLAINT_BYTES).decode(errors="replace").strip()
        if last_words or status != 0:
            logger.warning("confined child: status %s: %s", status, last_words[-500:])
        if status > 0:
            raise RuntimeError(f"the confined process could not run: {last_words[-500:]}")
        if status == -signal.SIGXCPU:
            raise Died("timeout")
        if status < 0:
            raise Died("damaged")
        answer.seek(0)
        return answer.read()


def _memory_file() -> BinaryIO:
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("confined"), "w+b")
    return tempfile.TemporaryFile()
