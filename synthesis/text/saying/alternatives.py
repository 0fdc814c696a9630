"""What else a written form could be: 3/4 a fraction or a date, 1-3 a range, a difference or a
score."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..semiotic.found import ABBREVIATION, LETTER, ROMAN
from ..style import DAY_FIRST, MONTH_FIRST, ReadingStyle
from .say_as import CannotSay, said_as

WORD = "word"
"""The kind of what is read as any other word: "I" is the pronoun."""
_YEAR = re.compile(r"1[1-9]\d\d|20\d\d")
_SLASHED = re.compile(r"\d{1,2}/\d{1,2}")
_DATE = re.compile(r"\d{1,2}([-/.])\d{1,2}\1\d{2,4}")
_DASHED = re.compile(r"\d+(?:\.\d+)?\s?[-–—~～]\s?\d+(?:\.\d+)?")
_COLON = re.compile(r"\d{1,2}[:：]\d{2}")
_RATIO = re.compile(r"\d{1,3}[:：]\d{1,3}")
_TIMES = re.compile(r"\d+(?:\.\d+)?\s?[×xX]\s?\d+(?:\.\d+)?")
_LONG = re.compile(r"\d{3,}|\d+(?:-\d+){2,}")
_SHORT_UNIT = re.compile(r"(?P<amount>\d+(?:\.\d+)?)\s?(?P<unit>m|in|s|h|K|C|F|A|t|g)\b")
# What a letter after a number is besides the unit that it was taken for.
_OTHER_UNITS = {
    "m": (("minute", "分钟"), ("million", "百万")), "in": (("inch", "英寸"),),
    "K": (("thousand", "千"),), "t": (("ton", "吨"),),
}  # fmt: skip
_ABBREVIATIONS = {
    "st": ("street", "saint"), "dr": ("drive", "doctor"), "p": ("page", "P"),
    "c": ("about", "C"), "ch": ("chapter", "C H"),
}  # fmt: skip


def alternatives(
    written: str, kind: str, language: str, style: ReadingStyle
) -> Iterator[tuple[str, str]]:
    """What else a place that was taken for a `kind` could be: (kind, what is said), the likeliest
    first. A kind of say_as.KINDS says it so; WORD leaves it to the rest of the rules."""
    for other, form in _candidates(written, kind):
        try:
            yield other, said_as(written, other, form=form, language=language, style=style)
        except CannotSay:
            continue
    if (unit := _SHORT_UNIT.fullmatch(written)) and kind == "quantity":
        for english, mandarin in _OTHER_UNITS.get(unit["unit"], ()):
            amount = said_as(unit["amount"], "cardinal", language=language, style=style)
            plural = "s" * (english not in ("million", "thousand") and unit["amount"] != "1")
            yield (
                "unit",
                f"{amount}{mandarin}" if language == "zh" else f"{amount} {english}{plural}",
            )
    if kind == ABBREVIATION:
        for word in _ABBREVIATIONS.get(written.rstrip(".").lower(), ()):
            yield ABBREVIATION, word
    if kind == LETTER or (kind == ROMAN and written in ("I", "X", "V", "C")):
        yield WORD, written


def is_ambiguous_abbreviation(written: str) -> bool:
    """Whether it is an abbreviation of more than one word: "St." """
    return written.endswith(".") and written[:-1].lower() in _ABBREVIATIONS


def _candidates(written: str, kind: str) -> Iterator[tuple[str, str]]:
    if _DATE.fullmatch(written):
        yield from (("date", order) for order in (DAY_FIRST, MONTH_FIRST))
        yield "digits", ""
    elif _SLASHED.fullmatch(written):
        yield from (("fraction", ""), ("date", "dm"), ("date", "md"), ("range", ""))
    elif _DASHED.fullmatch(written):
        yield from (("range", ""), ("minus", ""), ("score", ""), ("digits", ""))
    elif _COLON.fullmatch(written):
        yield from (("time", ""), ("ratio", ""), ("score", ""))
    elif _RATIO.fullmatch(written):
        yield from (("ratio", ""), ("score", ""))
    elif _TIMES.fullmatch(written):
        yield "by", ""
    elif _YEAR.fullmatch(written):
        yield from (("year", ""), ("cardinal", ""), ("digits", ""))
    elif kind == ROMAN:
        yield from (("cardinal", ""), ("ordinal", ""), ("characters", ""))
    elif _LONG.fullmatch(written):
        yield from (("cardinal", ""), ("digits", ""), ("telephone", ""))
