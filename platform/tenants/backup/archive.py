"""The archive within the encrypted stream: a tar, written and read from front to back.

manifest.json                    what it is a backup of, and the migrations of its database
files/<name>                     the workspace's files, as they are stored: sealed with its key
rows/<schema>/<table>/<columns>  rows as COPY writes them, in parts of PART bytes
end                              without it, the backup was not completed
"""

import io
import json
import tarfile
from collections.abc import Iterator
from typing import IO, Any, BinaryIO, Self

from tenants.backup.sealed_stream import BadArchive, Opener, Sealer

FORMAT = 1
MANIFEST, END = "manifest.json", "end"
PART = 4 * 1024 * 1024


class ArchiveWriter:
    """Writes members into an encrypted archive; memory holds one part."""

    def __init__(self, out: BinaryIO, passphrase: str, manifest: dict[str, Any]) -> None:
        self._sealer = Sealer(out, passphrase)
        self._tar = tarfile.open(  # noqa: SIM115  (finish closes it)
            fileobj=self._sealer, mode="w|", format=tarfile.PAX_FORMAT
        )
        self.add(MANIFEST, json.dumps({"format": FORMAT, **manifest}).encode())

    def add(self, name: str, data: bytes) -> None:
        """Add a member."""
        self.add_file(name, io.BytesIO(data), len(data))

    def add_file(self, name: str, file: IO[bytes], size: int) -> None:
        """Add `size` bytes of an open file. Raises OSError where it holds fewer."""
        info = tarfile.TarInfo(name)
        info.size = size
        self._tar.addfile(info, file)

    def parts(self, name: str) -> "Parts":
        """A file to write to, which becomes members of that name."""
        return Parts(self, name)

    def finish(self) -> None:
        """Complete the archive."""
        self.add(END, b"")
        self._tar.close()
        self._sealer.finish()


class Parts(io.RawIOBase):
    """Collects what is written, and adds it to the archive in parts; `size` counts the bytes."""

    def __init__(self, archive: ArchiveWriter, name: str) -> None:
        self._archive, self._name = archive, name
        self._held = bytearray()
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self._held += data
        self.size += len(data)
        if len(self._held) >= PART:
            self._flush()
        return len(data)

    def finish(self) -> None:
        """Add what is left. An empty table has one empty part, which names its columns."""
        if self._held or not self.size:
            self._flush()

    def _flush(self) -> None:
        self._archive.add(self._name, bytes(self._held))
        self._held.clear()


class ArchiveReader:
    """Gives the members of an encrypted archive, in their order."""

    def __init__(self, source: BinaryIO, passphrase: str) -> None:
        """Raises BadArchive."""
        self._opener = Opener(source, passphrase)
        try:
            self._tar = tarfile.open(fileobj=self._opener, mode="r|")  # noqa: SIM115  (__exit__ does)
        except tarfile.TarError as error:
            raise BadArchive(f"The archive can't be read: {error}") from None
        first = self._tar.next()
        if first is None or first.name != MANIFEST:
            raise BadArchive("The archive does not begin with a manifest.")
        self.manifest: dict[str, Any] = json.loads(self._content(first).read())
        if self.manifest.get("format") != FORMAT:
            raise BadArchive("The archive was written by a later version of Lectern.")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._tar.close()

    def members(self) -> Iterator[tuple[str, IO[bytes], int]]:
        """Name, content and size of each. Raises BadArchive at what was changed or is missing."""
        try:
            while (member := self._tar.next()) is not None:
                if member.name == END:
                    # What is behind is read, too: the last chunk proves that nothing is cut off.
                    while self._opener.read(PART):
                        pass
                    return
                yield member.name, self._content(member), member.size
        except tarfile.TarError as error:
            raise BadArchive(f"The archive can't be read: {error}") from None
        raise BadArchive("The backup was not completed.")

    def _content(self, member: tarfile.TarInfo) -> IO[bytes]:
        content = self._tar.extractfile(member) if member.isreg() else None
        if content is None:
            raise BadArchive(f"{member.name} is no file.")
        return content
