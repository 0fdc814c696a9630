"""What is measured: something that makes speech of a text, seen just before its voice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

from bench.reading.pronounced import Wanted, sounds
from synthesis.engines.kokoro.phonemes import Phonemiser
from synthesis.engines.kokoro.spelling import vocabulary
from synthesis.text.span import Span

_CAPITALS = re.compile(r"(?<![^\W_])[A-Z]{2,6}(?![^\W_])")


class Reader(Protocol):
    """A front end of speech synthesis, which writes a text out in words."""

    name: str
    languages: frozenset[str]

    def spoken(self, text: str, language: str) -> str:
        """The text in words, as it goes to what pronounces them."""

    def sound(self, text: str, language: str) -> str:
        """The phonemes of an English text; may be empty for Mandarin."""

    def readings(self, text: str, language: str, words: Sequence[Wanted]) -> dict[int, str]:
        """Phonemes of English words, syllables of Mandarin ones, by where they begin in `text`."""


@lru_cache(maxsize=1)
def phonemiser() -> Phonemiser:
    """Kokoro's own, which needs no model."""
    return Phonemiser(vocabulary())


@lru_cache(maxsize=100_000)
def english(text: str) -> str:
    """The phonemes of English words: espeak's, as Kokoro has them."""
    return phonemiser()([Span("en", text)])


def letters_apart(text: str) -> str:
    """Write capitals that are heard as their letters with spaces: "the DNA" → "the D N A"."""

    def apart(match: re.Match[str]) -> str:
        letters = " ".join(match[0])
        return letters if sounds(english(match[0])) == sounds(english(letters)) else match[0]

    return _CAPITALS.sub(apart, text)
