"""Measures in words cut short: "30 m.p.h.", "10 sq m", "8 fl oz", "12 st 4 lb", "3 kWh/day"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...style import ReadingStyle
from .. import units
from ..found import QUANTITY, Found
from .found import english

_WORDS = {
    "m.p.h": "miles per hour", "mph": "miles per hour", "k.p.h": "kilometers per hour",
    "fl oz": "fluid ounces", "fl. oz": "fluid ounces", "mm Hg": "millimeters of mercury",
    "st": "stone", "M": "molar", "degrees C": "degrees Celsius", "degrees F": "degrees Fahrenheit",
    "deg C": "degrees Celsius", "ms⁻¹": "meters per second", "ms⁻²": "meters per second squared",
    "ms-1": "meters per second", "ms-2": "meters per second squared",
    "rev/min": "revolutions per minute",
    "c.c": "cubic centimeters", "r.p.m": "revolutions per minute", "h.p": "horsepower",
    "hp": "horsepower",
}  # fmt: skip
_SHORT = re.compile(
    r"(?<=\d) ?(?P<short>m\.p\.h|k\.p\.h|c\.c|r\.p\.m|h\.p|hp|fl\.? oz|mm Hg|st(?= \d+ ?lb)"
    r"|deg(?:rees)? [CF]"
    r"|M(?= (?:H|Na|K|Cu|solution|acid|[A-Z][a-z]?[A-Z]))|ms⁻[¹²]|ms-[12]"
    r"|rev/min)(?![\w])(?P<dot>\.?)"
)
_POWER = re.compile(r"(?<=\d )(?P<power>sq|cu)\.? (?P<unit>mm|cm|km|m|ft|in|mi|yd)\b\.?")
_PER_WORD = re.compile(
    r"(?<=\d )[A-Za-zµ²³°]{1,5}(?P<slash>/)(?=(?:day|week|month|year|person|child|night|hour"
    r"|minute|second|pupil|head)\b)"
)


def measures(text: str, style: ReadingStyle) -> Iterator[Found]:
    """Such units, in words."""
    for match in _SHORT.finditer(text):
        stop = "." if match["dot"] and not text[match.end() :].strip() else ""
        said = _WORDS[match["short"].replace("fl. oz", "fl oz")]
        yield english(match, QUANTITY, f" {said}{stop}")
    for match in _POWER.finditer(text):
        unit = units.said(match["unit"].replace("in", "in."), many=True, language="en")
        stop = "." if match.group()[-1] == "." and not text[match.end() :].strip() else ""
        yield english(
            match, QUANTITY, f"{'square' if match['power'] == 'sq' else 'cubic'} {unit}{stop}"
        )
    for match in _PER_WORD.finditer(text):
        yield english(match, QUANTITY, " per ", "slash")
