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

import io
import secrets
from typing import IO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tenants.sealing.keys import Undecryptable
from tenants.stores.port import OpenFile, Store

MAGIC = b"LSF1"
SALT_BYTES = 32
PREFIX_BYTES = 7
HEADER_BYTES = len(MAGIC) + SALT_BYTES + PREFIX_BYTES
TAG_BYTES = 16
CHUNK = 64 * 1024
SEALED_CHUNK = CHUNK + TAG_BYTES


def write(
    store: Store,
    name: str,
    plain: bytes,
    *,
    key: bytes,
    about: str,
    new: bool = False,
    replacing: str | None = None,
) -> None:
    """Seal a file, which readers see whole or not at all.

    `about` names the object and must be given again. `new` and `replacing` are those of
    Store.write, which says what this raises.
    """
    sealed_bytes = sealed(plain, key=key, about=about)
    store.write(name, sealed_bytes, new=new, replacing=replacing)


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


def sealing(plain: IO[bytes], size: int, *, key: bytes, about: str) -> IO[bytes]:
    """The sealed form of the `size` bytes that can be read of `plain`, sealed as it is read: no
    more than a few chunks are in memory. Reading raises EOFError where `plain` has fewer."""
    return io.BufferedReader(_Sealing(plain, size, key=key, about=about), SEALED_CHUNK)


def read(store: Store, name: str, *, key: bytes, about: str) -> bytes:
    """All of a sealed file. Raises FileNotFoundError or Undecryptable."""
    with SealedFile(store, name, key=key, about=about) as file:
        return file.read()


def opened(data: bytes, *, key: bytes, about: str) -> bytes:
    """What `sealed` was given. Raises Undecryptable."""
    with SealedFile(_InMemory(data), about, key=key, about=about) as file:
        return file.read()


def plain_size(size: int) -> int:
    """The length of the plain text in a sealed file of `size` bytes; `read` alone proves it."""
    body = size - HEADER_BYTES
    chunks = max(1, -(-body // SEALED_CHUNK))
    return max(0, body - chunks * TAG_BYTES)


class _Sealing(io.RawIOBase):
    """A sealed file as it is made."""

    def __init__(self, plain: IO[bytes], size: int, *, key: bytes, about: str) -> None:
        salt, self._prefix = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(PREFIX_BYTES)
        self._cipher = _cipher(key, salt, about)
        self._plain, self._left = plain, size
        self._number, self._last = 0, max(0, -(-size // CHUNK) - 1)
        self._sealed = memoryview(MAGIC + salt + self._prefix)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]
        if not self._sealed and self._number <= self._last:
            self._sealed = memoryview(self._next())
        count = min(len(buffer), len(self._sealed))
        buffer[:count] = self._sealed[:count]
        self._sealed = self._sealed[count:]
        return count

    def _next(self) -> bytes:
        wanted = min(CHUNK, self._left)
        chunk = self._plain.read(wanted)
        if len(chunk) < wanted:
            raise EOFError(f"{self._left - len(chunk)} bytes are missing")
        nonce = _nonce(self._prefix, self._number, self._last)
        self._number, self._left = self._number + 1, self._left - wanted
        return self._cipher.encrypt(nonce, chunk, None)


class Opener(Protocol):
    """What opens files by their names: a store, for one."""

    def open(self, name: str) -> OpenFile: ...


class _InMemory(OpenFile):
    """A file of these bytes, and what opens it."""

    def __init__(self, data: bytes) -> None:
        self._data, self.size = data, len(data)

    def open(self, name: str) -> OpenFile:
        return self

    def read(self, start: int = 0, end: int | None = None) -> bytes:
        return self._data[start:end]

    def close(self) -> None:
        """It holds nothing."""


class SealedFile(OpenFile):
    """A sealed file, open for reading any part of it.

    Opening decrypts the last chunk, which proves the length. What is open is never mixed with what
    replaces it. `mark` tells it from whatever else was or will be written under its name.
    """

    def __init__(self, store: Opener, name: str, *, key: bytes, about: str) -> None:
        """Raises FileNotFoundError, or Undecryptable for a file that was changed, cut off or
        belongs to another object or owner."""
        self._about = about
        self._file: OpenFile = store.open(name)
        try:
            header = self._file.read(0, HEADER_BYTES)
            if len(header) < HEADER_BYTES or header[: len(MAGIC)] != MAGIC:
                raise Undecryptable(f"{about}: {name} is no sealed file")
            self.size = plain_size(self._file.size)
            self._last = max(0, -(-self.size // CHUNK) - 1)
            self.mark = header[len(MAGIC) :][:8].hex()
            self._prefix = header[-PREFIX_BYTES:]
            self._cipher = _cipher(key, header[len(MAGIC) : -PREFIX_BYTES], about)
            self._tail = self._opened(self._last, self._stored(self._last, self._last))
        except BaseException:
            self._file.close()
            raise

    def close(self) -> None:
        """Give back what it holds."""
        self._file.close()

    def read(self, start: int = 0, end: int | None = None) -> bytes:
        """The plain bytes from `start` up to `end` (by default, all).

        Only the chunks that hold them are read. Raises Undecryptable, or FileNotFoundError where
        the file was replaced meanwhile.
        """
        end = self.size if end is None else min(end, self.size)
        if start >= end:
            return b""
        first, last = start // CHUNK, (end - 1) // CHUNK
        chunks = self._chunks(first, last)
        plain = chunks[0] if len(chunks) == 1 else b"".join(chunks)
        offset = first * CHUNK
        return plain[start - offset : end - offset]

    def _chunks(self, first: int, last: int) -> list[bytes]:
        """Plain chunks, of which all but the last one of the file are read at once."""
        tail = [self._tail] if last == self._last else []
        until = last - len(tail)
        if until < first:
            return tail
        stored = memoryview(self._stored(first, until))
        return [
            self._opened(number, stored[at : at + SEALED_CHUNK])
            for number, at in zip(
                range(first, until + 1), range(0, len(stored), SEALED_CHUNK), strict=True
            )
        ] + tail

    def _stored(self, first: int, last: int) -> bytes:
        return self._file.read(
            HEADER_BYTES + first * SEALED_CHUNK, HEADER_BYTES + (last + 1) * SEALED_CHUNK
        )

    def _opened(self, number: int, chunk: bytes | memoryview) -> bytes:
        try:
            return self._cipher.decrypt(_nonce(self._prefix, number, self._last), chunk, None)
        except (InvalidTag, ValueError) as error:
            raise Undecryptable(f"{self._about}: chunk {number} of {self._last + 1}") from error


def _cipher(key: bytes, salt: bytes, about: str) -> AESGCM:
    info = f"lectern:file:{about}".encode()
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(key))


def _nonce(prefix: bytes, number: int, last: int) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([number == last])
