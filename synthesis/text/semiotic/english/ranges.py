"""Dashes that are said "to": "2–4 p.m.", "9am–5pm", "Mon–Fri", "15th–17th", "A–Z"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...style import ReadingStyle
from ..found import SYMBOL, Found
from .dates import DAYS, MONTHS
from .found import english

_DASH = r"(?P<dash>\s?[-–—~]\s?)"
_HALF = r"\s?(?:[ap]\.?m\b\.?|[AP]\.?M\b\.?)"
_CLOCK = r"\d{1,2}(?:[:.]\d\d)?"
_NAMES = "|".join((*DAYS, *MONTHS))
_SHORT = r"Mon|Tues?|Weds?|Thu(?:rs?)?|Fri|Sat|Sun|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
_PATTERNS = (
    re.compile(rf"(?<![\w:.]){_CLOCK}(?:{_HALF})?{_DASH}(?={_CLOCK}{_HALF})"),
    re.compile(rf"(?<![\w:.]){_CLOCK}{_HALF}{_DASH}(?={_CLOCK}|noon|midnight|late)"),
    re.compile(rf"\b(?:{_NAMES}|{_SHORT})\b{_DASH}(?=(?:{_NAMES}|{_SHORT})\b)"),
    re.compile(rf"(?<!\w)\d+(?:st|nd|rd|th){_DASH}(?=\d+(?:st|nd|rd|th)\b)"),
    re.compile(rf"(?<!\w)\d+(?:st|nd|rd|th){_DASH}(?=(?:{_NAMES}|{_SHORT})\b)"),
    re.compile(rf"(?<!\d)(?:19|20)\d\d{_DASH}(?=(?:{_NAMES}|{_SHORT})\b)"),
    re.compile(r"(?<![\w&'’–-])(?![IVX]\W)[A-Z](?P<dash>[-–—])(?=[A-Z](?![\w'’&–-]))"),
    re.compile(
        r"(?<![\w-])(?:K|KS|Y|Yr|Q|P|[A-Z])\d{1,3}(?P<dash>[–—-])(?=(?:K|KS|Y|Yr|Q|P"
        r"|[A-Z])?\d{1,3}(?![\w-]))"
    ),
    re.compile(r"(?<![\w-])(?:[A-Z]|Pre)(?P<dash>[–-])(?=\d{1,2}(?![\w-]))(?<=K[–-])"),
    re.compile(r"\bBCE?(?P<dash>\s?[-–—]\s?)(?=\d|AD|CE)"),
    re.compile(r"\d%(?P<dash>[-–—])(?=\d)"),
    re.compile(r"\d ?[°º][CF]?(?P<dash>[-–—])(?=\d)"),
)
_FROM_NOON = re.compile(rf"\b(?:noon|midnight){_DASH}(?=\d)")
_CHAPTER = re.compile(
    r"\b(?:[1-3] )?(?:Genesis|Exodus|Leviticus|Numbers|Deuteronomy|Joshua|Judges|Ruth|Samuel"
    r"|Kings|Job|Psalms?|Proverbs|"
    r"Isaiah|Jeremiah|Daniel|Hosea|Joel|Amos|Jonah|Micah|Matthew|Mark|Luke|John|Acts|Romans"
    r"|Corinthians|Galatians|"
    r"Ephesians|Philippians|Colossians|Thessalonians|Timothy|Titus|Hebrews|James|Peter|Jude"
    r"|Revelation|Qur['’]an|Surah)"
    r" \d{1,3}(?P<colon>:)\d{1,3}(?:(?P<dash>[-–])(?=\d))?"
)


def ranges(text: str, style: ReadingStyle) -> Iterator[Found]:
    """The dashes, and the colons of verses."""
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield english(match, SYMBOL, " to ", "dash")
    for match in _FROM_NOON.finditer(text):
        yield english(match, SYMBOL, " to ", "dash")
    for match in _CHAPTER.finditer(text):
        yield english(match, SYMBOL, " ", "colon")
        if match["dash"]:
            yield english(match, SYMBOL, " to ", "dash")
