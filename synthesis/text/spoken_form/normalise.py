"""Turns written form into spoken form: numbers, money, dates, units, symbols, web addresses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache

from ..language import EN_STAND_INS, HAN, LATIN, ZH_STAND_INS
from ..style import DEFAULT, ReadingStyle
from .english import say_english
from .mandarin import say_mandarin

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()}
FULL_WIDTH |= {
    ord(wide): ord(half) for wide, half in zip("％＋＝＆＠＃／＄＊＿－", "%+=&@#/$*_-", strict=True)
}
FULL_WIDTH[ord("\u3000")] = ord(" ")
_LIGATURES = dict(
    zip(map(ord, "ﬀﬁﬂﬃﬄﬅﬆ"), ["ff", "fi", "fl", "ffi", "ffl", "st", "st"], strict=True)
)
"""Letters of two in one, which files have in place of both."""

_URL = re.compile(
    r"(?:https?|ftp)://(?:www\.)?(?=\w)([^\s/?#，。；！？、）)”\"'<>]+)([^\s，。；！？、）)”\"'<>]*)",
    re.I,
)
_LONGEST_PATH = 30
_LONGEST_WHOLE = 40
_ASKED = re.compile(r"[?#]|[/.]\Z")
_NO_WORD = re.compile(r"(?<=[ ])[b-df-hj-np-tv-xz]{3,4}(?= )")
_EMAIL = re.compile(r"\b([\w.+-]{1,64})@([\w-]{1,63}(?:\.[\w-]{1,63})+)\b", re.ASCII)
_SAYABLE = re.compile(f"[{HAN}{LATIN}{ZH_STAND_INS}{EN_STAND_INS}]")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[：．](?=\d)")
_PARTED = re.compile(
    r"(?<=[A-Za-z0-9])[\u2190-\u2bff\U0001f000-\U0001faff][\u200d\ufe0f]?(?=[A-Za-z0-9])"
)
"""An emoji between words of Latin letters, which it parts."""
_LINES = re.compile(rf"([\w{ZH_STAND_INS}{EN_STAND_INS}])[^\S\n]*\n\s*")


def clean(text: str) -> str:
    """Drop emoji and control characters; fold full-width and traditional forms.

    Web and mail addresses are spelled out here, before their dots are taken for full stops.
    """
    text = text.translate(FULL_WIDTH).translate(_LIGATURES)
    text = _BETWEEN_DIGITS.sub(lambda m: ":" if m.group() == "：" else ".", text)
    text = _URL.sub(_say_url, text)
    text = _EMAIL.sub(lambda m: _said_address(f" {m[1]} at {m[2]} "), text)
    text = _LINES.sub(r"\1. ", text)
    text = _PARTED.sub(" ", text)
    return "".join(simplify(c) for c in text if not _is_unsayable(c))


def normalise(text: str, language: str, style: ReadingStyle = DEFAULT) -> str:
    """Spell out one run in one language ("zh" or "en"); keeps punctuation that makes a pause."""
    said = say_mandarin(text) if language == "zh" else say_english(text, style)
    return " ".join("".join(c if _may_be_said(c) else " " for c in said).split())


@cache
def _may_be_said(char: str) -> bool:
    """False for letters, figures and signs that neither language has: an engine would call them
    names, as "Japanese letter"."""
    if char.isascii() or _SAYABLE.match(char):
        return True
    return unicodedata.category(char)[0] in "PZ"


@cache
def _is_unsayable(char: str) -> bool:
    if char in "\n\t°^`$+=~<>|" or "\U000f0000" <= char <= "\U0010fffd":
        return False
    kind = unicodedata.category(char)
    return kind[0] in "CM" or (kind in ("So", "Sk") and char not in "℃℉")


@cache
def simplify(char: str) -> str:
    """Replace a traditional Han character with the simplified one; return any other unchanged."""
    return _to_simplified()(char) if "㐀" <= char <= "鿿" else char


@cache
def _to_simplified() -> Callable[[str], str]:
    from wetext.constants import FSTS  # imported late: it reads its grammars, which takes 0.6 s

    return FSTS["preprocess"]["traditional_to_simple"]


def unsaid_of_addresses(text: str) -> Iterator[tuple[int, int]]:
    """From where to where web addresses are not said: "https://www.", long paths, what is asked."""
    for match in _URL.finditer(text):
        if _is_whole(match):
            continue
        yield match.start(), match.start(1)
        yield match.start(2) + len(_said_path(match)), match.end()


def _said_path(match: re.Match[str]) -> str:
    path = match[2].split("?")[0].split("#")[0].rstrip("/.,:;!")
    return path if len(path) <= _LONGEST_PATH else ""


def _say_url(match: re.Match[str]) -> str:
    scheme = "H T T P S" if match.group().lower().startswith("https") else "H T T P"
    ahead = f" {scheme} colon slash slash" if _is_whole(match) else ""
    return f"{ahead}{_said_address(f' {match[1]}{_said_path(match)} ').replace('-', ' dash ')}"


def _is_whole(match: re.Match[str]) -> bool:
    """Whether a short web address is all of a text, so that it is spoken of as it is written."""
    return (
        match.group().lower().startswith("http")
        and len(match.group()) <= _LONGEST_WHOLE
        and not _ASKED.search(match.group())
        and match.string.strip() == match.group()
        and match.start(1) == match.group().index("//") + match.start() + 2
    )


def _said_address(address: str) -> str:
    for written, said in ((".uk", ".U K"), (".", " dot "), ("/", " slash "), ("_", " underscore ")):
        address = address.replace(written, said)
    return _NO_WORD.sub(lambda match: " ".join(match.group().upper()), address)
