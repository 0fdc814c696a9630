"""What a store of files does, whatever is behind it: a folder, or a bucket of an object storage.

Names are paths with "/" (`tenants/<uuid>/jobs/<id>/00001.flac.sealed`); no part of them begins with
a dot. The folder of a name has to be open before something is written to it. All operations raise
StoreAway where the store can't be reached or takes no more.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import IO, Self

from django.utils.translation import gettext_lazy as _

from tenants.refusal import Refused

RETRY_SECONDS = 10
TENANTS = "tenants"
"""The folder of all files: of tenants, in a folder each, and of the installation."""
PROBE = f"{TENANTS}/.probe"


class StoreAway(Refused):
    """The files can't be reached now, or (`full`) nothing more fits; it has nothing to do with the
    file at hand. `detail` is for operators.

    A worker waits. A request is answered with 503, or 507 where the store is full.
    """

    def __init__(self, detail: str, *, full: bool = False) -> None:
        self.detail, self.full = detail, full
        headers = {"Retry-After": str(RETRY_SECONDS)}
        if full:
            message = _("There is no room left for audio on this installation. Try again later.")
            super().__init__("storage_full", message, status=507, headers=headers)
        else:
            message = _("The stored audio can't be reached right now. Try again in a moment.")
            super().__init__("storage_away", message, status=503, headers=headers)


class Unfit(Exception):
    """What is behind the store can't keep its promises; the message says which."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it was when the store was asked. `version` changes with every writing; `changed` is
    when that was, in seconds since 1970."""

    name: str
    size: int
    version: str
    changed: float = field(compare=False)


class OpenFile(ABC):
    """A file of `size` bytes that is open for reading.

    Reads give what it held when it was opened, or raise FileNotFoundError.
    """

    size: int

    @abstractmethod
    def read(self, start: int = 0, end: int | None = None) -> bytes:
        """The bytes from `start` up to `end` (by default, all)."""

    @abstractmethod
    def close(self) -> None:
        """Give back what it holds."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class Store(ABC):
    """Holds files by their names."""

    @abstractmethod
    def description(self) -> Mapping[str, str]:
        """What `opened` makes this store of again, in another process. It may hold credentials."""

    @abstractmethod
    def make(self, folder: str) -> None:
        """Open a folder for writing; nothing happens where it is open."""

    @abstractmethod
    def is_open(self, folder: str) -> bool:
        """Whether the folder was made, and not removed since."""

    @abstractmethod
    def write(
        self, name: str, data: bytes, *, new: bool = False, replacing: str | None = None
    ) -> None:
        """Write a file so that readers see all of it or nothing, also after a power cut.

        With `new`, there must be none of that name; with `replacing`, there must be that version
        of it. Of several writers that do so at once, one succeeds. Raises FileExistsError where
        that does not hold, and FileNotFoundError where its folder is not open: what was deleted
        must not come back.
        """

    @abstractmethod
    def write_from(self, name: str, file: IO[bytes]) -> None:
        """Write what can be read of `file`, however large, as `write` does."""

    @abstractmethod
    def open(self, name: str) -> OpenFile:
        """Open a file. Raises FileNotFoundError."""

    def read(self, name: str, start: int = 0, end: int | None = None) -> bytes:
        """The bytes from `start` up to `end` (by default, all). Raises FileNotFoundError."""
        with self.open(name) as file:
            return file.read(start, end)

    @abstractmethod
    def state(self, name: str) -> StoredFile | None:
        """The file of that name, if there is one."""

    def exists(self, name: str) -> bool:
        """Whether there is a file of that name."""
        return self.state(name) is not None

    def size(self, name: str) -> int:
        """The length of a file in bytes. Raises FileNotFoundError."""
        found = self.state(name)
        if found is None:
            raise FileNotFoundError(name)
        return found.size

    @abstractmethod
    def files(self, folder: str) -> Iterator[StoredFile]:
        """All files in a folder and below, ordered by name; none where there is no such folder."""

    def names(self, folder: str) -> list[str]:
        """The names of all files in a folder and below, in order."""
        return [file.name for file in self.files(folder)]

    @abstractmethod
    def folders(self, folder: str) -> list[str]:
        """The names of the folders in a folder, in order: those that are open, or hold something.

        A folder that was made inside of one that was not is found all the same.
        """

    @abstractmethod
    def remove(self, name: str) -> None:
        """Delete a file, if there is one."""

    @abstractmethod
    def remove_folder(self, folder: str) -> None:
        """Delete a folder with all its contents, if there is one.

        Whoever still writes to it fails. What a crash leaves behind is deleted by the next call,
        or by `tidy`.
        """

    @abstractmethod
    def tidy(self, folder: str, *, older_than: float) -> int:
        """Delete what writers and removals that died have left in a folder and below, if it is
        older than so many seconds; returns how many files or folders that were."""

    def check(self, size: int = 16) -> None:
        """Write a file of `size` bytes and delete it again. Raises StoreAway."""
        self.make(TENANTS)
        self._probe(b"\0" * size)

    def try_out(self) -> None:
        """Check that it keeps what `write` promises. Raises Unfit or StoreAway."""
        self.check()

    @abstractmethod
    def _probe(self, data: bytes) -> None: ...


def checked(name: str) -> str:
    """The name, which has to be one. Raises ValueError."""
    parts = name.split("/")
    if not all(part and not part.startswith(".") and "\0" not in part for part in parts):
        raise ValueError(f"no name of a file: {name!r}")
    return name


def folder_of(name: str) -> str:
    """The folder of a file; "" for one in no folder."""
    return name.rpartition("/")[0]


def opened(description: Mapping[str, str]) -> Store:
    """The store of a description. Raises ValueError for one that is none."""
    kinds: dict[str, Callable[[Mapping[str, str]], Store]] = {
        "folder": _folder,
        "objects": _objects,
    }
    try:
        return kinds[description["kind"]](description)
    except KeyError as missing:
        raise ValueError(f"no description of a store: {missing}") from None


def _folder(description: Mapping[str, str]) -> Store:
    from tenants.stores.folder import FolderStore

    return FolderStore(description["root"])


def _objects(description: Mapping[str, str]) -> Store:
    # boto3 takes 0.3 s and 30 MB: only where it is used.
    from tenants.stores.objects import ObjectStore

    return ObjectStore.described(description)
