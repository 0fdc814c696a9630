"""Dashes that are said "to": "2–4 p.m.", "9am–5pm", "Mon–Fri", "15th–17th", "A–Z"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...english_calendar import DAYS, MONTHS
from ...style import ReadingStyle
from ..found import SYMBOL, TIME, Found
from ..numerals import english_cardinal
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
    re.compile(
        r"(?<![\w&'’–-])(?![IVX]\W)[A-Z](?P<dash>[-–—])"
        r"(?=[A-Z](?![\w'’&–-]| (?:bond|single|double|covalent|peptide)))"
    ),
    re.compile(
        r"(?<![\w-])(?:K|KS|Y|Yr|Q|P|[A-Z])\d{1,3}(?P<dash>[–—-])(?=(?:K|KS|Y|Yr|Q|P"
        r"|[A-Z])?\d{1,3}(?![\w-]))"
    ),
    re.compile(r"(?<![\w-])(?:[A-Z]|Pre)(?P<dash>[–-])(?=\d{1,2}(?![\w-]))(?<=K[–-])"),
    re.compile(
        r"\b(?i:options?|questions?|parts?|letters?|sections?|items?|steps?|statements?|answers?) "
        r"\(?[a-k]\)?(?P<dash> ?[-–—] ?)(?=\(?[b-z](?![\w'’-]))"
    ),
    re.compile(r"\bBCE?(?P<dash>\s?[-–—]\s?)(?=\d|AD|CE)"),
    re.compile(
        r"(?<![\w-])(?:X{0,3}[SL]|[SM])(?P<dash> ?[-–—] ?)(?=X{1,3}L(?![\w-]))"
        r"|(?<=\b[Ss]izes )X{1,3}S(?P<from>[-–—])(?=X{0,3}[SML]\b)"
    ),
    re.compile(r"\d0['’]?s(?P<dash> ?[-–—] ?)(?=(?:the )?(?:1\d|20)\d0['’]?s\b)"),
    re.compile(r"(?:(?:1\d|20)\d\d|\ue000)(?P<dash> ?[-–—] ?)(?=(?:present|now|today|date)\b)"),
    re.compile(r"[½¼¾⅓⅔⅛](?P<dash> ?[-–—] ?)(?=[\d½¼¾⅓⅔\ue000])"),
    re.compile(r"\d[kKmM](?P<dash>[-–—])(?=[£$€]?\d+(?:\.\d+)?[kKmM]\b)"),
    re.compile(r"(?<![\d.,~])\d{1,4}(?P<dash> ?~ ?)(?=\d)"),
    re.compile(
        r"(?<![\d,.-])\d{1,3}(?P<dash>[-–])(?=\d{1,3}(?:,\d{3})+(?![\d,]))"
        r"|\b(?i:pages?|pp\.?|lines?|questions?|nos?\.?|numbers?|rooms?|exercises?|between|about"
        r"|around|approximately|roughly|weighs?) \d{3}(?P<counted>-)(?=\d{3}(?![\d-]))"
    ),
    re.compile(
        r"(?<![\d.,-])[1-9]\d\d(?P<dash>-)"
        r"(?=[1-9]\d\d (?:[a-z]{3,}s|people|children|per)\b)"
    ),
    re.compile(
        r"\b(?P<level>Year|Yr|Grade|Week|Unit|Chapter|Stage|Level|Lesson|Step|Page|Question|Room|Row"
        r"|Act|Day|Form|Class|Group|Reception|Nursery|sunrise|dawn|birth|start|morning)"
        r"(?: ?\d{1,3})?"
        r"(?P<dash> ?[–—] ?|(?<=\d)-)(?=(?:Year|Yr|Grade|Week|Unit|Chapter|Stage|Level|Lesson|Step"
        r"|Page|Question|Room|Row|Act|Day|Form|Class|Group|sunset|dusk|death|finish|evening)\b)"
    ),
    re.compile(r"\d%(?P<dash>[-–—])(?=\d)"),
    re.compile(r"\d ?[°º][CF]?(?P<dash>[-–—])(?=\d)"),
)
_CLOCK_WITH_DOT = re.compile(
    r"(?<![\w.:,])(?P<hour>1?\d)\.(?P<minutes>[0-5]\d)"
    r"(?=\s?[-–—]\s?1?\d(?:[.:][0-5]\d)? ?(?:[ap]\.?m\b|[AP]\.?M\b))"
)
_SHORT_DECADE = re.compile(r"\d0s(?P<until> ?[-–—] ?['’]?(?P<tens>[1-9])0s)(?!\w)")
_DECADES = [
    "tens",
    "twenties",
    "thirties",
    "forties",
    "fifties",
    "sixties",
    "seventies",
    "eighties",
    "nineties",
]
_TEAMS = re.compile(r"(?<![\w-])U-?(?P<age>\d|1\d|2[0-3])s(?!\w)")
_FORMATION = re.compile(
    r"(?<![\w-])(?P<line>\d(?:-\d){2,3})(?= (?:formation|system|line-?up|shape|diamond)\b)"
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
            named = (name for name in ("dash", "from", "counted") if name in pattern.groupindex)
            yield english(match, SYMBOL, " to ", next(name for name in named if match[name]))
    for match in _CLOCK_WITH_DOT.finditer(text):
        minutes = match["minutes"]
        said = f" oh {english_cardinal(minutes[1])}" if minutes[0] == "0" else ""
        said = said or f" {english_cardinal(minutes)}"
        hour = english_cardinal(match["hour"])
        yield english(match, TIME, hour if minutes == "00" else f"{hour}{said}")
    for match in _SHORT_DECADE.finditer(text):
        said = _DECADES[int(match["tens"]) - 1]
        yield english(match, SYMBOL, f" to {said}", "until")
    for match in _TEAMS.finditer(text):
        yield english(
            match, SYMBOL, f"under {english_cardinal(match['age'])}s".replace("ys", "ies")
        )
    for match in _FORMATION.finditer(text):
        said = " ".join(map(english_cardinal, match["line"].split("-")))
        yield english(match, SYMBOL, said, "line")
    for match in _FROM_NOON.finditer(text):
        yield english(match, SYMBOL, " to ", "dash")
    for match in _CHAPTER.finditer(text):
        yield english(match, SYMBOL, " ", "colon")
        if match["dash"]:
            yield english(match, SYMBOL, " to ", "dash")
