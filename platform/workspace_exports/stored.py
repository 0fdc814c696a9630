"""Where the zips are: each in a folder of its own in the tenant's files, sealed.

A try writes under a name of its own, so that a late one replaces nothing.
"""

import io
import os
from functools import cache
from typing import BinaryIO, cast
from uuid import UUID

from tenants import derived_files, files
from tenants.derived_files import DerivedFile
from tenants.models import Tenant
from tenants.sealing.keys import derive
from workspace_exports.models import WorkspaceExport

LOOK_BYTES = 8 << 20
"""How much of a zip is sent between two looks whether it was deleted: to a bucket, one is a
request."""


def folder_of_all(tenant: Tenant) -> str:
    """The name of the folder with all exports of a tenant."""
    return f"{files.folder(tenant)}/exports"


def folder(export: WorkspaceExport) -> str:
    """The name of an export's folder."""
    return f"{folder_of_all(export.tenant)}/{export.id}"


def zip_of(export: WorkspaceExport, lease: UUID) -> DerivedFile:
    """The file that the try of this lease writes. Backups leave it out, as it can be made again."""
    tenant, export_id = export.tenant, export.id
    key = cache(lambda: derive(tenant.key, f"export:{tenant.id}:{export_id}"))
    name = f"{folder(export)}/{lease.hex}.zip{derived_files.SUFFIX}"
    return DerivedFile(name, key, _noted_already)


def opened(export: WorkspaceExport, lease: UUID) -> BinaryIO | None:
    """The zip of that try, open for reading any part of it; None where it is gone.

    Reading raises FileNotFoundError once the export was deleted: a download of hours ends with the
    right to it.
    """
    file = derived_files.opened(zip_of(export, lease))
    return cast(BinaryIO, _WhileKept(file, folder(export))) if file else None


class _WhileKept(io.RawIOBase):
    """A file that ends when its folder is deleted, though who has it open could read on."""

    def __init__(self, file: BinaryIO, folder: str) -> None:
        self._file, self._folder, self._unseen = file, folder, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]
        if self._unseen <= 0:
            if not files.store().is_open(self._folder):
                raise FileNotFoundError(self._folder)
            self._unseen = LOOK_BYTES
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        self._unseen -= len(data)
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()


def _noted_already() -> None:
    """Its row says when it is deleted."""
