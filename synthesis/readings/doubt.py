"""A word that may be read wrong."""

from __future__ import annotations

from dataclasses import dataclass

POLYPHONE, HETERONYM, UNKNOWN = "polyphone", "heteronym", "unknown"
AMBIGUOUS = "ambiguous"
"""Figures, signs and abbreviations that can be read in several ways."""
KINDS = (POLYPHONE, HETERONYM, UNKNOWN, AMBIGUOUS)


@dataclass(frozen=True, slots=True)
class Choice:
    """A reading that a word can have, as in a dictionary's entry: "pinyin" or "ipa", and its value.

    `written` is how people write it: "chóng qìng", or "reed" for /riːd/.
    """

    kind: str
    value: str
    written: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """The characters from `start` to `end` of a text are a word of one of KINDS.

    `choices` are its usual readings, the likeliest first; none of a word that nobody knows.
    """

    start: int
    end: int
    kind: str
    choices: tuple[Choice, ...] = ()
    is_likely: bool = False
    """The first choice is nearly always right: nothing marks the word."""
