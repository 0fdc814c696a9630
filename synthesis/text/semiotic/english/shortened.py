"""Phrases that are cut short, of one reading each: "p.a.", "w/e 5 May", "viz.", "conc. HCl"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...style import ReadingStyle
from ..found import ABBREVIATION, Found
from .found import english, full_stop

_ALWAYS = {
    r"[Ww]/e(?= \d| [A-Z])": "week ending",
    r"(?<=\d )p\.a\.?(?!\w)": "per annum",
    r"(?<=\d)(?: ?pcm| p\.c\.m\.?)(?!\w)": " per calendar month",
    r"(?<=\d)(?: ?pw| p\.w\.?)(?!\w)": " per week",
    r"(?<=\bT)-(?=\d+\b)": " minus ",
    r"\bMr(?= of \d*[A-Z][a-z]?[A-Z\d₀-₉(])": "M R",
    r"#(?= \d)": "number",
    r"(?<=[GHES])°(?= ?=)": " standard",
    r"(?<=\d )[✕✖](?= \d)": "times",
    r"(?<=\d )☐(?= \d)": "box",
    r"(?<=\b[CN])≡(?=[CN]\b)": " triple bond ",
    r"(?<=\bC)=(?=[CO] (?:double )?(?:bond|group)\b)": " double bond ",
    r"(?<=\bCH[₂2])=(?=C[H\b])": " double bond ",
    r"(?<![\w.])viz\.": "namely",
    r"(?<=[a-z][ ,])(?: )?Esq\.?(?!\w)": " Esquire",
    r"(?<![\w.])doz\.": "dozen",
    r"(?<![\w.])Bldg\.": "building",
    r"(?<![\w.])[Ee]st\.(?= ?\d{4})": "established",
    r"(?<![\w.])Ft\.(?= [A-Z][a-z])": "Fort",
    r"(?<![\w.])[Aa]ssoc\.? [Pp]rof\b\.?": "associate professor",
    r"(?<![\w.])[Cc]onc\.? (?=[A-Z][A-Za-z]?[A-Z\d₀-₉])": "concentrated ",
    r"(?<![\w.])[Dd]il\. (?=[A-Z])": "dilute ",
    r"(?<![\w.])[Aa]pprox(?= \d)": "approximately",
    r"(?<![\w.])Fig(?= ?\d)": "figure",
    r"(?<![\w.])Figs(?= ?\d)": "figures",
    r"(?<![\w.])Ex(?= ?\d)": "exercise",
    r"(?<![\w.])Hon\. Sec\b\.?": "honorary secretary",
    r"(?<![\w.])Gov['’]t\b": "government",
    r"(?<![\w.])[Dd]ept(?= of\b|\s*\Z)": "department",
    r"(?<= )sq\. (?=[A-Za-z]+\b)(?=feet|miles|metres|meters|inches|yards|kilomet)": "square ",
}
_PATTERNS = tuple((re.compile(pattern), said) for pattern, said in _ALWAYS.items())


def shortened(text: str, style: ReadingStyle) -> Iterator[Found]:
    """Such phrases, in words; a full stop that ends the text stays one."""
    for pattern, said in _PATTERNS:
        for match in pattern.finditer(text):
            stop = full_stop(match)
            yield english(match, ABBREVIATION, said + stop)
