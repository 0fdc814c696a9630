"""Finds what every class takes, and says it in the language of what stands around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from voices.dictionary.entry import Entry

from ..language import main_language, runs
from ..letters import plain
from ..pronunciations import Match, Pronunciations
from ..style import DEFAULT, ReadingStyle
from .abbreviations import abbreviations
from .calendar import dates, times
from .emoji_names import named_emoji
from .formulas import formulas
from .found import Found
from .numerals import without_and
from .roman import romans
from .signs import signs
from .single_letters import single_letters
from .telephones import telephones

_ADDRESS = re.compile(
    r"(?:https?|ftp)://[^\s，。；！？、）)”\"'<>]+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"
)
_TAKEN = "\ue000"  # stands for what is taken already; private, so no class has it


def _any_style(
    find: Callable[[str], Iterator[Found]],
) -> Callable[[str, ReadingStyle], Iterator[Found]]:
    """A class that no setting concerns, as one that takes the style."""
    return lambda text, _: find(text)


_CLASSES: tuple[Callable[[str, ReadingStyle], Iterator[Found]], ...] = (
    dates, _any_style(times), _any_style(telephones), _any_style(romans), formulas,
    _any_style(abbreviations), signs, _any_style(single_letters), named_emoji,
)  # fmt: skip
"""In the order in which they choose."""


def found_in(
    text: str, taken: Iterable[tuple[int, int]] = (), style: ReadingStyle = DEFAULT
) -> list[Found]:
    """What the classes take in a text, in order and without overlap; nothing at `taken` places.
    The text's letters are plain, see `letters.plain`.

    Web and mail addresses are left alone. Takes time in proportion to the text.
    """
    free = _without(text, taken)
    free = _without(free, (match.span() for match in _ADDRESS.finditer(free)))
    found: list[Found] = []
    for each_class in _CLASSES:
        new = _apart(each_class(free, style))
        found += new
        free = _without(free, ((each.start, each.end) for each in new))
    return sorted(found, key=lambda each: each.start)


def readings_in(
    text: str, language: str, pronunciations: Pronunciations, style: ReadingStyle = DEFAULT
) -> tuple[list[Match], list[str]]:
    """The matches of a dictionary, and between them what the classes say, as respellings; and for
    each character the language that it is read in.

    `language` is that of a text without letters. Letters of formulas don't count, so that a
    formula in a Mandarin sentence is read in Mandarin.
    """
    matches = pronunciations.matches(text, main_language(text, language))
    folded = plain(text)
    found = found_in(folded, ((match.start, match.end) for match in matches), style)
    blanked = _without(folded, ((each.start, each.end) for each in found), "0")
    languages = [each for each, run in runs(blanked, language) for _ in range(len(run))]
    for each in found:
        if said := _said(each, languages[each.start], style):
            said = _with_room(
                said, text[each.start - 1 : each.start], text[each.end : each.end + 1]
            )
            entry = Entry(text[each.start : each.end], "respelling", said)
            matches.append(Match(each.start, each.end, entry))
    return sorted(matches, key=lambda match: match.start), languages


def _said(found: Found, language: str, style: ReadingStyle) -> str:
    said = found.said(language)
    return said if style.english_and or language == "zh" else without_and(said)


def _with_room(said: str, before: str, after: str) -> str:
    """Keep the words that are said apart from letters and digits that touch them."""
    if said[0] >= "\u2e80":  # Han
        return said
    return f"{' ' * before.isalnum()}{said}{' ' * (after.isalnum() or after in tuple('$€£#('))}"


def _apart(found: Iterable[Found]) -> list[Found]:
    """In order, without those that begin within another."""
    apart: list[Found] = []
    for each in sorted(found, key=lambda each: (each.start, -each.end)):
        if not apart or each.start >= apart[-1].end:
            apart.append(each)
    return apart


def _without(text: str, spans: Iterable[tuple[int, int]], filler: str = _TAKEN) -> str:
    """The text with fillers in some places, as long as before."""
    parts: list[str] = []
    end = 0
    for start, stop in spans:
        parts += [text[end:start], filler * (stop - start)]
        end = stop
    return "".join([*parts, text[end:]])
