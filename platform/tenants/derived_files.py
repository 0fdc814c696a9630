"""Files that were made of other files, and are kept to save making them again.

They are sealed like all others. Nothing depends on them: each may be deleted at any time, a backup
leaves them out, and where one can't be kept or read, it is made again.
"""

from __future__ import annotations

import io
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, BinaryIO, cast

from django.db import models, transaction
from django.utils import timezone

from tenants import files
from tenants.free_space import check_room
from tenants.refusal import Refused
from tenants.sealing import sealed_files
from tenants.sealing.keys import Undecryptable
from tenants.sealing.sealed_files import SealedFile
from tenants.stores.port import StoreAway

log = logging.getLogger(__name__)

SUFFIX = ".derived.sealed"
KEPT = timedelta(days=7)
"""After the last one of an owner was written."""
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class DerivedFile:
    """Where such a file is kept. Its name says what it was made of, so that it never gets old."""

    name: str
    key: Callable[[], bytes] = field(repr=False, compare=False)
    note: Callable[[], None] = field(repr=False, compare=False)
    """Called before it is written: notes when that was, for whoever deletes it later."""


def is_derived(name: str) -> bool:
    """Whether the file of that name can be made again from others."""
    return name.endswith(SUFFIX)


def mark_of(file: BinaryIO) -> str:
    """What tells a file that `opened` gave from others that are kept under its name at other times,
    where the same things do not always make the same bytes."""
    return cast(_Reading, file).mark


def opened(derived: DerivedFile) -> BinaryIO | None:
    """What is kept, open for reading any part of it; None where it has to be made.

    Only what is read is fetched and decrypted, 64 KiB at a time and the end of it. Reading raises
    FileNotFoundError where it was deleted meanwhile, and Undecryptable where it was changed.
    """
    store = files.store()
    try:
        sealed = SealedFile(store, derived.name, key=derived.key(), about=_about(derived))
    except FileNotFoundError:
        return None
    except Undecryptable as error:
        _drop_damaged(derived.name, error)
        return None
    return cast(BinaryIO, _Reading(sealed, derived.name))


def keep(derived: DerivedFile, file: BinaryIO) -> None:
    """Keep all of `file`, if the store takes it and there is room; whether it did is logged.

    Nothing happens where another request has kept it, or its folder was deleted meanwhile.
    """
    try:
        check_room()
        store = files.store()
        if store.exists(derived.name):
            return
        derived.note()
        write(derived, file)
    except FileNotFoundError:
        log.info("%s was not kept: its folder was deleted", derived.name)
    except StoreAway as away:
        log.warning("%s was not kept: %s", derived.name, away.detail)
    except Refused as refused:
        log.warning("%s was not kept: %s", derived.name, refused)


def write(derived: DerivedFile, file: BinaryIO) -> None:
    """Keep all of `file`. Raises FileNotFoundError where the folder is not open, and StoreAway."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    with sealed_files.sealing(file, size, key=derived.key(), about=_about(derived)) as sealed:
        files.store().write_from(derived.name, sealed)


def remove_all(folder: str) -> None:
    """Delete all derived files in a folder. Raises StoreAway."""
    store = files.store()
    for name in store.names(folder):
        if is_derived(name):
            store.remove(name)


def forget_old(owners: type[models.Model], remove: Callable[[Any], None]) -> int:
    """Delete what was kept of at most AT_ONCE owners, the last of it longer ago than KEPT; returns
    how many owners those were.

    `owners` have the time of the last one in `whole_at`, which `DerivedFile.note` sets; `remove`
    deletes the files of one. Runs in the tenant's schema. Raises StoreAway.
    """
    old = owners._default_manager.filter(whole_at__lt=timezone.now() - KEPT)
    keys = list(old.values_list("pk", flat=True)[:AT_ONCE])
    for key in keys:
        with transaction.atomic():
            # Locked, so that a request that keeps another one meanwhile notes it afterwards.
            if owner := old.select_for_update().filter(pk=key).first():
                # Before the commit: after a crash it is done again, and no file is left.
                remove(owner)
                owners._default_manager.filter(pk=key).update(whole_at=None)
    return len(keys)


def _drop_damaged(name: str, error: Undecryptable) -> None:
    log.error("%s is damaged, and will be made again: %s", name, error)
    files.store().remove(name)


def _about(derived: DerivedFile) -> str:
    return f"derived:{derived.name.rpartition('/')[2]}"


class _Reading(io.RawIOBase):
    """A sealed file as Python's own."""

    def __init__(self, file: SealedFile, name: str) -> None:
        self._file, self._name, self._at = file, name, 0
        self.mark = file.mark

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._file.size}[whence]
        self._at = base + offset
        return self._at

    def readinto(self, buffer: memoryview[int]) -> int:  # type: ignore[override]
        try:
            data = self._file.read(self._at, self._at + len(buffer))
        except Undecryptable as error:
            _drop_damaged(self._name, error)
            raise
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()
