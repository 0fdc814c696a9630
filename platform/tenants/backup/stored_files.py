"""A workspace's files as a backup takes them: as they are stored, sealed with the tenant's key."""

import io
from collections.abc import Iterator
from typing import IO, Any

from tenants import derived_files, files
from tenants.models import Tenant
from tenants.stores.port import OpenFile, checked, folder_of

BLOCK = 1 << 20


class _Reading(io.RawIOBase):
    """A stored file as Python's own."""

    def __init__(self, file: OpenFile) -> None:
        self._file, self._at = file, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._file.read(self._at, self._at + len(buffer))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


def all_of(tenant: Tenant) -> Iterator[tuple[str, IO[bytes], int]]:
    """The name, content and size of each file; without drafts, what is being deleted, and what can
    be made again.

    A file that is deleted meanwhile is left out, too.
    """
    store, folder = files.store(), files.folder(tenant)
    for name in store.names(folder):
        if derived_files.is_derived(name):
            continue
        try:
            file = store.open(name)
        except FileNotFoundError:
            continue
        with file:
            reading = io.BufferedReader(_Reading(file), BLOCK)
            yield name.removeprefix(f"{folder}/"), reading, file.size


def put(tenant: Tenant, name: str, content: IO[bytes]) -> None:
    """Store a file under its name. Raises ValueError for a name that leads elsewhere."""
    store, whole = files.store(), f"{files.folder(tenant)}/{checked(name)}"
    store.make(folder_of(whole))
    store.write_from(whole, content)


def remove_all(tenant: Tenant) -> None:
    """Delete all files of the tenant."""
    files.store().remove_folder(files.folder(tenant))
