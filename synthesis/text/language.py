"""Which language each run of a text is in, told by its script."""

from __future__ import annotations

import re

HAN = "〇㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff"
LATIN = "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ"
# Private characters that stand for a word with a given reading (stand_ins): Mandarin, English.
ZH_STAND_INS, EN_STAND_INS = "\U000f0000-\U000ffffd", "\U00100000-\U0010fffd"

UNIT = (
    r"(?:[kmcdnµμ]?m[²³23]?|[kmcµμ]?g|km/h|m/s|mph|m?[lL]|[kMGT]i?B|[kMGT]?bps|[kMG]?Hz|[kMG]?Wh?|[km]?V"
    r"|mA|mAh|ms|lbs?|oz|ft|°C|°F|℃|℉|°|%|％|‰)(?![A-Za-z0-9])"
)
"""A measure that is written behind a number and read together with it."""

_TOKEN = re.compile(
    rf"(?P<zh>[{HAN}{ZH_STAND_INS}]+)"
    rf"|(?P<en>[{LATIN}{EN_STAND_INS}]+(?:['’][{LATIN}]+)*)"
    rf"|(?P<number>[$€£¥￥]?\d(?:[\d.,:/+×~～–-]*\d)?(?:\s?{UNIT})?)"
    r"|(?P<other>.)",
    re.DOTALL,
)
_WORD = re.compile(rf"[{LATIN}{EN_STAND_INS}]+")
_HAN_CHAR = re.compile(rf"[{HAN}{ZH_STAND_INS}]")
_SPEAKABLE = re.compile(rf"[{HAN}{LATIN}{ZH_STAND_INS}{EN_STAND_INS}0-9０-９Ａ-Ｚａ-ｚ]")


def is_speakable(text: str) -> bool:
    """True when there is a letter, a character or a digit in it that zh or en can read."""
    return bool(_SPEAKABLE.search(text))


def main_language(text: str, otherwise: str = "en") -> str:
    """ "zh" when the text has at least as many Han characters as Latin words, else "en".

    Returns `otherwise` for a text with neither.
    """
    han, words = len(_HAN_CHAR.findall(text)), len(_WORD.findall(text))
    if not han and not words:
        return otherwise
    return "zh" if han >= words else "en"


def runs(text: str, otherwise: str = "en") -> list[tuple[str, str]]:
    """Cut `text` into (language, run) pairs; the runs joined are the text again.

    Han is zh and Latin is en. A number is read in the language of the letters at its sides, zh
    when they differ: in Mandarin one says "iPhone 十五". At an edge the whole text decides, and
    `otherwise` where it has no letters. Other symbols stay with the run before them.
    """
    tokens = [(match.lastgroup or "other", match.group()) for match in _TOKEN.finditer(text)]
    main = main_language(text, otherwise)
    following: list[str | None] = []
    seen: str | None = None
    for kind, _ in reversed(tokens):
        following.append(seen)
        if kind in ("zh", "en"):
            seen = kind
    following.reverse()

    found: list[tuple[str, str]] = []
    before: str | None = None
    waiting = ""  # symbols ahead of the first run
    for (kind, token), after in zip(tokens, following, strict=True):
        if kind == "other":
            if found:
                found[-1] = (found[-1][0], found[-1][1] + token)
            else:
                waiting += token
            continue
        language = kind if kind != "number" else _read_in(before, after, main)
        if kind != "number":
            before = kind
        if found and found[-1][0] == language:
            found[-1] = (language, found[-1][1] + token)
        else:
            found.append((language, waiting + token))
            waiting = ""
    return found if found else ([(main, waiting)] if waiting else [])


def _read_in(before: str | None, after: str | None, main: str) -> str:
    if before == after == "en":
        return "en"
    if "zh" in (before, after):
        return "zh"
    return main
