"""English words with two readings, and those that no dictionary knows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from synthesis.text.english_words import chosen_readings, name_reading
from synthesis.text.language import LATIN

from .doubt import HETERONYM, UNKNOWN, Doubt
from .heteronyms import choices_of
from .known_words import is_known

_LETTER = rf"[{LATIN}\u0300-\u036f]"
_JOINED = rf"[{LATIN}\u0300-\u036f\d_]"
# Addresses are spelled out by rules of their own, and so is what holds digits.
_WORD = re.compile(
    r"(?:https?|ftp)://\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    rf"|(?P<word>(?<!{_JOINED}){_LETTER}+(?:['’-]{_LETTER}+)*(?!{_JOINED}))"
)
_POSSESSIVE = re.compile(r"['’]s?\Z", re.IGNORECASE)
_SHORTEST = 3
_LONGEST_ACRONYM = 5


def doubts_in_english(text: str) -> Iterator[Doubt]:
    """The doubtful words of all Latin letters in a text; a heteronym's likeliest reading first."""
    chosen = chosen_readings(text)
    for match in _WORD.finditer(text):
        word = match["word"]
        if word is None:
            continue
        word = _POSSESSIVE.sub("", word)
        start, end = match.start(), match.start() + len(word)
        if start in chosen:
            yield Doubt(start, end, HETERONYM, choices_of(*chosen[start]))
        elif not (_is_spelled(word) or len(word) < _SHORTEST or _is_known(word)):
            yield Doubt(start, end, UNKNOWN)


def _is_known(word: str) -> bool:
    return bool(name_reading(word)) or is_known(word)


def _is_spelled(word: str) -> bool:
    """An acronym, which is read letter by letter or known as a word."""
    return word.isupper() and len(word) <= _LONGEST_ACRONYM
