"""Files in a folder of this machine, or of one that all machines mount."""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, BinaryIO

from tenants.stores.port import (
    PROBE,
    OpenFile,
    Store,
    StoreAway,
    StoredFile,
    checked,
)

FULL = {errno.ENOSPC, errno.EDQUOT}
# Everything else that is no fault of the file at hand.
AWAY = {
    errno.EACCES, errno.EAGAIN, errno.EBUSY, errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.EIO,
    errno.EMFILE, errno.ENETDOWN, errno.ENETUNREACH, errno.ENFILE, errno.ENODEV, errno.ENOTCONN,
    errno.ENXIO, errno.EPERM, errno.EROFS, errno.ESTALE, errno.ETIMEDOUT,
}  # fmt: skip
DELETED = ".deleted."
LOCK = ".lock"


@contextmanager
def telling_away() -> Iterator[None]:
    """Raise StoreAway instead of an OSError that any file would have met."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise StoreAway(f"the folder of files is full: {error}", full=True) from error
        if error.errno in AWAY:
            raise StoreAway(f"the folder of files can't be used: {error}") from error
        raise


class FolderStore(Store):
    """Files below the folder `root`."""

    def __init__(self, root: str | Path) -> None:
        self.root = Path(root)

    def description(self) -> Mapping[str, str]:
        return {"kind": "folder", "root": str(self.root)}

    def path(self, name: str) -> Path:
        """Where a file or folder is."""
        return self.root / checked(name)

    def make(self, folder: str) -> None:
        with telling_away():
            self.path(folder).mkdir(parents=True, exist_ok=True)

    def is_open(self, folder: str) -> bool:
        with telling_away():
            return self.path(folder).is_dir()

    def write(
        self, name: str, data: bytes, *, new: bool = False, replacing: str | None = None
    ) -> None:
        path = self.path(name)
        with telling_away(), _draft(path) as draft:
            with draft.open("wb") as file:
                file.write(data)
                _sync_file(file)
            if new:
                os.link(draft, path)
            elif replacing is not None:
                _replace(path, draft, replacing)
            else:
                draft.replace(path)
            _sync(path.parent)

    def write_from(self, name: str, file: IO[bytes]) -> None:
        path = self.path(name)
        with telling_away(), _draft(path) as draft:
            with draft.open("wb") as out:
                shutil.copyfileobj(file, out, 1 << 20)
                _sync_file(out)
            draft.replace(path)
            _sync(path.parent)

    def open(self, name: str) -> OpenFile:
        with telling_away():
            return _OpenFile(self.path(name))

    def state(self, name: str) -> StoredFile | None:
        with telling_away():
            return _state(self.path(name), name)

    def files(self, folder: str) -> Iterator[StoredFile]:
        with telling_away():
            found = sorted(self._paths(folder), key=lambda path: path.as_posix())
        for path in found:
            with telling_away():
                state = _state(path, path.relative_to(self.root).as_posix())
            if state is not None:
                yield state

    def folders(self, folder: str) -> list[str]:
        with telling_away():
            try:
                inside = list(os.scandir(self.path(folder)))
            except FileNotFoundError:
                return []
            names = [each.name for each in inside if each.is_dir() and each.name[0] != "."]
        return [f"{folder}/{name}" for name in sorted(names)]

    def remove(self, name: str) -> None:
        with telling_away():
            self.path(name).unlink(missing_ok=True)

    def remove_folder(self, folder: str) -> None:
        path = self.path(folder)
        # Renamed first, so that a process that still writes to the old name fails.
        doomed = path.with_name(f"{DELETED}{path.name}")
        with telling_away():
            shutil.rmtree(doomed, ignore_errors=True)
            try:
                path.rename(doomed)
            except FileNotFoundError:
                return
            shutil.rmtree(doomed)

    def tidy(self, folder: str, *, older_than: float) -> int:
        before = time.time() - older_than
        removed = 0
        with telling_away():
            for parent, folders, files in os.walk(self.path(folder)):
                drafts = [name for name in files if name.startswith(".") and name != LOCK]
                doomed = [name for name in folders if name.startswith(DELETED)]
                for path in (Path(parent, name) for name in (*drafts, *doomed)):
                    if _changed(path) < before:
                        path.unlink() if path.is_file() else shutil.rmtree(path)
                        removed += 1
                folders[:] = [name for name in folders if not name.startswith(".")]
        return removed

    def _probe(self, data: bytes) -> None:
        path = self.root / f"{PROBE}.{secrets.token_hex(8)}"
        with telling_away():
            try:
                with path.open("wb") as file:
                    file.write(data)
                    _sync_file(file)
            finally:
                with suppress(OSError):
                    path.unlink(missing_ok=True)

    def _paths(self, folder: str) -> Iterator[Path]:
        for parent, folders, files in os.walk(self.path(folder)):
            folders[:] = [name for name in folders if not name.startswith(".")]
            yield from (Path(parent, name) for name in files if not name.startswith("."))


class _OpenFile(OpenFile):
    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)
        self.size = os.fstat(self._file.fileno()).st_size

    def read(self, start: int = 0, end: int | None = None) -> bytes:
        end = self.size if end is None else min(end, self.size)
        with telling_away():
            return os.pread(self._file.fileno(), max(0, end - start), start)

    def close(self) -> None:
        self._file.close()


@contextmanager
def _draft(path: Path) -> Iterator[Path]:
    """A name beside `path` that is gone afterwards, unless it was renamed."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def _replace(path: Path, draft: Path, version: str) -> None:
    """Replace this version of a file. Raises FileExistsError where there is another, or none."""
    # POSIX has no such call. All who replace in this way exclude each other; new names are links.
    with path.with_name(LOCK).open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = _state(path, path.name)
        if found is None or found.version != version:
            raise FileExistsError(errno.EEXIST, "replaced by another writer", str(path))
        draft.replace(path)


def _state(path: Path, name: str) -> StoredFile | None:
    try:
        state = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return StoredFile(name, state.st_size, f"{state.st_ino}.{state.st_mtime_ns}", state.st_mtime)


def _changed(path: Path) -> float:
    try:
        return path.stat().st_ctime
    except FileNotFoundError:
        return float("inf")


def _sync_file(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Make the names in a folder survive a power cut, as fsync(2) asks for."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
