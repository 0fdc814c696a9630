"""Makes an export that somebody asked for, in a child process of the general worker.

The zip is written to an encrypted temporary file, and from there sealed into the tenant's files. It
is there whole or not at all, and in the clear on no disk.
"""

import errno
import logging
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.utils import translation

from accounts.models import Membership
from lessons.access import Role, Viewer
from tenants import derived_files, files
from tenants.free_space import check_room
from tenants.refusal import Refused
from tenants.sealing.encrypted_scratch import encrypted_scratch
from tenants.stores.port import StoreAway
from web.workspace_export.service import export_workspace
from workspace_exports import queue
from workspace_exports.models import WorkspaceExport
from workspace_exports.stored import zip_of

log = logging.getLogger(__name__)

BEAT_SECONDS = 3.0
FULL = {errno.ENOSPC, errno.EDQUOT}


class Lost(Exception):
    """The export was cancelled, or another process has taken it over."""


def make(export_id: str, lease: UUID) -> bool:
    """Make the export of which this process holds the lease, and say in its row how that ended.

    True once it is stored, False where it can't be made now, or not by us.
    """
    try:
        export = queue.open_folder(export_id, lease)
        if export is None:
            raise Lost
        _make(export, lease)
    except Lost:
        log.info("export %s is not made here any more", export_id)
        return False
    except Exception as error:
        if not queue.is_held(export_id, lease):
            # Its folder was deleted under our hands.
            log.info("export %s is not made here any more: %s", export_id, error)
            return False
        if _is_full(error):
            queue.fail(export_id, lease, reason=queue.STORE_FULL)
        elif isinstance(error, StoreAway):
            queue.give_back(export_id, lease, reason=queue.STORE_AWAY)
        else:
            log.exception("export %s could not be made", export_id)
            queue.give_back(export_id, lease, reason=queue.NO_END)
        return False
    return True


def _make(export: WorkspaceExport, lease: UUID) -> None:
    stored = zip_of(export, lease)
    with translation.override(export.language), encrypted_scratch() as scratch:
        beat = _Beat(export.id, lease, scratch.tell)
        file = cast(BinaryIO, _Watched(scratch, beat))
        export_workspace(
            tenant=export.tenant, out=file, viewer=_viewer(export), progress=beat.progress
        )
        size = scratch.tell()
        beat.size = lambda: size
        derived_files.write(stored, file)
    if not queue.finish(export.id, lease, size=size):
        files.store().remove(stored.name)
        raise Lost


def _viewer(export: WorkspaceExport) -> Viewer:
    """Whoever asked, with the rights that they have now. Raises Lost: they have left."""
    if export.asked_by_id is None:
        return Viewer(export.tenant, Role.TOKEN, token=export.api_token_id)
    found = Membership.objects.filter(tenant=export.tenant, user=export.asked_by_id).first()
    if found is None or not found.is_admin:
        raise Lost
    return Viewer(export.tenant, Role.ADMIN, user=found.user_id)


def _is_full(error: Exception) -> bool:
    if isinstance(error, Refused):
        return error.code == "storage_full"
    return isinstance(error, OSError) and error.errno in FULL


class _Beat:
    """Renews the lease every BEAT_SECONDS, and sees that there is room."""

    def __init__(self, export_id: str, lease: UUID, size: Callable[[], int]) -> None:
        self._export_id, self._lease, self.size = export_id, lease, size
        self._done = self._total = 0
        self._next = 0.0
        self._folder = Path(tempfile.gettempdir())

    def progress(self, done: int, total: int) -> None:
        """So many lessons and jobs of so many are in the zip."""
        self._done, self._total = done, total
        self()

    def __call__(self) -> None:
        """Raises Lost, and Refused where a disk is nearly full."""
        if time.monotonic() < self._next:
            return
        check_room(self._folder)
        figures = {"done": self._done, "total": self._total, "size": self.size()}
        if not queue.renew(self._export_id, self._lease, **figures):
            raise Lost
        self._next = time.monotonic() + BEAT_SECONDS


class _Watched:
    """A file that calls `beat` before each block that is read or written."""

    def __init__(self, file: BinaryIO, beat: Callable[[], None]) -> None:
        self._file, self._beat = file, beat

    def read(self, size: int = -1) -> bytes:
        self._beat()
        return self._file.read(size)

    def write(self, data: bytes) -> int:
        self._beat()
        return self._file.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)
