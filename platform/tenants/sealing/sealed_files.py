"""Sealed files that can be read in part: AES-256-GCM in chunks, in the STREAM construction.

A file is a header and chunks of CHUNK bytes of plain text, each with its tag; the last one may be
shorter. A chunk's nonce holds its number and whether it is the last, so that chunks which are
missing, repeated or exchanged fail to decrypt, as does a file that is cut off at a chunk's end
(Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption, CRYPTO 2015). The key is the
file's own, derived from the owner's key, a random salt and the name of the object (HKDF), as Tink's
AES-GCM-HKDF streaming does: a file of another owner or object fails, too.

    header  MAGIC (4 bytes), salt (32), nonce prefix (7)
    nonce   prefix (7), number of the chunk (4, big-endian), 1 for the last chunk, else 0 (1)

64 KiB a chunk: 2.7 s of our audio. Smaller ones cost more calls, larger ones make a short read
dearer; `python -m bench.sealing` measures both.
"""

import os
import secrets
from pathlib import Path
from types import TracebackType
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tenants import files
from tenants.sealing.keys import Undecryptable

MAGIC = b"LSF1"
SALT_BYTES = 32
PREFIX_BYTES = 7
HEADER_BYTES = len(MAGIC) + SALT_BYTES + PREFIX_BYTES
TAG_BYTES = 16
CHUNK = 64 * 1024
SEALED_CHUNK = CHUNK + TAG_BYTES


def write(path: Path, plain: bytes, *, key: bytes, about: str) -> None:
    """Seal a file, which readers see whole or not at all.

    `about` names the object and must be given again. Raises FileNotFoundError if its folder is
    gone.
    """
    files.write_whole(path, sealed(plain, key=key, about=about))


def sealed(plain: bytes, *, key: bytes, about: str) -> bytes:
    """The bytes of a sealed file."""
    salt, prefix = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(PREFIX_BYTES)
    cipher = _cipher(key, salt, about)
    view = memoryview(plain)
    last = max(0, -(-len(plain) // CHUNK) - 1)
    parts = [MAGIC, salt, prefix]
    for number in range(last + 1):
        chunk = view[number * CHUNK : (number + 1) * CHUNK]
        parts.append(cipher.encrypt(_nonce(prefix, number, last), chunk, None))
    return b"".join(parts)


def read(path: Path, *, key: bytes, about: str) -> bytes:
    """All of a sealed file. Raises FileNotFoundError or Undecryptable."""
    with SealedFile(path, key=key, about=about) as file:
        return file.read()


def plain_size(path: Path) -> int:
    """The length of the plain text in bytes, without a key; `read` alone proves it.

    Raises FileNotFoundError.
    """
    return _plain_size(path.stat().st_size)


class SealedFile:
    """A sealed file, open for reading any part of it.

    Opening decrypts the last chunk, which proves the length. What is open stays what it was while
    the file is replaced or deleted.
    """

    def __init__(self, path: Path, *, key: bytes, about: str) -> None:
        """Raises FileNotFoundError, or Undecryptable for a file that was changed, cut off or
        belongs to another object or owner."""
        self._about = about
        self._file = path.open("rb", buffering=0)
        try:
            stored = os.fstat(self._file.fileno()).st_size
            header = self._file.read(HEADER_BYTES)
            if len(header) < HEADER_BYTES or header[: len(MAGIC)] != MAGIC:
                raise Undecryptable(f"{about}: {path.name} is no sealed file")
            self.size = _plain_size(stored)
            self._last = max(0, -(-self.size // CHUNK) - 1)
            self._prefix = header[-PREFIX_BYTES:]
            self._cipher = _cipher(key, header[len(MAGIC) : -PREFIX_BYTES], about)
            self._tail = self._decrypted(self._last)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def read(self, start: int = 0, end: int | None = None) -> bytes:
        """The plain bytes from `start` up to `end` (by default, all). Raises Undecryptable.

        Only the chunks that hold them are read.
        """
        end = self.size if end is None else min(end, self.size)
        if start >= end:
            return b""
        first = start // CHUNK
        chunks = [self._chunk(number) for number in range(first, (end - 1) // CHUNK + 1)]
        plain = chunks[0] if len(chunks) == 1 else b"".join(chunks)
        offset = first * CHUNK
        return plain[start - offset : end - offset]

    def _chunk(self, number: int) -> bytes:
        return self._tail if number == self._last else self._decrypted(number)

    def _decrypted(self, number: int) -> bytes:
        at = HEADER_BYTES + number * SEALED_CHUNK
        chunk = os.pread(self._file.fileno(), SEALED_CHUNK, at)
        try:
            return self._cipher.decrypt(_nonce(self._prefix, number, self._last), chunk, None)
        except (InvalidTag, ValueError) as error:
            raise Undecryptable(f"{self._about}: chunk {number} of {self._last + 1}") from error


def _cipher(key: bytes, salt: bytes, about: str) -> AESGCM:
    info = f"lectern:file:{about}".encode()
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(key))


def _nonce(prefix: bytes, number: int, last: int) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([number == last])


def _plain_size(stored: int) -> int:
    body = stored - HEADER_BYTES
    chunks = max(1, -(-body // SEALED_CHUNK))
    return max(0, body - chunks * TAG_BYTES)
