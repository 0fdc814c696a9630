"""Encrypting a stream of any length with a passphrase, in flat memory, without seeking.

As in tenants.sealing.sealed_files: AES-256-GCM in chunks, each nonce with the chunk's number and
whether it is the last (the STREAM construction). The key comes from the passphrase by scrypt.

    header  MAGIC (4 bytes), salt (16), nonce prefix (7)
    then    chunks of CHUNK bytes of plain text, each with its tag (16); the last one is shorter
"""

import io
import secrets
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"LBK1"
SALT_BYTES, PREFIX_BYTES, TAG_BYTES = 16, 7, 16
CHUNK = 256 * 1024
SHORTEST_PASSPHRASE = 16
# 64 MB and a tenth of a second for each guess: RFC 7914, with the cost that OWASP asks for.
SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**16, 8, 1


class BadArchive(Exception):
    """This is no archive of ours, it was changed or cut off, or the passphrase is another one."""


class Sealer(io.RawIOBase):
    """Encrypts what is written to it into `out`, which stays open. Not closed, it is no archive."""

    def __init__(self, out: BinaryIO, passphrase: str) -> None:
        """Raises ValueError for a passphrase that is too short."""
        if len(passphrase) < SHORTEST_PASSPHRASE:
            raise ValueError(f"The passphrase needs {SHORTEST_PASSPHRASE} characters at least.")
        self._out = out
        salt, self._prefix = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(PREFIX_BYTES)
        self._cipher = _cipher(passphrase, salt)
        self._plain = bytearray()
        self._number = 0
        out.write(MAGIC + salt + self._prefix)

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        view = memoryview(data)
        self._plain += view
        # One chunk is held back: only the end tells which is the last.
        while len(self._plain) > CHUNK:
            self._seal(bytes(self._plain[:CHUNK]), last=False)
            del self._plain[:CHUNK]
        return view.nbytes

    def finish(self) -> None:
        """Write the last chunk, without which nothing can be read."""
        self._seal(bytes(self._plain), last=True)
        self._plain.clear()

    def _seal(self, plain: bytes, *, last: bool) -> None:
        self._out.write(self._cipher.encrypt(_nonce(self._prefix, self._number, last), plain, None))
        self._number += 1


class Opener(io.RawIOBase):
    """Reads what a Sealer has written. A read that meets what is not right raises BadArchive."""

    def __init__(self, source: BinaryIO, passphrase: str) -> None:
        self._source = source
        header = _exactly(source, len(MAGIC) + SALT_BYTES + PREFIX_BYTES)
        if not header.startswith(MAGIC) or len(header) < len(MAGIC) + SALT_BYTES + PREFIX_BYTES:
            raise BadArchive("This is no archive of Lectern's.")
        salt, self._prefix = header[len(MAGIC) : -PREFIX_BYTES], header[-PREFIX_BYTES:]
        self._cipher = _cipher(passphrase, salt)
        self._number = 0
        self._plain = b""
        self._ended = False
        self._next = _exactly(source, CHUNK + TAG_BYTES)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        parts, wanted = [], size
        while wanted and not (self._ended and not self._plain):
            if not self._plain:
                self._open()
                continue
            part = self._plain if wanted < 0 else self._plain[:wanted]
            self._plain = self._plain[len(part) :]
            parts.append(part)
            wanted -= len(part) if wanted > 0 else 0
        return b"".join(parts)

    def _open(self) -> None:
        sealed, self._next = self._next, _exactly(self._source, CHUNK + TAG_BYTES)
        last = not self._next
        try:
            nonce = _nonce(self._prefix, self._number, last)
            self._plain = self._cipher.decrypt(nonce, sealed, None)
        except (InvalidTag, ValueError):
            raise BadArchive(
                "The archive is damaged or cut off."
                if self._number
                else "The passphrase is not the one of this archive, or the archive is damaged."
            ) from None
        self._number += 1
        self._ended = last


def _exactly(source: BinaryIO, size: int) -> bytes:
    """So many bytes, fewer only at the end: a pipe gives less at a time."""
    parts = []
    while size and (part := source.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    kdf = Scrypt(salt=salt, length=32, n=SCRYPT_N, r=SCRYPT_R, p=SCRYPT_P)
    return AESGCM(kdf.derive(passphrase.encode()))


def _nonce(prefix: bytes, number: int, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])
