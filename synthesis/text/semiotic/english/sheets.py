"""What worksheets have around their text in English: rules, headings, numbers in circles, marks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ...english_calendar import SHORT_DAYS, SHORT_MONTHS
from ...style import ReadingStyle
from .. import units
from ..found import LETTER, QUANTITY, SYMBOL, Found
from ..letters import spelled
from ..numerals import english_cardinal
from .found import SILENT, english

_RULE = re.compile(
    r"(?m)^[^\S\n]{0,40}(?P<rule>[=~*\-–—+·.•◦─━═#]{3,80}|(?:[-–—=*~.•] ){2,40}[-–—=*~.•]?)"
    r"[^\S\n]{0,40}$"
)
_HEADING = re.compile(r"(?m)^[^\S\n]{0,8}#{2,6} (?=\S)")
_CHEVRONS = re.compile(r"(?m)^[^\S\n]{0,8}(?:<{2,4}|>{2,4})(?= ?[A-Za-z])")
_CIRCLED = re.compile(r"[①-⑳㉑-㉟㊱-㊿⑴-⒇⒈-⒛❶-❿⓫-⓴➀-➉➊-➓⓵-⓾]")
_CIRCLED_LETTER = re.compile("[Ⓐ-ⓩ⒜-⒵🄰-🅏🅐-🅩🅰-🆉]")
_NAME_OF_LETTER = re.compile(
    r"(?:LETTER|CIRCLED|SQUARED) (?:CAPITAL |SMALL )?(?:LETTER )?(?P<letter>[A-Z])\Z"
)
_OF_PAGES = re.compile(r"\b(?:[Pp]age|[Pp]g|[Ss]heet|[Ss]lide|p)\.? ?\d{1,4} ?(?P<sign>/) ?(?=\d)")
_OUT_OF = re.compile(
    r"(?i:\b(?:total|marks?|score|grade|result|points?|final))(?:[ :=_.…\ue000]{0,30})"
    r"(?P<sign>/)(?= ?\d{1,3}\b(?!/))"
    r"|(?m:(?<=[ (\[])(?P<alone>/)(?= ?\d{1,3}[)\]]?$))"
)
_NAMES = SHORT_DAYS | SHORT_MONTHS
_SHORT_DAYS = r"(?:Mon|Tues?|Weds?|Thu(?:rs?)?|Fri|Sat|Sun)(?![\w'’])"
_SHORT_MONTHS = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)(?![\w'’])"
_DAY = f"(?:{_SHORT_DAYS}|{_SHORT_MONTHS})"
_IN_A_ROW = re.compile(
    r"(?<![\w'’–-])(?:"
    + "|".join(
        rf"{day}(?:[ ,.|/\t\ue000→]{{1,4}}{day}){{1,11}}" for day in (_SHORT_DAYS, _SHORT_MONTHS)
    )
    + r")(?!\s?[–-])"
)
_DAY_OF_ROW = re.compile(rf"(?<!\w){_DAY}")
_CELL = re.compile(rf"(?m)^[^\S\n]{{0,8}}(?P<day>{_DAY})(?=[^\S\n]{{0,8}}(?:$|[|:\t\ue000]))")
_SCENE = re.compile(
    r"\b(?:ACT|SCENE|PART|CHAPTER|SECTION|BOOK|VOLUME|WAR|UNIT|PAPER) "
    r"(?P<roman>[IVX]{1,5})(?![\w'’])"
)
_LISTED = re.compile(r"(?m)^[^\S\n]{0,20}(?P<roman>(?=[ivx])x?(?:ix|iv|v?i{0,3}))\.(?= )")
_SECOND = re.compile(r"(?m)^[^\S\n]{0,20}ii\. ")
_UNIT_OF_BLANK = re.compile(
    r"(?:(?<!_)_{2,}|(?<!\.)\.{4,}|(?<!…)…{2,}) ?(?P<unit>(?!in\b|a\b|at\b|A\b|as\b|min\b)"
    rf"{units.UNIT.pattern})(?=[.,;)?]?(?:\s|\Z))"
)
_SHORT_UNIT = re.compile(r"[a-zA-Z]\Z")
_VALUES = {"i": 1, "v": 5, "x": 10}


def sheets(text: str, style: ReadingStyle) -> Iterator[Found]:
    """Such marks, in words; what only draws a line is silent."""
    for match in _RULE.finditer(text):
        yield english(match, SYMBOL, SILENT, "rule")
    for pattern in (_HEADING, _CHEVRONS):
        for match in pattern.finditer(text):
            yield english(match, SYMBOL, SILENT)
    for match in _CIRCLED.finditer(text):
        value = int(unicodedata.numeric(match.group()))
        yield english(match, SYMBOL, english_cardinal(str(value)))
    for match in _CIRCLED_LETTER.finditer(text):
        if name := _NAME_OF_LETTER.search(unicodedata.name(match.group(), "")):
            yield english(match, LETTER, spelled(name["letter"]))
    for match in _OF_PAGES.finditer(text):
        yield english(match, SYMBOL, " of ", "sign")
    for match in _OUT_OF.finditer(text):
        yield english(match, SYMBOL, " out of ", str(match.lastgroup))
    yield from _days(text)
    for match in _SCENE.finditer(text):
        if value := _value(match["roman"].lower()):
            yield english(match, SYMBOL, english_cardinal(str(value)), "roman")
    if _SECOND.search(text):
        for match in _LISTED.finditer(text):
            yield english(match, SYMBOL, english_cardinal(str(_value(match["roman"]))), "roman")
    for match in _UNIT_OF_BLANK.finditer(text):
        unit = match["unit"]
        if not _SHORT_UNIT.fullmatch(unit) or text[match.end() :].strip(" .,;)?\n") == "":
            yield english(match, QUANTITY, units.said(unit, many=True, language="en"), "unit")


def _days(text: str) -> Iterator[Found]:
    """Days and months that are cut short, in a row or alone in a cell."""
    for row in _IN_A_ROW.finditer(text):
        for match in _DAY_OF_ROW.finditer(text, row.start(), row.end()):
            if match.group() in _NAMES:
                yield english(match, SYMBOL, _NAMES[match.group()])
    for match in _CELL.finditer(text):
        if match["day"] in _NAMES:
            yield english(match, SYMBOL, _NAMES[match["day"]], "day")


def _value(roman: str) -> int:
    """What small Roman figures up to 39 are worth; 0 for none."""
    values = [_VALUES[each] for each in roman]
    after = [*values[1:], 0]
    return sum(-each if each < then else each for each, then in zip(values, after, strict=True))
