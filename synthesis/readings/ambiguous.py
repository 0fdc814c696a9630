"""Places of a text that can be read in several ways: 3/4, 03/04/2026, 1-3, St., 5 m."""

from __future__ import annotations

import re
from functools import lru_cache

from synthesis.text.language import main_language
from synthesis.text.saying.explained import Explained, explained
from synthesis.text.style import DEFAULT, ReadingStyle
from voices.dictionary.entry import RESPELLING

from .doubt import AMBIGUOUS, Choice, Doubt

_MAY_BE = re.compile(r"[0-9０-９]|\b(?:St|Dr|p|c|ch)\.|\b[IVXCA]\b")
_NAMES = {"I": "eye", "V": "vee", "X": "ex", "C": "see", "A": "uh", "a": "uh"}
"""Letters as one writes how they sound: no respelling may be the word itself."""
_LONGEST = 200
_UNLIKELY = ("year", "time", "number", "cardinal", "digits", "letter", "money")
"""What is seldom anything else: such places have choices, and no mark."""


# Lines are asked for again and again, as a lesson is saved and opened.
@lru_cache(maxsize=8_000)
def ambiguous_in(text: str, style: ReadingStyle = DEFAULT) -> tuple[Doubt, ...]:
    """The ambiguous places of a text in order; the first choice of each is what the rules say."""
    if not _MAY_BE.search(text):
        return ()
    found = explained(text, language=main_language(text), style=style)
    return tuple(
        Doubt(each.start, each.end, AMBIGUOUS, choices, is_likely=each.kind in _UNLIKELY)
        for each in found
        if each.others and len(choices := _choices(each)) > 1
    )


def _choices(place: Explained) -> tuple[Choice, ...]:
    said = (place.said, *(other.said for other in place.others))
    values = dict.fromkeys(_NAMES.get(each, each) for each in said)
    return tuple(
        Choice(RESPELLING, value, value)
        for value in values
        if len(value) <= _LONGEST and value != place.written
    )
