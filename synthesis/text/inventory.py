"""Which sounds an engine can be asked for by a reading (`Span.reading`)."""

from __future__ import annotations

from dataclasses import dataclass

from .ipa import SYMBOLS, VOWELS
from .pinyin import SYLLABLES


@dataclass(frozen=True, slots=True)
class Inventory:
    """Pinyin syllables without tone (ü as v), and the characters of IPA, that an engine says."""

    syllables: frozenset[str]
    ipa: frozenset[str]
    vowels: frozenset[str]


def broad_inventory() -> Inventory:
    """All of Mandarin, and IPA as dictionaries of English use it."""
    return Inventory(SYLLABLES, SYMBOLS, VOWELS)
