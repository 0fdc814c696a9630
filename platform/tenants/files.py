"""A tenant's files, all of them in one folder that is named by its id.

Importing this sets up no Django: the child that makes files of lessons reads sealed files, too.
"""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from tenants.models import Tenant


def folder(tenant: Tenant) -> Path:
    """The tenant's folder. It exists once something was written to it."""
    return settings.TENANT_FILES / str(tenant.id)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that readers see all of it or nothing, also after a power cut.

    Raises FileNotFoundError if its folder is gone: what was deleted must not come back.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        _sync(path.parent)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def remove(path: Path) -> None:
    """Delete a folder with all its contents, if there is one.

    It is renamed first, so that a process that still writes to the old name fails. What a crash
    leaves behind is deleted by the next call.
    """
    doomed = path.with_name(f".deleted.{path.name}")
    shutil.rmtree(doomed, ignore_errors=True)
    try:
        path.rename(doomed)
    except FileNotFoundError:
        return
    shutil.rmtree(doomed)


def _sync(folder: Path) -> None:
    """Make the names in a folder survive a power cut, as fsync(2) asks for."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
