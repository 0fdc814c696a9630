"""The sounds that a reading (`Span.reading`) may use with an engine."""

from __future__ import annotations

from dataclasses import dataclass

from .ipa import SYMBOLS, VOWELS
from .pinyin import SYLLABLES


@dataclass(frozen=True, slots=True)
class Inventory:
    """The toneless pinyin syllables (ü as v) and IPA characters that an engine can say."""

    syllables: frozenset[str]
    ipa: frozenset[str]
    vowels: frozenset[str]


def broad_inventory() -> Inventory:
    """All Mandarin syllables, and the IPA of English dictionaries."""
    return Inventory(SYLLABLES, SYMBOLS, VOWELS)
