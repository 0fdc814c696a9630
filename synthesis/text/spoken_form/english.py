"""Turns written English into spoken English."""

from __future__ import annotations

import re

from ..english_calendar import SHORT_MONTHS
from ..language import LATIN, UNIT
from ..semiotic.letters import spelled
from ..semiotic.numerals import without_and
from ..style import DEFAULT, ReadingStyle
from .numbers import DIGIT_NAMES, join_thousands, spell

_FOUR_DIGITS = re.compile(r"(?<![\d.,$€£])(\d),(\d{3})(?![.,]?\d)")  # 1,234 is never a year
_TENS = "hundreds tens twenties thirties forties fifties sixties seventies eighties nineties"
_DECADES = _TENS.split()
_ABBREVIATIONS = {
    "mr": "mister", "mrs": "missus", "ms": "miz", "dr": "doctor", "prof": "professor",
    "st": "saint", "jr": "junior", "sr": "senior", "rev": "reverend", "gen": "general",
    "capt": "captain", "lt": "lieutenant", "sgt": "sergeant", "gov": "governor", "sen": "senator",
    "vs": "versus", "etc": "et cetera", "approx": "approximately", "dept": "department",
    "fig": "figure", "figs": "figures", "vol": "volume", "ch": "chapter", "ed": "edition",
    "inc": "incorporated", "ltd": "limited", "co": "company", "corp": "corporation",
    "e.g": "for example", "i.e": "that is", "cf": "compare", "no": "number",
}  # fmt: skip
_ABBREVIATIONS |= {short.lower(): month for short, month in SHORT_MONTHS.items()}
ABBREVIATION = re.compile(
    r"\b(Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|Rev|Gen|Capt|Lt|Sgt|Gov|Sen|vs|etc|approx|[Dd]ept|[Ff]igs?|[Vv]ol"
    r"|Inc|Ltd|Co|Corp|[eE]\.g|[iI]\.e|cf|No(?=\.\s?\d)|ch(?=\.\s?\d)|ed(?=\.\s?\d)"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)(?=\.\s?\d))\.(?=(\s+[A-Z\"“]|\s*$)?)"
)
_ENDS_SENTENCE = {"etc", "inc", "ltd", "co", "corp", "jr", "sr"}
INITIALS = re.compile(r"\b((?:[A-Za-z]\.){2,})(\s+[A-Z]|\s*$)?")
_MONTH_DAY = re.compile(
    r"\b(January|February|March|April|May|June|July|August|September|October|November|December)"
    r"\s+([12]?\d|3[01])\b(?!\s?[:%°\d])"
)
_CENTS = re.compile(r"(?<!\w)([$€£])(\d+)\.(\d\d)(?!\d|\s(?:million|billion|trillion))")
_MONEY = {"$": ("dollar", "cent"), "€": ("euro", "cent"), "£": ("pound", "penny")}
_DECADE = re.compile(r"\b(\d\d)?([1-9])0['’]?s\b|\b(\d\d)00['’]?s\b")
_VERSION = re.compile(r"(?<![\d.])\d++(?:\.\d++){2,}+")
_PHONE = re.compile(r"(?<![\d-])\+?\d{1,4}(?:-\d{3,4}){1,3}(?![\d-])")
_RANGE = re.compile(r"(?<=\d)\s?[–~～-]\s?(?=[$€£]?\d)")
_AFTER_LETTER = re.compile(rf"(?<=[{LATIN}])-?(?=\d)")
_NUMBER = re.compile(
    r"(?<![\w.])[-−+±]?[$€£¥￥]?\d+(?:[.:/]\d+)*(?:st|nd|rd|th)?(?![\d])"
    rf"(?:\s?{UNIT})?(?:\s(?:million|billion|trillion)\b)?(?:\s?[ap]\.?m\b\.?)?",
    re.I,
)
_DOT_NAME = re.compile(r"(?<=[A-Za-z0-9])\.(?=[a-z]{2,})")
# Acronyms that espeak-ng would read as a word (out of a few hundred common ones tried).
_SPELLED = re.compile(
    r"\b(AWS|LED|FAQ|VIP|ROI|ERP|WHO|IMF|ETA|ICU|RFID|IPO|SEO|UX|UAE|ICBC|ASR|IDE|EOF|SOS|IQ|EQ|EUR)(s?)\b"
)
_ENGLISH_SYMBOLS = {
    "&": " and ", "@": " at ", "%": " percent ", "=": " equals ", "+": " plus ", "×": " times ",
    "÷": " divided by ", "°": " degrees ", "$": " dollars ", "€": " euros ", "£": " pounds ",
    "~": " ", "/": " ", "<": " ", ">": " ", "_": " ", "*": " ", "#": " ", "|": " ", "^": " ",
    "\\": " ", "`": " ", "≈": " about ", "≥": " at least ", "≤": " at most ", "℃": " degrees ",
}  # fmt: skip


def say_english(text: str, style: ReadingStyle = DEFAULT) -> str:
    """Spell out numbers, abbreviations, symbols and some acronyms as English reads them aloud."""
    text = ABBREVIATION.sub(_expand, text)
    text = INITIALS.sub(_say_initials, text)
    if any(c.isdigit() for c in text):
        text = _FOUR_DIGITS.sub(lambda m: f"{m[1]} thousand {m[2].lstrip('0')}", text)
        text = join_thousands(text)
        text = re.sub(r"#(?=\d)", "number ", text)
        text = re.sub(r"(?<!\d)(?<!\d )~(?=\d)", "about ", text).replace(
            "24/7", "twenty four seven"
        )
        text = _VERSION.sub(lambda m: m.group().replace(".", " point "), text)
        text = _DECADE.sub(_say_decade, text)
        text = _CENTS.sub(lambda m: _say_cents(m, style), text)
        text = _MONTH_DAY.sub(lambda m: f"{m[1]} {m[2]}{_ordinal_ending(int(m[2]))}", text)
        text = _PHONE.sub(_say_phone, text)
        text = _RANGE.sub(" to ", text)
        text = _AFTER_LETTER.sub(" ", text)
        text = _NUMBER.sub(lambda m: f" {_number(m.group().replace('¥', '￥'), style)} ", text)
        text = re.sub(r"\d+", lambda m: f" {_number(m.group(), style)} ", text)
    text = _DOT_NAME.sub(" dot ", text)
    text = _SPELLED.sub(lambda m: spelled(m[1]) + ("'s" if m[2] else ""), text)
    text = "".join(_ENGLISH_SYMBOLS.get(c, c) for c in text)
    return re.sub(r"(?<!\s)\s+(?=[,.;:!?])|(?<!-)-+(?=\s|$)", "", text)


def _number(token: str, style: ReadingStyle) -> str:
    words = spell(token, "en")
    return words if style.english_and else without_and(words)


def _expand(match: re.Match[str]) -> str:
    short = match[1].lower()
    ends_sentence = match[2] is not None and short in _ENDS_SENTENCE
    return _ABBREVIATIONS[short] + ("." if ends_sentence else "")


def _say_initials(match: re.Match[str]) -> str:
    letters = spelled(match[1].upper().replace(".", ""))
    rest = match[2]
    if rest is None:
        return letters
    return letters + ("." if not rest.strip() else "") + rest


def _say_decade(match: re.Match[str]) -> str:
    century, decade, hundreds = match.groups()
    if hundreds:
        return (
            f"{spell(hundreds, 'en')} hundreds"
            if hundreds[1] != "0"
            else f"{hundreds[0]} thousands"
        )
    return f"{spell(century, 'en') if century else ''} {_DECADES[int(decade)]}"


def _say_cents(match: re.Match[str], style: ReadingStyle) -> str:
    (whole, part), units, cents = _MONEY[match[1]], int(match[2]), int(match[3])
    amount = f"one {whole}" if units == 1 else _number(f"{match[1]}{units}", style)
    if not cents:
        return amount
    parts = "pence" if part == "penny" and cents != 1 else part + "s" * (cents != 1)
    return f"{amount} and {spell(str(cents), 'en')} {parts}"


def _ordinal_ending(day: int) -> str:
    return "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _say_phone(match: re.Match[str]) -> str:
    groups = match.group().lstrip("+").split("-")
    if len(groups) == 2 and len(groups[0]) == len(groups[1]) == 4:
        return match.group()  # 1999-2003: a range of years
    return ", ".join(" ".join(DIGIT_NAMES[int(c)] for c in group) for group in groups)
