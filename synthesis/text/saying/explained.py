"""How the places of a text are read that are written otherwise than they are said."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..language import HAN, SPELLED_A, main_language
from ..letters import plain
from ..pronunciations import NONE, Pronunciations
from ..semiotic.detect import found_in
from ..semiotic.found import ABBREVIATION, FORMULA, MONEY, QUANTITY, TIME
from ..style import DEFAULT, ReadingStyle
from ..words import Word, words
from .alternatives import alternatives, is_ambiguous_abbreviation
from .say_as import said_as

NUMBER, YEAR, GIVEN = "number", "year", "given"
"""Kinds besides those of the semiotic classes: GIVEN is what the dictionary or a place says."""
_LETTERS = {stand_in: letter for letter, stand_in in SPELLED_A.items()}
_YEAR = re.compile(r"(?:1[1-9]\d\d|20\d\d)年?")
_TIME = re.compile(r"\d{1,2}[:：]\d\d")
_MONEY = re.compile(r"[$€£¥￥]")
_LONE_HAN = re.compile(f"(?<=[{HAN}]) (?=[{HAN}])")
_MOST_OTHERS = 4
_BY_WHAT_IS_SAID = (NUMBER, YEAR, TIME, FORMULA, QUANTITY)


@dataclass(frozen=True, slots=True)
class Other:
    """Another reading of a place: its kind, and what would be said."""

    kind: str
    said: str


@dataclass(frozen=True, slots=True)
class Explained:
    """The characters from `start` to `end` of a text are written otherwise than they are said.

    `kind` is what they were taken for: a class of semiotic.found.KINDS, one of say_as.KINDS,
    NUMBER, YEAR or GIVEN.
    `others` is empty where nothing else is likely.
    """

    start: int
    end: int
    written: str
    kind: str
    said: str
    others: tuple[Other, ...] = ()


def explained(
    text: str,
    *,
    language: str = "en",
    pronunciations: Pronunciations = NONE,
    style: ReadingStyle = DEFAULT,
) -> tuple[Explained, ...]:
    """The places of a text that are said in other words than they are written in, in order: dates,
    formulas, numbers, abbreviations, entries of the dictionary.

    `language` reads digits without letters. Takes as long as finding the text's words.
    """
    spoken = words(text, language=language, pronunciations=pronunciations, style=style)
    return tuple(_explained(text, language, spoken, pronunciations, style))


def _explained(
    text: str,
    language: str,
    spoken: tuple[Word, ...],
    pronunciations: Pronunciations,
    style: ReadingStyle,
) -> Iterator[Explained]:
    given = pronunciations.matches(text, main_language(text, language))
    folded = plain(text)
    found = found_in(folded, ((match.start, match.end) for match in given), style, language)
    starts, places = [each.start for each in found], [match.start for match in given]
    for word in spoken:
        written = text[word.start : word.end]
        said_in = word.spans[0].language
        inside = found[bisect_left(starts, word.start) : bisect_left(starts, word.end)]
        if bisect_left(places, word.start) < bisect_left(places, word.end):
            yield Explained(word.start, word.end, written, GIVEN, _said(word))
            continue
        if inside:
            kind = inside[0].kind
        elif any(char.isdigit() for char in written):
            kind = _kind_of_number(written)
        elif is_ambiguous_abbreviation(written):
            kind = ABBREVIATION
        else:
            continue
        said = _said(word)
        if kind == YEAR and said_in == "zh" and text[word.end : word.end + 1] in ("年", "級", "级"):
            said = said_as(written, "year", language="zh")
        yield _with_others(Explained(word.start, word.end, written, kind, said), said_in, style)


def _with_others(one: Explained, language: str, style: ReadingStyle) -> Explained:
    """With its other readings. A number is of the kind whose reading is the one that is said."""
    others: dict[str, Other] = {}
    kind = ""
    for other, said in alternatives(plain(one.written), one.kind, language, style):
        key = _folded(said)
        if key != _folded(one.said):
            others.setdefault(key, Other(other, readable(said)))
        elif one.kind in _BY_WHAT_IS_SAID:
            kind = kind or other
    return replace(one, kind=kind or one.kind, others=tuple(others.values())[:_MOST_OTHERS])


def _folded(said: str) -> str:
    """What is said, apart from an article, "and" and how it is written."""
    said = re.sub(r"\b(?:and|the)\b", "", readable(said).lower())
    return re.sub(r"[\W_]", "", said).replace("两", "二")


def _said(word: Word) -> str:
    return readable(" ".join(span.text for span in word.spans))


def readable(said: str) -> str:
    """What is said, as people write it: letters for what stands for them."""
    said = "".join(_LETTERS.get(char, char) for char in said)
    return _LONE_HAN.sub("", " ".join(said.split())).strip(" ,，")


def _kind_of_number(written: str) -> str:
    if _MONEY.search(written):
        return MONEY
    if _TIME.match(written):
        return TIME
    return YEAR if _YEAR.fullmatch(written) else NUMBER
