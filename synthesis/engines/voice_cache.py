"""Keeps the voices that an engine spoke with lately, as it wants them, for the next sentence."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from typing import Generic, Protocol, TypeVar

import numpy as np

from .base import Conditioning


class Sized(Protocol):
    @property
    def nbytes(self) -> int:
        """The memory that it takes."""


V = TypeVar("V", bound=Sized)


def fingerprint(conditioning: Conditioning) -> str:
    """A hash of the content: two conditionings with the same fingerprint sound the same."""
    digest = hashlib.sha256(f"{conditioning.engine}:{conditioning.version}".encode())
    for name, array in sorted(conditioning.arrays.items()):
        digest.update(f"{name}:{array.dtype}:{array.shape}".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


class VoiceCache(Generic[V]):
    """The most recently used voices, up to `limit` bytes; evicts the least recently used.

    Keys are fingerprints, not names, so a purged voice can't be looked up.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.held = 0
        self._voices: OrderedDict[str, V] = OrderedDict()

    def get(self, key: str) -> V | None:
        if key in self._voices:
            self._voices.move_to_end(key)
        return self._voices.get(key)

    def put(self, key: str, voice: V) -> None:
        if key in self._voices or voice.nbytes > self.limit:
            return
        self._voices[key] = voice
        self.held += voice.nbytes
        while self.held > self.limit:
            _, oldest = self._voices.popitem(last=False)
            self.held -= oldest.nbytes
