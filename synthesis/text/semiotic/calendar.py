"""Dates in figures and times of day.

Nothing in 03/04/2026 tells which figure is the month: the style of reading decides, in both
languages. Where a figure can be no month, it is the day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..english_calendar import MONTHS
from ..style import DAY_FIRST, DEFAULT, ReadingStyle
from .found import DATE, TIME, Found
from .letters import spelled
from .numerals import digits, english_cardinal, english_ordinal, english_year, number

_ISO = re.compile(
    r"(?<![A-Za-z0-9./-])((?:1\d|20)\d\d)([-/.])(\d{1,2})\2(\d{1,2})(?![A-Za-z0-9/-]|\.\d)"
)
_FIGURES = re.compile(
    r"(?<![A-Za-z0-9./-])(\d{1,2})([-/.])(\d{1,2})\2((?:1\d|20)\d\d)(?![A-Za-z0-9/-]|\.\d)"
)
_CLOCK = re.compile(
    r"(?<![A-Za-z0-9:.])(\d{1,2})(?::([0-5]\d))?(?:(?P<room>\s?)(?P<half>[aApP])"
    r"(?P<dot>\.?)[mM](?(dot)\.?)(?![A-Za-z0-9.]))"
)
_TEN_OH = 10


def dates(text: str, style: ReadingStyle = DEFAULT) -> Iterator[Found]:
    """Dates such as 2024-11-05 and 5/11/2024."""
    for match in _ISO.finditer(text):
        year, month, day = int(match[1]), int(match[3]), int(match[4])
        if found := _date(match, year, month, day, style):
            yield found
    for match in _FIGURES.finditer(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        day_first = first > len(MONTHS) or (style.date_order == DAY_FIRST and second <= len(MONTHS))
        month, day = (second, first) if day_first else (first, second)
        if found := _date(match, year, month, day, style):
            yield found


def times(text: str) -> Iterator[Found]:
    """Times with a.m. or p.m.; others are read well by wetext."""
    for match in _CLOCK.finditer(text):
        hour, minutes = int(match[1]), match[2]
        if hour > 24:
            continue
        english = english_cardinal(str(hour))
        mandarin = f"{'两' if hour == 2 else number(str(hour), 'zh')}点"
        if minutes and minutes != "00":
            late = int(minutes) < _TEN_OH
            english += f" oh {digits(minutes[1], 'en')}" if late else f" {number(minutes, 'en')}"
            mandarin += f"{'零' if late else ''}{number(str(int(minutes)), 'zh')}分"
        morning = match["half"] in "aA"
        english += f" {spelled('A')} M" if morning else " PM"
        # The full stop of "a.m." at the end of a sentence is that of the sentence too.
        following = text[match.end() : match.end() + 2]
        if match.group().endswith(".") and (not following.strip() or following[1:2].isupper()):
            english += "."
        half = ("上午" if morning else "下午") if hour <= 12 else ""
        if half == text[max(0, match.start() - 2) : match.start()]:
            half = ""
        yield Found(match.start(), match.end(), TIME, english, half + mandarin)


def _date(
    match: re.Match[str], year: int, month: int, day: int, style: ReadingStyle
) -> Found | None:
    if not (1 <= month <= len(MONTHS) and 1 <= day <= 31):
        return None
    english = said_date(year, month, day, "en", day_first=style.date_order == DAY_FIRST)
    if _follows_article(match):
        english = english.removeprefix("the ")
    mandarin = said_date(year, month, day, "zh")
    return Found(match.start(), match.end(), DATE, english, mandarin)


def said_date(
    year: int | None, month: int | None, day: int | None, language: str, *, day_first: bool = False
) -> str:
    """A date in words, of what of it there is; English says "the third of April" where the day
    comes first."""
    if language == "zh":
        parts = (
            (f"{digits(str(year), 'zh')}年" if year is not None else ""),
            (f"{number(str(month), 'zh')}月" if month is not None else ""),
            (f"{number(str(day), 'zh')}日" if day is not None else ""),
        )
        return "".join(parts)
    name = MONTHS[month - 1] if month is not None else ""
    ordinal = english_ordinal(day) if day is not None else ""
    if name and ordinal:
        name = f"the {ordinal} of {name}" if day_first else f"{name} {ordinal}"
    said_year = english_year(year) if year is not None else ""
    return (", " if day is not None else " ").join(part for part in (name, said_year) if part)


def _follows_article(match: re.Match[str]) -> bool:
    return match.string[max(0, match.start() - 4) : match.start()].lower() == "the "
