"""Refusing new work while the disk is nearly full, so that what is under way can be finished.

A full disk stops the database and breaks off what is being written. Below LOW_DISK_MB, nothing is
accepted that would be stored: reading, listening and deleting go on.
"""

import shutil
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from telemetry.health import NotReady
from tenants.files import files_folder
from tenants.refusal import Refused

MB = 1024 * 1024
RETRY_AFTER = 600
"""Seconds. Somebody has to make room first."""


def check_room(*others: Path) -> None:
    """Raises Refused (507) while a disk that Lectern writes to is nearly full, or one of these
    other folders."""
    if _fullest(*others) < settings.LOW_DISK_MB:
        message = _(
            "The storage of this installation is nearly full, so nothing new is taken. What is "
            "here can be read, heard and deleted. Please tell those who run it."
        )
        headers = {"Retry-After": str(RETRY_AFTER)}
        raise Refused("storage_full", message, status=507, headers=headers)


def check_for_operators() -> None:
    """What `/readyz` says of it: raises NotReady while new work is refused."""
    free = _fullest()
    if free < settings.LOW_DISK_MB:
        raise NotReady(
            f"{free} MB are free, less than LECTERN_LOW_DISK_MB={settings.LOW_DISK_MB}: "
            "new work is refused"
        )


def free_mb() -> dict[Path, int]:
    """The folders that Lectern writes to, each with the MB that are free on its disk.

    A call of the system that takes microseconds, as it reads nothing from the disk.
    """
    folders = {settings.DATA}
    if files := files_folder():
        folders.add(files)
    return {folder: shutil.disk_usage(folder).free // MB for folder in folders if folder.exists()}


def _fullest(*others: Path) -> int:
    free = [*free_mb().values(), *(shutil.disk_usage(folder).free // MB for folder in others)]
    return min(free, default=settings.LOW_DISK_MB)
