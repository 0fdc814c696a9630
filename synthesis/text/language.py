"""Determines the language of each run of a text from its script."""

from __future__ import annotations

import re
from functools import lru_cache

HAN = "〇㐀-䶿一-鿿\uf900-\ufaff\U00020000-\U0003ffff"
LATIN = "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿﬀ-ﬆ"
# Private-use characters that stand for a word with a given reading (see stand_ins.py).
ZH_STAND_INS, EN_STAND_INS = "\U000f0000-\U000ffffd", "\U00100000-\U0010fffd"
SPELLED_A = {"a": "\U0010fffc", "A": "\U0010fffd"}
"""Stands for the letter A, which engines would take for the article: the last of EN_STAND_INS."""

UNIT = (
    r"(?:[kmcdnµμ]?m[²³23]?|[kmcµμ]?g|km/h|m/s|mph|m?[lL]|[kMGT]i?B|[kMGT]?bps|[kMG]?Hz|[kMG]?Wh?|[km]?V"
    r"|mA|mAh|ms|lbs?|oz|ft|°C|°F|℃|℉|°|%|％|‰)(?![A-Za-z0-9])"
)
"""A unit of measure written after a number and read together with it."""

_TOKEN = re.compile(
    rf"(?P<zh>[{HAN}{ZH_STAND_INS}]+)"
    rf"|(?P<en>[{LATIN}{EN_STAND_INS}]+(?:['’][{LATIN}]+)*)"
    rf"|(?P<number>[$€£¥￥]?\d(?:[\d.,:/+×~～–-]*\d)?(?:\s?{UNIT})?)"
    r"|(?P<sign>(?<!\+)[+=×÷](?!\+))"
    r"|(?P<other>.)",
    re.DOTALL,
)
_WORD = re.compile(rf"[{LATIN}{EN_STAND_INS}]+")
_LONGEST_NAME, _LONGEST_FIGURE = 2, 4
_NO_WORDS_LISTED = """
sin cos tan cot sec csc log lim max min arcsin arccos arctan mol kHz kPa kWh mAh mmol kcal
"""
_NO_WORDS = frozenset(_NO_WORDS_LISTED.split())
"""Letters that formulas have, longer than a name of one or two letters."""
_SHORT_WORDS_LISTED = """
is if in on at as by to of or so be do go he it me my no up us we an am hi ok oh
"""
_SHORT_WORDS = frozenset(_SHORT_WORDS_LISTED.split())
_MATHEMATICAL = re.compile(
    r"[=+×÷<>≤≥≠≈√^²³⁰-⁹₀-₉∈∪∩∥⊥∠△∞→⇌·|Α-ω]|\d\s?[A-Za-z°%]|[A-Za-z][(\[]|[A-Za-z]\d|_\{"
)
"""A sign of a formula, of a quantity or of code."""
_TWO_WORDS = re.compile(r"(?<![A-Za-z\d])[A-Za-z]{2,} [A-Za-z]{2,}(?![A-Za-z(])")
_HAN_CHAR = re.compile(rf"[{HAN}{ZH_STAND_INS}]")
_HAN_POINT = re.compile("[，。；、]")
_WORD_ALONE = re.compile(
    rf"(?<![{LATIN}./@\\_-])(?=[{LATIN}][a-zß-öø-ÿ])[{LATIN}]{{3,}}(?![{LATIN}0-9@/_]|\.[{LATIN}])"
)
_ENGLISH_ENDS = re.compile(r"\A\W*[A-Z]?[a-z]+ (?:.*[ ,])?[a-z]{2,}[.?!]?\Z", re.DOTALL)
_ENGLISH = re.compile(r"\b[A-Z]?[a-z]+ (?:is|are|am|was|were|has|have|had|means?)\b")
_SPEAKABLE = re.compile(
    rf"[{HAN}{LATIN}{ZH_STAND_INS}{EN_STAND_INS}0-9０-９Ａ-Ｚａ-ｚ½-¾¼⅐-ⅻ①-⓿❶-➓㈠-㈩㉑-㉟㊀-㊉㊱-㊿ℕℤℚℝℂ∞∅]"
    r"|(?<![Ͱ-Ͽἀ-῿])[Α-Ωα-ω](?![Ͱ-Ͽἀ-῿])|[⁰¹²³⁴-⁹]⁄[₀-₉]"  # a letter of Greek, and no word
)


def is_speakable(text: str) -> bool:
    """True when the text has a letter, Han character or digit that zh or en can read."""
    return bool(_SPEAKABLE.search(text))


