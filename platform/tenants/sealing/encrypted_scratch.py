"""A temporary file that holds nothing readable: its key is in memory alone.

AES-256-XTS in pages, as disks are encrypted: any part can be read and written, and the content is
secret but not authenticated, which a nameless file that only this process has open doesn't need.
"""

import io
import os
import secrets
import tempfile
from typing import IO, BinaryIO, cast

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import XTS

PAGE = 64 * 1024


def encrypted_scratch() -> BinaryIO:
    """An empty file, open for reading and writing, that is gone once it is closed."""
    return cast(BinaryIO, io.BufferedRandom(_Scratch(), PAGE))


class SharedScratch:
    """A file that a child process writes and its parent reads: the child inherits the descriptor
    and is told the key."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 (`close` closes it)
        self.key = secrets.token_bytes(64)
        self._reading = _Scratch(self._file, self.key)

    @property
    def descriptor(self) -> int:
        return self._file.fileno()

    def read(self, start: int, end: int) -> bytes:
        """The bytes from `start` to `end`, both written, up to a page of them. Of a page that is
        being written to, what was there may be garbled."""
        return self._reading.part(start, end)

    def close(self) -> None:
        self._file.close()


def shared_scratch(descriptor: int, key: bytes) -> BinaryIO:
    """The child's side of a SharedScratch: an empty file."""
    file = os.fdopen(descriptor, "r+b", buffering=0)
    return cast(BinaryIO, io.BufferedRandom(_Scratch(file, key), PAGE))


class _Scratch(io.RawIOBase):
    def __init__(self, file: IO[bytes] | None = None, key: bytes | None = None) -> None:
        # `close` closes it.
        self._file = file or tempfile.TemporaryFile(buffering=0)  # noqa: SIM115
        self._key = AES(key or secrets.token_bytes(64))
        self._size = 0
        self._at = 0

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]
        view = memoryview(buffer).cast("B")
        number, begin = divmod(self._at, PAGE)
        count = max(0, min(len(view), PAGE - begin, self._size - self._at))
        if count:
            view[:count] = self._page(number)[begin : begin + count]
            self._at += count
        return count

    def write(self, data: "memoryview[int]") -> int:  # type: ignore[override]
        view = memoryview(data).cast("B")
        if self._at > self._size:
            raise io.UnsupportedOperation("a gap in the file would hold no zeros")
        number, begin = divmod(self._at, PAGE)
        count = min(len(view), PAGE - begin)
        page = bytearray(PAGE) if count == PAGE else self._page(number)
        page[begin : begin + count] = view[:count]
        encryptor = Cipher(self._key, _tweak(number)).encryptor()
        os.pwrite(self._file.fileno(), encryptor.update(page), number * PAGE)
        self._at += count
        self._size = max(self._size, self._at)
        return count

    def part(self, start: int, end: int) -> bytes:
        """Bytes that another process wrote, of one page."""
        number, begin = divmod(start, PAGE)
        return bytes(self._page(number)[begin : min(PAGE, begin + end - start)])

    def close(self) -> None:
        self._file.close()
        super().close()

    def _page(self, number: int) -> bytearray:
        """A whole page, of zeros where the file has ended."""
        stored = os.pread(self._file.fileno(), PAGE, number * PAGE)
        if len(stored) < PAGE:
            return bytearray(PAGE)
        decryptor = Cipher(self._key, _tweak(number)).decryptor()
        return bytearray(decryptor.update(stored))


def _tweak(number: int) -> XTS:
    return XTS(number.to_bytes(16, "little"))
