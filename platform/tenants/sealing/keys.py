"""One master key for the installation, and a data key for each tenant, encrypted with it.

The settings import this module, so it imports no Django.
"""

import secrets
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12


class Undecryptable(Exception):
    """The bytes were changed, belong to another object, or were sealed with another key."""


def derive(master: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose, from the master key (HKDF-SHA256, RFC 5869)."""
    info = f"lectern:{purpose}".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(master)


def new_data_key() -> bytes:
    """A fresh 32-byte AES key."""
    return secrets.token_bytes(32)


def seal(key: bytes, plain: bytes, *, about: str) -> bytes:
    """Encrypt with AES-256-GCM; `about` names the object and must be given again to open it.

    Returns nonce (12 bytes) + ciphertext + tag (16 bytes). NIST SP 800-38D.
    """
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, about.encode())


def opener(key: bytes) -> Callable[[bytes | memoryview, str], bytes]:
    """`unseal` for many values of one key: what it needs of the key is made once."""
    cipher = AESGCM(key)

    def open_one(sealed: bytes | memoryview, about: str) -> bytes:
        sealed = bytes(sealed)
        try:
            return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about.encode())
        except (InvalidTag, ValueError) as error:
            raise Undecryptable(about) from error

    return open_one


def unseal(key: bytes, sealed: bytes | memoryview, *, about: str) -> bytes:
    """Decrypt what `seal` made. Raises Undecryptable."""
    return opener(key)(sealed, about)