def main_language(text: str, otherwise: str = "en") -> str:
    """ "zh" when the text has at least as many Han characters as Latin words, else "en".

    Single letters are no words. Returns `otherwise` for a text with neither, as "y = 2x + 1".
    """
    han, latin = len(_HAN_CHAR.findall(text)), _WORD.findall(text)
    if not han and _is_wordless(text, latin):
        return otherwise
    words = sum(len(word) > 1 or not word.isascii() for word in latin)
    return "zh" if han >= words and han else "en"


def _is_wordless(text: str, latin: list[str]) -> bool:
    """Whether Latin letters are those of formulas, units or code, if there are any."""
    if not latin:
        return True
    if any(map(_is_word, latin)):
        return False
    return bool(_MATHEMATICAL.search(text)) and not _TWO_WORDS.search(text)


def _is_word(letters: str) -> bool:
    """Whether letters are no name of a formula, nor of a figure (ABCD)."""
    if not letters.isascii() or letters.lower() in _SHORT_WORDS:
        return True
    longest = _LONGEST_FIGURE if letters.isupper() else _LONGEST_NAME
    return len(letters) > longest and letters not in _NO_WORDS


@lru_cache(maxsize=8)
def is_led_by_english(text: str) -> bool:
    """Whether English tells of a text with Han in it: "Lesson 5: 我的家"."""
    if not _HAN_CHAR.search(text):
        return False
    if _HAN_POINT.search(text):
        return False  # a Mandarin sentence
    words, han = len(_WORD_ALONE.findall(text)), len(_HAN_CHAR.findall(text))
    if not words:
        return False
    if _ENGLISH_ENDS.match(text):
        return True
    return main_language(text) == "en" or (words > 1 and 2 * words >= han) or _leads_to_han(text)


def _leads_to_han(text: str) -> bool:
    """Whether words, then a mark stand before the first Han."""
    han = _HAN_CHAR.search(text)
    before = text[: han.start()] if han else ""
    return bool(_WORD_ALONE.search(before)) and before.rstrip(" \"'“‘《")[-1:] in tuple(":：(;=–—-")


def runs(text: str, otherwise: str = "en", main: str | None = None) -> list[tuple[str, str]]:
    """Cut `text` into (language, run) pairs; the runs joined are the text again.

    Han is zh and Latin is en. A number takes the language of the letters on both sides, zh when
    they differ: Mandarin speakers say "iPhone 十五". At an edge of the text it takes the text's
    `main` language, or `otherwise` when there are no letters. Where English leads, a number takes
    that of the word next to it. Other symbols join the run before them.
    """
    tokens = [(match.lastgroup or "other", match.group()) for match in _TOKEN.finditer(text)]
    main = main or main_language(text, otherwise)
    by_english = is_led_by_english(text) or (otherwise == "en" and bool(_ENGLISH.search(text)))
    following: list[str | None] = []
    next_language: str | None = None
    for kind, token in reversed(tokens):
        following.append(next_language)
        if kind in ("zh", "en"):
            next_language = _of_letters(kind, token, main)
    following.reverse()

    pairs: list[tuple[str, list[str]]] = []
    before: str | None = None
    leading: list[str] = []  # symbols before the first run
    for at, ((kind, token), after) in enumerate(zip(tokens, following, strict=True)):
        if kind == "other":
            (pairs[-1][1] if pairs else leading).append(token)
            continue
        language = kind
        is_number = kind in ("number", "sign")
        if kind == "sign" and not pairs:
            leading.append(token)
            continue
        if is_number and by_english:
            language = _beside(tokens, at) or ("zh" if before == after == "zh" else "en")
        elif is_number:
            language = _number_language(before, after, main)
        else:
            before = _of_letters(kind, token, main)
        if pairs and pairs[-1][0] == language:
            pairs[-1][1].append(token)
        else:
            pairs.append((language, [*leading, token]))
            leading = []
    if leading:
        pairs.append((main, leading))
    return [(language, "".join(parts)) for language, parts in pairs]


def _of_letters(language: str, written: str, main: str) -> str:
    """The language of letters for the numbers beside them: a single one is no English word."""
    return main if language == "en" and len(written) == 1 and written.isascii() else language


def _beside(tokens: list[tuple[str, str]], at: int) -> str:
    """The language of the word right after a token, else of that right before it, "" for none."""
    for step in (1, -1):
        place = at + step
        if 0 <= place < len(tokens) and tokens[place][1] == " ":
            place += step
        if 0 <= place < len(tokens) and tokens[place][0] in ("zh", "en"):
            return tokens[place][0]
    return ""


def _number_language(before: str | None, after: str | None, main: str) -> str:
    if before == after == "en":
        return "en"
    if "zh" in (before, after):
        return "zh"
    return main
