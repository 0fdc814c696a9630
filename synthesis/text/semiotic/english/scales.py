"""Numbers with letters after them: "4.6bn years", "37m people", "21ˢᵗ", "the 19th c.", "100s"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...style import ReadingStyle
from .. import units
from ..formulas.english import fraction
from ..found import QUANTITY, Found
from ..numerals import english_cardinal, english_ordinal, english_year, number
from .found import english, full_stop

_NUMBER = r"(?P<about>[~≈] ?)?(?<![\w.,$€£₹])(?P<number>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)"
_SCALES = {"bn": "billion", "tn": "trillion", "mn": "million", "m": "million", "M": "million"}
_SCALED = re.compile(
    rf"{_NUMBER} ?(?P<scale>bn|tn|mn|[mM](?= (?:people|inhabitants|users|visitors|viewers"
    rf"|tourists|pupils|copies"
    r"|units|views|downloads|items|births|households|votes|acres|hectares|followers|members|sales"
    r"|passengers|patients|vehicles|bottles|tests|transactions|kilometres|kilometers|miles"
    r"|children|years|species|barrels|tonnes|tons|deaths|jobs|homes|readers|listeners"
    r"|subscribers|customers"
    r"|euros?|pounds?|dollars?|residents|voters|workers|refugees|adults|students|cars|trees"
    r"|animals)\b))(?!\w)"
)
_RAISED = re.compile(r"(?<![\w.])(?P<number>\d+)(?:ˢᵗ|ⁿᵈ|ʳᵈ|ᵗʰ)")
_FRACTION = re.compile(
    r"(?P<whole>(?<![\w.])\d{1,3} ?)?(?P<above>[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})[⁄/](?P<below>[₀-₉]{1,3})"
)
_SMALL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")
_CENTURY = re.compile(r"(?<=\d(?:st|nd|rd|th))(?P<short>[- ]?[cC](?:ent)?\b\.?)(?=\W|\Z)")
_CENTURY_AHEAD = re.compile(r"\bC(?P<number>1\d|20|21)(?:th|st)?(?= [a-z]|[.,;:)]|\s*\Z)")
_PLACES = re.compile(r"(?<![\w.,])(?P<number>\d{1,3}(?:,000)+|1000+|100|10|1)s(?!\w)")
_OF_PLACES = re.compile(
    r"(?i)\b100s\b|000s\b|\btens\b|\bones\b|\bunits\b|\bplace value\b|\bcolumns?\b"
)
_YEARS_OR = re.compile(r"(?<=\b(?:AD|BC) )(?P<first>\d{1,4})/(?P<second>\d{1,4})(?!\w)")
_LATER_YEAR = re.compile(r"(?<=\d)(?P<dash>[–-])(?P<year>1[1-9]0[1-9])(?![\w,]|\.\d)")


_PLACES_OF = re.compile(
    r"(?<![\w.])(?P<number>\d{1,2}) ?(?P<short>d\.?p|s\.?f|sig\.? figs?|dec\.? pl)\b\.?(?!\w)"
)
_RECURRING = re.compile(
    r"(?<![\w.])(?P<number>\d+\.\d+)(?:[\u0307\u0305](?P<rest>\d*[\u0307\u0305]?))"
)
_MIDDLE_DOT = re.compile(r"(?<![\w.·])(?P<whole>\d+)·(?P<part>\d+)(?![\w·.]| ?[=×])")
_FRACTION_TH = re.compile(r"(?<![\w./])(?P<above>\d{1,3})/(?P<below>\d{1,4})(?:st|nd|rd|th)s?\b")
_DECIMAL_COMMA = re.compile(
    rf"(?<![\w.,(\[{{]) ?(?P<number>\d{{1,3}},\d{{1,2}}) ?(?P<unit>{units.UNIT.pattern})(?![\w,])"
    rf"|(?<![\w.,(\[{{=])(?P<small>0,\d{{1,6}}|\d,\d{{4,9}})(?![\d.]|,|[)\]}}])"
)
_MIXED = re.compile(
    r"(?<![\w./-])(?P<whole>\d{1,3})-(?P<above>[1-9])/(?P<below>2|3|4|5|6|8|10|16)(?![\w/])"
)


_FRACTIONS = re.compile(r"(?<![\w./])1/(?P<below>\d{1,3})s\b(?<!1/1s)(?<!1/0s)")


def scales(text: str, style: ReadingStyle) -> Iterator[Found]:
    """Such numbers, in words."""
    for match in _DECIMAL_COMMA.finditer(text):
        said = number((match["number"] or match["small"]).replace(",", "."), "en")
        if unit := match["unit"]:
            said += f" {units.said(unit, many=True, language='en')}"
        yield english(match, QUANTITY, said)
    for match in _SCALED.finditer(text):
        about = "about " if match["about"] else ""
        scaled = f"{number(match['number'], 'en')} {_SCALES[match['scale']]}"
        yield english(match, QUANTITY, about + scaled)
    for match in _RAISED.finditer(text):
        yield english(match, QUANTITY, english_ordinal(int(match["number"])))
    for match in _FRACTION.finditer(text):
        above, below = (match[name].translate(_SMALL) for name in ("above", "below"))
        whole = (match["whole"] or "").strip()
        part = fraction(above, below)
        said = f"{english_cardinal(whole)} and {part}" if whole else part
        yield english(match, QUANTITY, said)
    for match in _CENTURY.finditer(text):
        stop = full_stop(match, taken=match["short"].endswith("."))
        yield english(match, QUANTITY, f" century{stop}", "short")
    for match in _CENTURY_AHEAD.finditer(text):
        yield english(match, QUANTITY, f"{english_ordinal(int(match['number']))} century")
    for match in _PLACES_OF.finditer(text):
        name = "significant figure" if match["short"][0] == "s" else "decimal place"
        stop = full_stop(match)
        many = "" if match["number"] == "1" else "s"
        yield english(match, QUANTITY, f"{number(match['number'], 'en')} {name}{many}{stop}")
    for match in _RECURRING.finditer(text):
        figures = match["number"] + (match["rest"] or "").rstrip("\u0307\u0305")
        yield english(match, QUANTITY, f"{number(figures, 'en')} recurring")
    for match in _MIDDLE_DOT.finditer(text):
        yield english(match, QUANTITY, number(f"{match['whole']}.{match['part']}", "en"))
    for match in _FRACTION_TH.finditer(text):
        yield english(match, QUANTITY, fraction(match["above"], match["below"]))
    for match in _FRACTIONS.finditer(text):
        yield english(match, QUANTITY, fraction("2", match["below"]).removeprefix("two "))
    for match in _MIXED.finditer(text):
        part = fraction(match["above"], match["below"])
        yield english(match, QUANTITY, f"{english_cardinal(match['whole'])} and {part}")
    if _OF_PLACES.search(text):
        for match in _PLACES.finditer(text):
            yield english(match, QUANTITY, _places(match["number"].replace(",", "")))
    for match in _YEARS_OR.finditer(text):
        first, second = (number(match[name], "en") for name in ("first", "second"))
        yield english(match, QUANTITY, f"{first} or {second}")
    for match in _LATER_YEAR.finditer(text):
        yield english(match, QUANTITY, f" to {english_year(int(match['year']))}")


def _places(written: str) -> str:
    """The name of a place of figures: "ten thousands", "hundreds", "ones"."""
    words = english_cardinal(written)
    return f"{words.removeprefix('one ')}s"
