"""Spells out numbers and their units in words."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from ..semiotic.numerals import number

if TYPE_CHECKING:
    from wetext import Normalizer

_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:[,，]\d{3})+(?![\d,])")
_PART = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<sign>[-−+±])|(?P<other>.)", re.DOTALL)
_SIGNS = {
    "-": ("negative", "负"), "−": ("negative", "负"), "+": ("plus", "正"),
    "±": ("plus or minus", "正负"),
}  # fmt: skip
_CURRENCIES = {
    "$": ("dollars", "美元"), "€": ("euros", "欧元"), "£": ("pounds", "英镑"), "¥": ("yuan", "元"),
    "￥": ("yuan", "元"),
}  # fmt: skip
DIGIT_NAMES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


_LONGEST = 300
"""wetext takes minutes for a token of many thousand characters; no number is as long as this."""


_YEAR_OF_OH = re.compile(r"1[1-9]0[1-9]")


@lru_cache(maxsize=20_000)
def spell(token: str, language: str) -> str:
    """Spell out one number with its unit; where wetext has no reading, part by part."""
    if len(token) > _LONGEST:
        return _part_by_part(token, language)
    try:
        words = _normaliser(language).normalize(token)
    except (AssertionError, RuntimeError):  # wetext: no path through its grammar
        return _part_by_part(token, language)
    if language == "en" and _YEAR_OF_OH.fullmatch(token):
        words = words.replace(" zero ", " oh ")
    if language == "en":
        words = words.replace("ten hundred", "one thousand")  # 1000 is taken for a year
    # wetext omits the "one" of 1,234.56.
    return f"one {words}" if words.startswith(("thousand", "hundred", "million")) else words


def _part_by_part(token: str, language: str) -> str:
    """Signs, amounts and currencies in the order in which they are written; the rest is kept."""
    at = 1 if language == "zh" else 0
    parts: list[str] = []
    for part in _PART.finditer(token):
        if part["number"]:
            parts.append(number(part["number"], language))
        elif part["sign"]:
            parts.append(_SIGNS[part["sign"]][at])
        elif part["other"] not in _CURRENCIES:
            parts.append(part["other"])
    parts += [_CURRENCIES[c][at] for c in token if c in _CURRENCIES]
    return ("" if language == "zh" else " ").join(parts)


@cache
def _normaliser(language: str) -> Normalizer:
    from wetext import Normalizer  # imported late: it reads its grammars, which takes 0.6 s

    return Normalizer(lang=language)


def join_thousands(text: str) -> str:
    """Turn 1,000,000 into 1000000: wetext reads the commas as pauses."""
    return _THOUSANDS.sub(lambda m: re.sub("[,，]", "", m.group()), text)
