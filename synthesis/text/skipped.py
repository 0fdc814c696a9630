"""Finds what of a text nobody will hear, so that it can be shown instead of being lost silently."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from .pronunciations import NONE, Pronunciations
from .style import DEFAULT, ReadingStyle
from .words import words

_SILENT = frozenset("~/<>_*#|^\\`")
"""Signs that are dropped where no class of the semiotic classes has taken them."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """The characters from `start` to `end` of a text are neither said nor a pause."""

    start: int
    end: int
    text: str


def skipped(
    text: str,
    *,
    language: str = "en",
    pronunciations: Pronunciations = NONE,
    style: ReadingStyle = DEFAULT,
) -> tuple[Skipped, ...]:
    """What is skipped of a text, in order: letters of other scripts, emoji, marks of layout.

    White space and punctuation are pauses or nothing at all, and not listed.
    """
    heard: set[int] = set()
    for word in words(text, language=language, pronunciations=pronunciations, style=style):
        heard.update(range(word.start, word.end))
    places = [at for at, char in enumerate(text) if at not in heard and _should_be_heard(char)]
    found: list[Skipped] = []
    for at in places:
        if found and found[-1].end == at:
            start = found.pop().start
            found.append(Skipped(start, at + 1, text[start : at + 1]))
        else:
            found.append(Skipped(at, at + 1, text[at]))
    return tuple(found)


def _should_be_heard(char: str) -> bool:
    return char in _SILENT or unicodedata.category(char)[0] in "LNS"
