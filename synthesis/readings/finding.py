"""The doubtful words of a text in both languages."""

from __future__ import annotations

from functools import lru_cache

from synthesis.text.letters import plain

from .doubt import Doubt
from .english import doubts_in_english
from .polyphones import doubts_in_mandarin


# Lines are asked for again and again, as a lesson is saved and opened: 8,000 take about 8 MB.
@lru_cache(maxsize=8_000)
def doubts_in(text: str) -> tuple[Doubt, ...]:
    """The words of a text that may be read wrong, in order and without overlap.

    The first call reads a dictionary for each language that the text has: a quarter of a second
    for Mandarin, half a second for English.
    """
    folded = plain(text)
    found = [*doubts_in_mandarin(folded), *doubts_in_english(folded)]
    return tuple(sorted(found, key=lambda doubt: doubt.start))
