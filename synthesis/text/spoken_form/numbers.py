"""Spells out numbers and their units in words."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wetext import Normalizer

_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:[,，]\d{3})+(?![\d,])")
DIGIT_NAMES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


@lru_cache(maxsize=20_000)
def spell(token: str, language: str) -> str:
    """Spell out one number with its unit, digit by digit where wetext has no reading."""
    try:
        words = _normaliser(language).normalize(token)
    except (AssertionError, RuntimeError):  # wetext: no path through its grammar
        digits = "零一二三四五六七八九" if language == "zh" else DIGIT_NAMES
        joint = "" if language == "zh" else " "
        return joint.join(digits[int(c)] if c.isascii() and c.isdigit() else " " for c in token)
    # wetext omits the "one" of 1,234.56.
    return f"one {words}" if words.startswith(("thousand", "hundred", "million")) else words


@cache
def _normaliser(language: str) -> Normalizer:
    from wetext import Normalizer  # imported late: it reads its grammars, which takes 0.6 s

    return Normalizer(lang=language)


def join_thousands(text: str) -> str:
    """Turn 1,000,000 into 1000000: wetext reads the commas as pauses."""
    return _THOUSANDS.sub(lambda m: re.sub("[,，]", "", m.group()), text)
