"""A workspace's files as a backup takes them: as they are stored, sealed with the tenant's key."""

import shutil
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO

from tenants import files
from tenants.models import Tenant


def all_of(tenant: Tenant) -> Iterator[tuple[str, IO[bytes], int]]:
    """The name, content and size of each file; drafts and what is being deleted are left out.

    A file that is deleted meanwhile is left out, too.
    """
    folder = files.folder(tenant)
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if any(part.startswith(".") for part in name.parts) or not path.is_file():
            continue
        try:
            file = path.open("rb")
        except FileNotFoundError:
            continue
        with file:
            size = file.seek(0, 2)
            file.seek(0)
            yield name.as_posix(), file, size


def put(tenant: Tenant, name: str, content: IO[bytes]) -> None:
    """Store a file under its name. Raises ValueError for a name that leads elsewhere."""
    relative = PurePosixPath(name)
    if relative.is_absolute() or ".." in relative.parts or not relative.parts:
        raise ValueError(f"{name!r} is no name of a file.")
    path = files.folder(tenant) / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        shutil.copyfileobj(content, file)


def remove_all(tenant: Tenant) -> None:
    """Delete all files of the tenant."""
    files.remove(files.folder(tenant))
