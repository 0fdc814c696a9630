"""Keeps two takes of a segment apart: what one attempt made is never continued with another's.

A segment whose worker died is made again, perhaps on another machine, where the same seed may give
slightly other samples. A reader that has a part of the first take goes on with the second one only
if that begins with the very same bytes.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chunk:
    """PCM of a segment from one attempt; `offset` counts bytes from the segment's beginning."""

    attempt: str
    offset: int
    pcm: bytes


class _Prefix:
    """The first bytes of something: how many, and their hash."""

    def __init__(self) -> None:
        self.size = 0
        self._hash = hashlib.sha256()

    def add(self, data: bytes) -> None:
        self._hash.update(data)
        self.size += len(data)

    def digest(self, more: bytes = b"") -> bytes:
        """The hash of these bytes and `more`."""
        whole = self._hash.copy()
        whole.update(more)
        return whole.digest()


class Take:
    """What a reader was given of one segment."""

    def __init__(self) -> None:
        self._given = _Prefix()
        self._attempt: str | None = None
        self._others: dict[str, _Prefix | None] = {}
        """Other attempts as far as they are known; None for one that differs."""

    @property
    def given(self) -> int:
        """How many bytes of the segment the reader has."""
        return self._given.size

    def add(self, chunks: Sequence[Chunk]) -> bytes:
        """What of these chunks follows on what was given; it counts as given.

        They are in the order in which they were published. Of several attempts, a reader that has
        nothing begins with the one that began last: the others have died.
        """
        if self._attempt is None:
            begun = [chunk.attempt for chunk in chunks if chunk.offset == 0]
            if not begun:
                return b""
            self._attempt = begun[-1]
            chunks = [chunk for chunk in chunks if chunk.attempt == self._attempt]
        return b"".join([self._add(chunk) for chunk in chunks])

    def rest_of(self, pcm: bytes) -> bytes | None:
        """The rest of a whole segment; None if it does not begin with what was given."""
        begins_same = hashlib.sha256(pcm[: self.given]).digest() == self._given.digest()
        return pcm[self.given :] if begins_same else None

    def _add(self, chunk: Chunk) -> bytes:
        if chunk.attempt == self._attempt:
            begins = self.given - chunk.offset
            return self._give(chunk.pcm[begins:]) if begins >= 0 else b""
        other = self._others.setdefault(chunk.attempt, _Prefix())
        if other is None or chunk.offset != other.size:
            return b""
        missing = self.given - other.size
        if len(chunk.pcm) < missing:
            other.add(chunk.pcm)
            return b""
        if other.digest(chunk.pcm[:missing]) != self._given.digest():
            self._others[chunk.attempt] = None
            return b""
        # This attempt has the same beginning: whichever goes on, its bytes follow.
        self._attempt = chunk.attempt
        return self._give(chunk.pcm[missing:])

    def _give(self, pcm: bytes) -> bytes:
        self._given.add(pcm)
        return pcm
