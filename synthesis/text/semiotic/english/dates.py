"""Dates with the names of months and days, and dates in figures without a year.

"14 June" is the fourteenth of June, "June 14" June fourteenth. Which figure of 5/11 is the month
is the style's to say; without a word before it that asks for a date, it is left a fraction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...english_calendar import DAYS, MONTHS
from ...style import DAY_FIRST, ReadingStyle
from ..calendar import dates as in_figures
from ..found import DATE, Found
from ..letters import spelled
from ..numerals import english_cardinal, english_ordinal, english_year
from .found import english, full_stop

_SHORT_MONTH = r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
_CAPITALS = rf"{'|'.join(MONTHS).upper()}|(?:{_SHORT_MONTH.upper()})(?!\w)"
_UNLIKE_WORDS = "|".join(name.lower() for name in MONTHS if name not in ("March", "May"))
_MONTH = rf"(?:{'|'.join(MONTHS)}|(?:{_SHORT_MONTH})(?!\w)|{_CAPITALS}|{_UNLIKE_WORDS})"
_SHORT_DAY = r"Mon|Tues?|Weds?|Thu(?:rs?)?|Fri|Sat|Sun"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_ENDING = r"(?:st|nd|rd|th)"
_YEAR = r"(?P<year>,? (?:1[0-9]|20)\d\d(?!\d|[,.]\d))?"
_DASH = r"\s?[-–—]\s?"
_NOT_IN_NUMBER = r"(?<![\w.,:/£$€-])"

_DAY_MONTH = re.compile(
    rf"{_NOT_IN_NUMBER}(?P<the>[Tt]he )?(?P<before>(?:{_DAY}{_ENDING}?, ){{1,5}})?"
    rf"(?P<day>{_DAY}){_ENDING}?"
    rf"(?:(?:{_DASH}|(?P<and>,? and | to | & |/))(?P<last>{_DAY}){_ENDING}?)?"
    rf"(?: of)? (?P<month>{_MONTH})\.?{_YEAR}(?!\w)"
    r"(?(year)|(?: ['’]?(?P<two>\d\d)(?=\s*(?:\Z|\n)|[).,;](?!\d)))?)"
)
_FIGURE = re.compile(r"\d+")
_MORE_DAYS = re.compile(
    rf"(?P<days>(?:, {_DAY}(?![\w.,:/]\d|\d))*,? (?:and|&) {_DAY})"
    r"(?![\w:%/-]|[.,]\d| [a-z]{3,}s\b)"
)
"""After "March 3": ", 4 and 5"."""
_MONTH_DAY = re.compile(
    rf"\b(?P<month>{_MONTH})\.? (?P<the>the )?(?P<day>{_DAY})(?:{_ENDING})?"
    rf"(?:{_DASH}(?P<last>{_DAY}){_ENDING}?)?{_YEAR}(?![\w:%°]|[.,/]\d|{_DASH}\d| (?:[ap]\.?m\b"
    rf"|o'clock))"
)
_MONTH_YEAR = re.compile(rf"\b(?P<month>{_SHORT_MONTH})\.?,? (?=(?:1\d|20)\d\d\b|['’]\d\d)")
_TO_MONTH_OF_YEAR = re.compile(
    rf"(?<=\b(?:19|20)\d\d)\s?[-–—]\s?(?=(?:{_MONTH})\.? (?:19|20)\d\d\b)"
)
_LONE_MONTH = re.compile(
    r"\b(?P<month>Feb|Apr|Aug|Sept|Oct|Nov|Dec)\b(?P<dot>\.?)"
    rf"|\b(?:in|by|since|until|of|early|late|mid|from|to|last"
    rf"|next) (?P<after>{_SHORT_MONTH})(?=\.|,|\s*\Z)"
    rf"|\b(?P<first>{_SHORT_MONTH})\b\.?(?=(?:{_DASH}|/)(?:{_MONTH}))"
    rf"|(?:(?<=[-–/])|(?<=\. [-–] ))(?P<second>{_SHORT_MONTH})\b\.?"
)
_WEEKDAY = re.compile(
    rf"(?<![\w'’-])(?P<day>{_SHORT_DAY})\b(?P<dot>\.?)"
    rf"(?:(?=,? ?\d|,? (?:{_MONTH}|{_SHORT_DAY}|am\b|pm\b|and\b|to\b|at\b|morning|afternoon"
    rf"|evening)"
    rf"|\s?[-–/&+]\s?(?:{_SHORT_DAY})\b)|(?=: ))"
)
_AFTER_WEEKDAY = re.compile(
    rf"(?:(?<=[-–/&+])|(?<=[-–&+] )|(?<= to )|(?<= or )"
    rf"|(?<=and ))(?P<day>{_SHORT_DAY})\b(?P<dot>\.?)"
)
_SURE_WEEKDAY = re.compile(
    r"(?<![\w'’-])(?P<day>Tues|Weds|Thurs?|Mon(?=\.)|Wed(?=\.)|Fri(?=\.))\b(?P<dot>\.?)"
)
_TO_DATE = re.compile(
    rf"\.?\s?[-–—]\s?(?=(?:(?:{_SHORT_DAY})[a-z]*\.?,? )?(?:{_DAY}{_ENDING}? |{_MONTH}))"
)
_HYPHENED = re.compile(
    rf"(?<![\w-])(?P<day>{_DAY})[-/ ](?P<month>{_MONTH})"
    r"(?:[-/](?P<year>\d{4}|\d\d))?(?![\w-]|/\d)"
)
_TO_MONTH_DAY = re.compile(rf"\s?[-–—]\s?(?=(?:{_MONTH})\.? {_DAY}(?!\w))")
_TO_WEEKDAY = re.compile(rf"\s?[-–—]\s?(?=(?:{_SHORT_DAY})\b)")
_TO_MONTH = re.compile(rf"\s?[-–—]\s?(?={_MONTH})")
_WEEKDAYS = {name[:3]: name for name in DAYS}
_MONTH_NAMES = {name[:3]: name for name in MONTHS}

_WEEKDAY_TO = re.compile(
    rf"\b(?:{_SHORT_DAY})[a-z]{{0,6}}\.?,? (?P<range>(?P<day>{_DAY}){_ENDING}?"
    rf"(?P<joint>{_DASH}| & | and |, ))"
    rf"(?=(?:{_SHORT_DAY})[a-z]{{0,6}}\.?,? \d)"
)
_FIGURES = re.compile(
    r"(?<![\w./-])(?P<first>\d{1,2})(?P<sign>[/.])(?P<second>\d{1,2})(?:(?P=sign)"
    r"(?P<year>\d\d))?(?![\w/]|\.\d|-\d)"
)
_DAY_ALONE = re.compile(
    r"(?<![\w./-])(?:1[3-9]|2\d|3[01])(?P<sign>[/.])(?:0?[1-9]|1[0-2])(?P=sign)\d\d(?![\w/])"
)
"""A date whose first figure can be no month: it tells the order of the others."""
_TO_FIGURES = re.compile(r"\s?[-–—]\s?(?=\d{1,2}[/.]\d{1,2}[/.]\d\d)")
_ASKS = re.compile(
    rf"(?i:\b(?:on|by|until|till|before|after|since|due|dated?|from|starting|starts|begins|ends"
    rf"|week (?:of|beginning|commencing|ending)|w/[bce]|ending|closed|born|deadline|expir(?:es|y)"
    r"|valid"
    rf"|(?:{_SHORT_DAY})[a-z]*)\b)[.,:]?\s?(?:the )?\Z"
)
_OF_DAYS = re.compile(
    r"(?i)\b(?:day|birthday|christmas|holidays?|date|deadline|exam|trip|eve|term|inset|half[- ]term"
    r"|easter|camp|festival|landings?)\b"
)
_OF_VERSIONS = re.compile(
    r"(?i)\b(?:v|ver|version|release|section|chapter|figure|table|exercise|page|update|ios|android"
    r"|python|windows|build|ip|unit)\b|§"
)
_NOT_OF_DAYS = re.compile(
    r"(?i)fraction|simplif|numerator|eq(?:ual|uivalent)|multipl|divide|cake|pizza|\bof the\b"
)
_MONTH_OF_YEAR = re.compile(
    r"(?<![\w./-])(?P<month>0?[1-9]|1[0-2])/(?P<year>(?:19|20)\d\d)(?![\w/])"
)
_KNOWN = {"9/11": "nine eleven", "7/7": "seven seven"}
_SCHOOL_YEAR = re.compile(
    r"(?:(?<![\w./-])|(?<=\bAY)|(?<=\bFY)|(?<=\bSY))(?P<first>(?:19|20)\d\d)/(?P<second>(?:(?:19|20)\d\d|\d\d))(?![\w/])"
)
_SHORT_SCHOOL_YEAR = re.compile(
    r"(?:(?:\b[AFS]Y ?)|(?P<bare>(?<![\w./-])))(?P<years>(?P<first>\d\d)/(?P<second>\d\d))(?![\w/])"
    r"(?(bare)(?= (?:season|academic|school|financial|tax|cohort|timetable|calendar)\b))"
)
_OF_YEAR = re.compile(r"\b(?P<short>[FS]Y) ?(?=['’]?(?:\d{4}|\d\d)(?:[/–-]\d\d)?\b)")
_LATEST = 39
"""Two figures of a year up to this are of this century."""


def dates(text: str, style: ReadingStyle) -> Iterator[Found]:
    """Dates, and names of months and days that are cut short."""
    for match in _DAY_MONTH.finditer(text):
        yield english(match, DATE, _day_of_month(match))
        if dash := _TO_DATE.match(text, match.end()):
            yield english(dash, DATE, " to ")
    yield from in_figures(text, style)
    for match in _WEEKDAY_TO.finditer(text):
        joint = {" & ": " and ", " and ": " and ", ", ": ", "}.get(match["joint"], " to ")
        said = f"the {english_ordinal(int(match['day']))}{joint}"
        yield english(match, DATE, said, "range")
    for match in _HYPHENED.finditer(text):
        year = match["year"]
        day, month = english_ordinal(int(match["day"])), _month(match["month"])
        if not year:
            yield english(match, DATE, f"the {day} of {month}")
            continue
        full = int(year) if len(year) == 4 else int(year) + (2000 if int(year) <= _LATEST else 1900)
        yield english(match, DATE, f"the {day} of {month}, {english_year(full)}")
    for match in _MONTH_DAY.finditer(text):
        yield english(match, DATE, _month_and_day(match))
        if not match["year"] and (more := _MORE_DAYS.match(text, match.end())):
            for figure in _FIGURE.finditer(text, *more.span("days")):
                yield english(figure, DATE, english_ordinal(int(figure.group())))
        if dash := _TO_MONTH_DAY.match(text, match.end()):
            yield english(dash, DATE, " to ")
    for match in _SCHOOL_YEAR.finditer(text):
        if found := _school_year(match):
            yield found
    for match in _SHORT_SCHOOL_YEAR.finditer(text):
        if int(match["second"]) == (int(match["first"]) + 1) % 100:
            first, second = english_cardinal(match["first"]), english_cardinal(match["second"])
            yield english(match, DATE, f"{first} to {second}", "years")
    for match in _MONTH_OF_YEAR.finditer(text):
        said = f"{MONTHS[int(match['month']) - 1]} {english_year(int(match['year']))}"
        yield english(match, DATE, said)
    for match in _OF_YEAR.finditer(text):
        yield english(match, DATE, f"{spelled(match['short'])} ")
    yield from _in_figures(text, style)
    yield from _names(text)


def _month(written: str) -> str:
    return _MONTH_NAMES[written[:3].capitalize()]


def _day_of_month(match: re.Match[str]) -> str:
    the = match["the"] or "the "
    days = f"{the}{english_ordinal(int(match['day']))}"
    if match["before"]:
        before = ", ".join(
            f"the {english_ordinal(int(n))}" for n in _FIGURE.findall(match["before"])
        )
        days = f"{before}, {days}"
    if match["last"]:
        joint = "and" if match["and"] in (" and ", ", and ", " & ", "/") else "to"
        days += f" {joint} the {english_ordinal(int(match['last']))}"
    return f"{days} of {_month(match['month'])}{_of_year(match)}"


def _month_and_day(match: re.Match[str]) -> str:
    days = f"{match['the'] or ''}{english_ordinal(int(match['day']))}"
    if match["last"]:
        days += f" to {english_ordinal(int(match['last']))}"
    return f"{_month(match['month'])} {days}{_of_year(match)}"


def _of_year(match: re.Match[str]) -> str:
    if two := match.groupdict().get("two"):
        return f", {english_cardinal(two)}"
    return f", {english_year(int(match['year'][-4:]))}" if match["year"] else ""


def _school_year(match: re.Match[str]) -> Found | None:
    first, second = match["first"], match["second"]
    following = (int(first) + 1) % (100 if len(second) == 2 else 10_000)
    if int(second) != following:
        return None
    later = english_year(int(second)) if len(second) == 4 else english_cardinal(second)
    return english(match, DATE, f"{english_year(int(first))} to {later}")


def _in_figures(text: str, style: ReadingStyle) -> Iterator[Found]:
    of_days = None
    day_only = bool(_DAY_ALONE.search(text))
    for match in _FIGURES.finditer(text):
        first, second = int(match["first"]), int(match["second"])
        if not (1 <= min(first, second) <= len(MONTHS) and max(first, second) <= 31):
            continue
        if match["sign"] == "." and not (
            match["year"]
            and (
                len(match.group()) == len("14.02.22")
                or (int(match["year"]) > _LATEST and not _OF_VERSIONS.search(text))
                or _ASKS.search(text[max(0, match.start() - 40) : match.start()])
            )
        ):
            continue
        if match.group() in _KNOWN and not _ASKS.search(
            text[max(0, match.start() - 40) : match.start()]
        ):
            yield english(match, DATE, _KNOWN[match.group()])
            continue
        if not match["year"]:
            if of_days is None:
                of_days = bool(_OF_DAYS.search(text)) and not _NOT_OF_DAYS.search(text)
            if not of_days and not _ASKS.search(text[max(0, match.start() - 40) : match.start()]):
                continue
        day_first = first > len(MONTHS) or (
            (day_only or style.date_order == DAY_FIRST) and second <= len(MONTHS)
        )
        month, day = (second, first) if day_first else (first, second)
        name, ordinal = MONTHS[month - 1], english_ordinal(day)
        said = f"the {ordinal} of {name}" if style.date_order == DAY_FIRST else f"{name} {ordinal}"
        if match["year"]:
            year = int(match["year"])
            said += f", {english_year(year + (2000 if year <= _LATEST else 1900))}"
        yield english(match, DATE, said)
        if match["year"] and (dash := _TO_FIGURES.match(text, match.end())):
            yield english(dash, DATE, " to ")


def _names(text: str) -> Iterator[Found]:
    for match in _TO_MONTH_OF_YEAR.finditer(text):
        yield english(match, DATE, " to ")
    for match in _MONTH_YEAR.finditer(text):
        yield english(match, DATE, _month(match["month"]) + " ")
    for match in _LONE_MONTH.finditer(text):
        if match["after"] in ("Mar", "Jun", "Jul", "Jan"):
            yield english(match, DATE, _MONTH_NAMES[match["after"]], "after")
            continue
        short = match["month"] or match["first"] or match["second"]
        if not short:
            continue
        yield english(match, DATE, _MONTH_NAMES[short[:3]] + full_stop(match))
        if dash := _TO_MONTH.match(text, match.end()):
            yield english(dash, DATE, " to ")
    for pattern in (_WEEKDAY, _AFTER_WEEKDAY, _SURE_WEEKDAY):
        for match in pattern.finditer(text):
            yield english(match, DATE, _WEEKDAYS[match["day"][:3]] + full_stop(match))
            if dash := _TO_WEEKDAY.match(text, match.end()):
                yield english(dash, DATE, " to ")
