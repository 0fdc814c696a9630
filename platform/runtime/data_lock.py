"""Allows one Lectern for each data folder, by a lock that the kernel frees whenever we end."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from runtime.errors import StartError

NAME = "run/up.lock"


@contextmanager
def data_lock(data_dir: Path) -> Iterator[None]:
    """Lock the folder. Raises StartError, naming the process that has locked it already."""
    path = data_dir / NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 20, 0).decode().strip() or "unknown"
            raise StartError(
                f"Lectern already runs on {data_dir} (process {holder}).\n"
                "Stop it first, or use another folder: LECTERN_DATA=/path make up"
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)
