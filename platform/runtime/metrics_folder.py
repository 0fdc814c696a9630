"""Where the processes of a machine keep the figures that one scrape adds up.

prometheus_client keeps them in files that are mapped into memory. On a full disk a process that
touches such a file is ended by SIGBUS, so they lie in memory (/dev/shm) where it has room.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import mark_process_dead

from runtime.rights.system_user import SystemUser, inherit_owner

MEMORY = Path("/dev/shm")  # noqa: S108  (only folders with random names are made in it)
ROOM_BYTES = 48 << 20
"""Of /dev/shm. Containers have 64 MB of it; each process takes 3 MB at most."""
VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
ADDED_UP = ("counter", "histogram", "summary")
LATEST = "gauge_mostrecent"
OF_THE_DEAD = 0
"""In place of a pid, in the names of the files that hold what ended processes have counted."""


def for_data(data_dir: Path, user: SystemUser | None) -> Path:
    """An empty folder for a run of `up` on this data; what an earlier run left is deleted.

    Only one may run on the data at a time. Call `remove` at its end.
    """
    prefix = _prefix(data_dir)
    for old in MEMORY.glob(f"{prefix}*") if MEMORY.is_dir() else ():
        if old.lstat().st_uid in (os.geteuid(), user.uid if user else os.geteuid()):
            shutil.rmtree(old, ignore_errors=True)
    if _memory_has_room():
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=MEMORY))
        if user:
            os.chown(folder, user.uid, user.gid)
        return folder
    folder = data_dir / "metrics"
    for file in folder.iterdir():
        file.unlink()
    return folder


def remove(folder: Path) -> None:
    """Delete a folder that `for_data` made in memory."""
    if folder.parent == MEMORY:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def of_a_run() -> Iterator[Path]:
    """A folder for one run of a role with several processes, deleted at its end.

    Or the one that PROMETHEUS_MULTIPROC_DIR names, which is kept: several roles may share it.
    """
    if named := os.environ.get(VARIABLE):
        folder = Path(named)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        forget_dead(folder)
        yield folder
        return
    where = MEMORY if _memory_has_room() else None
    with tempfile.TemporaryDirectory(prefix="lectern-", dir=where, ignore_cleanup_errors=True) as f:
        yield Path(f)


def forget_dead(folder: Path) -> None:
    """Forget the processes of which there are figures, but that run no more."""
    pids = {int(path.stem.rpartition("_")[2]) for path in folder.glob("*_*.db")}
    for pid in pids - {OF_THE_DEAD}:
        if not psutil.pid_exists(pid):
            forget(folder, pid)


def forget(folder: Path, pid: int) -> None:
    """Delete the files of a process that has ended, however it ended.

    What it has counted is added to that of others that have ended, since a sum that became
    smaller would look like a restart to Prometheus. Its gauges go.
    """
    with _alone(folder):
        mark_process_dead(pid, path=str(folder))
        for kind in (*ADDED_UP, LATEST):
            dead = folder / f"{kind}_{pid}.db"
            if dead.exists():
                _add_up(dead, folder / f"{kind}_{OF_THE_DEAD}.db")


def _add_up(dead: Path, total: Path) -> None:
    """Replace `total` by itself and `dead`, and delete `dead`, in two steps one after the other."""
    draft = total.with_suffix(".part")
    if total.exists():
        shutil.copyfile(total, draft)
    else:
        draft.unlink(missing_ok=True)
    sums = MmapedDict(str(draft))
    try:
        for key, value, stamp, _position in MmapedDict.read_all_values_from_file(str(dead)):
            before, at = sums.read_value(key)
            if total.name.startswith(LATEST):
                value, stamp = max((stamp, value), (at, before))[::-1]
            else:
                value += before
            sums.write_value(key, value, stamp)
    finally:
        sums.close()
    with draft.open("rb") as file:
        inherit_owner(file.fileno(), total.parent)
    dead.unlink()
    draft.replace(total)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _prefix(data_dir: Path) -> str:
    return f"lectern-{hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]}-"


def _memory_has_room() -> bool:
    with suppress(OSError):
        status = os.statvfs(MEMORY)
        return os.access(MEMORY, os.W_OK) and status.f_bavail * status.f_frsize >= ROOM_BYTES
    return False
