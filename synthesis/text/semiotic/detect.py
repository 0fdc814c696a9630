"""Finds what every class takes, and says it in the language of what stands around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from voices.dictionary.entry import Entry

from ..language import main_language, runs
from ..letters import plain
from ..pronunciations import Match, Pronunciations
from .formulas import formulas
from .found import Found

_ADDRESS = re.compile(
    r"(?:https?|ftp)://[^\s，。；！？、）)”\"'<>]+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"
)
_TAKEN = "\ue000"  # stands for what is taken already; private, so no class has it
_CLASSES: tuple[Callable[[str], Iterator[Found]], ...] = (formulas,)
"""In the order in which they choose."""


def found_in(text: str, taken: Iterable[tuple[int, int]] = ()) -> list[Found]:
    """What the classes take in a text, in order and without overlap; nothing at `taken` places.
    The text's letters are plain, see `letters.plain`.

    Web and mail addresses are left alone. Takes time in proportion to the text.
    """
    free = _without(text, taken)
    free = _without(free, (match.span() for match in _ADDRESS.finditer(free)))
    found: list[Found] = []
    for each_class in _CLASSES:
        new = list(each_class(free))
        found += new
        free = _without(free, ((each.start, each.end) for each in new))
    return sorted(found, key=lambda each: each.start)


def readings_in(
    text: str, language: str, pronunciations: Pronunciations
) -> tuple[list[Match], list[str]]:
    """The matches of a dictionary, and between them what the classes say, as respellings; and for
    each character the language that it is read in.

    `language` is that of a text without letters. Letters of formulas don't count, so that a
    formula in a Mandarin sentence is read in Mandarin.
    """
    matches = pronunciations.matches(text, main_language(text, language))
    folded = plain(text)
    found = found_in(folded, ((match.start, match.end) for match in matches))
    blanked = _without(folded, ((each.start, each.end) for each in found), "0")
    languages = [each for each, run in runs(blanked, language) for _ in range(len(run))]
    for each in found:
        if said := each.said(languages[each.start]):
            said = _with_room(
                said, text[each.start - 1 : each.start], text[each.end : each.end + 1]
            )
            entry = Entry(text[each.start : each.end], "respelling", said)
            matches.append(Match(each.start, each.end, entry))
    return sorted(matches, key=lambda match: match.start), languages


def _with_room(said: str, before: str, after: str) -> str:
    """Keep the words that are said apart from letters and digits that touch them."""
    return f"{' ' * before.isalnum()}{said}{' ' * after.isalnum()}" if said[0] < "\u2e80" else said


def _without(text: str, spans: Iterable[tuple[int, int]], filler: str = _TAKEN) -> str:
    """The text with fillers in some places, as long as before."""
    parts: list[str] = []
    end = 0
    for start, stop in spans:
        parts += [text[end:start], filler * (stop - start)]
        end = stop
    return "".join([*parts, text[end:]])
