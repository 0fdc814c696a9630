"""The port to whatever keeps the master key: it wraps and unwraps the keys that we store.

What is stored is a wrapped key and the id of the key that wrapped it. By default that is a local
key (`local_key_wrapper`); the setting KEY_WRAPPER names another implementation, such as one for a
key management service. See docs/keys.md.
"""

import time
from functools import cache, lru_cache
from typing import Protocol, runtime_checkable

from django.conf import settings
from django.utils.module_loading import import_string

CACHE_SECONDS = 300
"""How long a process goes on with a key that it has unwrapped. A service that withdraws its master
key stops us within that time."""


class UnknownKey(Exception):
    """A key was wrapped by a master key that this process doesn't have."""


@runtime_checkable
class KeyWrapper(Protocol):
    """Wraps and unwraps 32-byte keys. Must be usable from several threads at once."""

    @property
    def key_id(self) -> str:
        """A public name of the key that `wrap` uses now, of at most 200 characters."""

    def wrap(self, key: bytes, *, about: str) -> tuple[bytes, str]:
        """Encrypt and authenticate a key; `about` names what it is for, and must be bound to it.

        Returns the wrapped key and the id of the key that wrapped it.
        """

    def unwrap(self, wrapped: bytes, *, about: str, key_id: str) -> bytes:
        """The key again.

        Raises UnknownKey where the key of that id isn't available, and keys.Undecryptable for bytes
        that were changed or belong to something else.
        """


@cache
def _of_class(path: str) -> KeyWrapper:
    made = import_string(path)()
    if not isinstance(made, KeyWrapper):
        raise TypeError(f"KEY_WRAPPER={path!r} has not all of {KeyWrapper.__module__}.KeyWrapper.")
    return made


def wrapper() -> KeyWrapper:
    """The implementation that the settings name, one for the process."""
    return _of_class(settings.KEY_WRAPPER)


def unwrapped(wrapped: bytes | memoryview, *, about: str, key_id: str) -> bytes:
    """`KeyWrapper.unwrap`, at most once in CACHE_SECONDS for the same key.

    The cache is found by the wrapped bytes: once these are deleted, nothing leads to the key.
    """
    period = int(time.monotonic() // CACHE_SECONDS)
    return _cached(settings.KEY_WRAPPER, bytes(wrapped), about, key_id, period)


@lru_cache(maxsize=1024)
def _cached(path: str, wrapped: bytes, about: str, key_id: str, _period: int) -> bytes:
    return _of_class(path).unwrap(wrapped, about=about, key_id=key_id)
