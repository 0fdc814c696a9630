"""Zip files whose finished entries can be sent while the next ones are built."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import BinaryIO

from lessons.export.lesson import Making

BLOCK = 1 << 20
_FOR_ALL_TO_READ = 0o644 << 16


class Package:
    """A zip in work. All its entries have the lesson's time, so that the same lesson gives the same
    bytes, apart from signatures."""

    def __init__(self, archive: zipfile.ZipFile, making: Making) -> None:
        self._archive, self._making = archive, making
        moment = datetime.fromisoformat(making.lesson.changed)
        # Zip files know no time before 1980.
        self._moment = (max(1980, moment.year), *moment.timetuple()[1:6])

    def add(self, name: str, data: bytes | str, *, packed: bool = True) -> None:
        """Add a file. What is not packed stands in the zip as it is."""
        self._archive.writestr(self._info(name, packed), data)
        self._making.settled()

    def copy(self, name: str, file: BinaryIO) -> None:
        """Add all of an open file, block by block, as it is."""
        file.seek(0)
        with self._archive.open(self._info(name, packed=False), "w") as entry:
            while block := file.read(BLOCK):
                entry.write(block)
        self._making.settled()

    def _info(self, name: str, packed: bool) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(name, self._moment)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = _FOR_ALL_TO_READ
        return info


@contextmanager
def package(making: Making) -> Iterator[Package]:
    """A zip file in the place of the export."""
    with zipfile.ZipFile(making.out, "w") as archive:
        yield Package(archive, making)
