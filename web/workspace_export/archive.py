"""The zip in work: files are added one after another, and memory stays flat, whatever their size.

A zip takes one file at a time. So what is found out while others are added, such as the tables of
lessons, is collected in an encrypted temporary file first.
"""

import csv
import io
import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, BinaryIO, Self

from synthesis.content_credentials.files import with_credentials
from synthesis.content_credentials.signing import Credentials
from synthesis.encode import FORMATS, encode_file
from tenants.sealing.encrypted_scratch import encrypted_scratch
from voices.dictionary.csv_cells import harmless

AUDIO = FORMATS["flac"]
BLOCK = 1 << 20
FOR_ALL_TO_READ = 0o644 << 16
MISSING_COLUMNS = ("file", "id", "why")


class Archive:
    """A workspace's zip. What can't be put into it is named in `missing`, not passed over.

    The zip's own index takes 0.5 kB of memory for each file.
    """

    def __init__(self, out: BinaryIO, *, now: datetime) -> None:
        """`out` need not be seekable; `now` becomes the time of all files."""
        self._zip = zipfile.ZipFile(out, "w", allowZip64=True)
        self._moment = now.timetuple()[:6]
        self.missing: list[tuple[str, str, str]] = []

    def add(self, name: str, text: str | bytes) -> None:
        """Add a small file; text becomes UTF-8."""
        self._zip.writestr(self._info(name, packed=True), text)

    def add_json(self, name: str, data: Any) -> None:
        """Add a small file of JSON, for people to read, too."""
        self.add(name, json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n")

    def add_table(
        self, name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
    ) -> None:
        """Add a CSV file of any length."""
        with self.collected(name) as file:
            table = Table(file, columns)
            for row in rows:
                table.add(row)

    @contextmanager
    def collected(self, name: str) -> Iterator[BinaryIO]:
        """A temporary file to write to, which is added at the end of the block."""
        with encrypted_scratch() as file:
            yield file
            self._copy(name, file, packed=True)

    def add_sound(self, name: str, write: Callable[[BinaryIO], None]) -> None:
        """Add what `write` writes to an empty seekable file, as it is. Nothing is added where it
        raises."""
        with encrypted_scratch() as file:
            write(file)
            self._copy(name, file, packed=False)

    def add_pcm(
        self,
        name: str,
        pcm: Iterable[bytes],
        *,
        sample_rate: int,
        most_rate: int | None,
        tags: dict[str, str],
        credentials: Credentials | None,
    ) -> None:
        """Add mono 16-bit PCM as FLAC, at `most_rate` Hz at most, signed with `credentials`, but
        without a time stamp: there may be thousands. Nothing is added where `pcm` raises."""

        def write(file: BinaryIO) -> None:
            out_rate = AUDIO.rate_within(sample_rate, most_rate)
            with encrypted_scratch() as plain:
                encode_file(
                    AUDIO, pcm, sample_rate=sample_rate, out_rate=out_rate, out=plain, tags=tags
                )
                timeless = credentials and credentials.without_time()
                with with_credentials(plain, AUDIO, timeless) as signed:
                    signed.seek(0)
                    shutil.copyfileobj(signed, file, BLOCK)

        self.add_sound(name, write)

    def leave_out(self, name: str, *, of: str, why: str) -> None:
        """Note that a file could not be put in; `of` is the id of what it belongs to."""
        self.missing.append((name, of, why))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        """Write the zip's index, without which nothing opens it; not after an error, so that no
        part passes for the whole. `out` stays open."""
        if kind is not None:
            # Else the destructor writes it.
            self._zip.fp = None
        self._zip.close()

    def _copy(self, name: str, file: BinaryIO, *, packed: bool) -> None:
        info = self._info(name, packed=packed)
        # Known before, so that only a file of gigabytes needs the format for such.
        info.file_size = file.seek(0, os.SEEK_END)
        file.seek(0)
        with self._zip.open(info, "w") as entry:
            while block := file.read(BLOCK):
                entry.write(block)

    def _info(self, name: str, *, packed: bool) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(name, self._moment)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = FOR_ALL_TO_READ
        return info


class Table:
    """A CSV file in work, as spreadsheets open it: UTF-8 with a byte order mark, without which
    Excel assumes another encoding, and no cell that would be run as a formula."""

    def __init__(self, file: BinaryIO, columns: Sequence[str]) -> None:
        self._file = file
        file.write(b"\xef\xbb\xbf")
        self.add(columns)

    def add(self, row: Sequence[object]) -> None:
        """Add a row. Times are written in ISO 8601, and None as an empty cell."""
        line = io.StringIO(newline="")
        csv.writer(line).writerow([_cell(value) for value in row])
        self._file.write(line.getvalue().encode())


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return harmless(value) if isinstance(value, str) else value
