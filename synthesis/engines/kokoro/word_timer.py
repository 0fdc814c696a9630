"""Tells when each written word is heard, from the durations of Kokoro's phonemes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from synthesis.text.alignment import NOBODY, owners
from synthesis.text.words import Word

from ..base import WordTime
from .catalogue import SAMPLE_RATE
from .graph.durations import HOP

LEAD = 2.5
"""Frames by which a phoneme is heard before its frames begin, found by measurement. Sound
after a pause begins 1.8 (English) to 2.5 (Mandarin) frames early, medians of 10 pauses each; by
Whisper's word times it would be 4 to 5, but these tend to be early. Kokoro's pipeline takes 3."""


class Heard(NamedTuple):
    """One piece as it was spoken. `durations` [phonemes + 2] in frames of its audio, from which
    `trimmed` samples were cut at the start; `speech` of the rest are heard, `samples` with the
    silence after them."""

    durations: NDArray[np.float32]
    trimmed: int
    speech: int
    samples: int


@dataclass(slots=True)
class WordTimer:
    """The state of one segment: whose the phonemes of each piece are, and what was heard so far.

    `groups`: the word that has phonemes → it and its neighbours without, each with its length.
    """

    words: tuple[Word, ...]
    pieces: list[list[int]]
    groups: dict[int, list[tuple[int, int]]]
    spoken: int = 0
    samples: int = 0
    times: dict[int, tuple[float, float]] = field(default_factory=dict)

    @classmethod
    def of(cls, words: tuple[Word, ...], expected: list[str], pieces: Sequence[str]) -> WordTimer:
        """`expected` are the phonemes of each word alone; empty for one that is not spoken."""
        whole = owners(expected, " ".join(pieces)) if words else []
        owned: list[list[int]] = []
        at = 0
        for piece in pieces:
            owned.append(whole[at : at + len(piece)] if words else [])
            at += len(piece) + 1
        return cls(words, owned, _groups(set(whole) - {NOBODY}, expected))

    def cut(self, phoneme: int) -> None:
        """Hear the next piece as two: what is before the space at `phoneme`, and what is after."""
        piece = self.pieces[self.spoken]
        self.pieces[self.spoken : self.spoken + 1] = [piece[:phoneme], piece[phoneme + 1 :]]

    def hear(self, heard: Heard) -> tuple[WordTime, ...]:
        """Take the next piece; returns the words that end in it."""
        piece = self.pieces[self.spoken]
        latest = np.cumsum(heard.durations) * HOP - heard.trimmed
        edges = np.clip(latest - LEAD * HOP, 0, heard.speech) + self.samples
        latest = np.clip(latest, 0, heard.speech) + self.samples
        end = 0.0
        for at, word in enumerate(piece):
            if word != NOBODY:
                begun, _ = self.times.get(word, (max(end, edges[at]), 0.0))
                # The lead may not take a short first word out of the audio.
                end = edges[at + 1] if edges[at + 1] > begun else max(end, latest[at + 1])
                self.times[word] = (begun, end)
        self.spoken += 1
        self.samples += heard.samples
        unfinished = {word for later in self.pieces[self.spoken :] for word in later}
        ended = sorted(self.times.keys() - unfinished)
        return tuple(time for word in ended for time in self._times(word, *self.times.pop(word)))

    def _times(self, word: int, start: float, end: float) -> list[WordTime]:
        """The times of a word, and of its neighbours that share its phonemes."""
        members = self.groups[word]
        shares = np.cumsum([0, *(length for _, length in members)])
        edges = (start + (end - start) * shares / shares[-1]) * 1000 / SAMPLE_RATE
        return [
            WordTime(self.words[index].start, self.words[index].end, round(begin), round(finish))
            for (index, _), begin, finish in zip(members, edges[:-1], edges[1:], strict=True)
        ]


def _groups(owning: set[int], expected: list[str]) -> dict[int, list[tuple[int, int]]]:
    """Add each word without phonemes of its own to the one before it, or the first to the one
    after: "want to" may be spoken as one."""
    groups: dict[int, list[tuple[int, int]]] = {}
    waiting: list[tuple[int, int]] = []
    last = NOBODY
    for index, phonemes in enumerate(expected):
        if index in owning:
            groups[index] = [*waiting, (index, len(phonemes))]
            waiting, last = [], index
        elif phonemes:
            (groups[last] if last != NOBODY else waiting).append((index, len(phonemes)))
    return groups
