"""A tenant's files: everything lies under its own folder, named by its id."""

import os
import secrets
import shutil
from pathlib import Path

from django.conf import settings

from tenants.models import Tenant


def folder(tenant: Tenant) -> Path:
    """The tenant's folder. Made on first write."""
    return settings.TENANT_FILES / str(tenant.id)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that a reader sees all of it or nothing, also after a power cut.

    Raises FileNotFoundError when its folder is gone: what was deleted must not come back.
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
    """Delete a folder with all that is in it; nothing happens where there is none.

    It is renamed first: whoever still writes into it by its old name finds it gone. What a
    crash has left of it goes when it is removed again.
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
