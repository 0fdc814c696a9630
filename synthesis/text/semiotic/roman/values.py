"""What Roman numerals look like, what they count, and what they are worth."""

from __future__ import annotations

import re

from ..found import ROMAN, Found
from ..numerals import english_cardinal, mandarin_cardinal

LETTERS = r"(?=[IVXLC])(?:C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
SMALL_LETTERS = r"(?=[ivx])(?:x{0,3})(?:ix|iv|v?i{0,3})"
NUMERAL = r"(?:X{1,3}(?:IX|IV|V?I{0,3})|IX|IV|VI{0,3}|I{1,3})"
"""A numeral of the letters I, V and X, and never nothing."""
PIECE = re.compile(r"[IVXLCDMivx]+")
_COUNTED = """
War Chapter Part Volume Book Act Scene Section Article Type Phase Stage Grade Level Class Unit
Lesson Appendix Figure Table Bowl Title Vatican Schedule Module Paper
Group Period Division Apollo Mark Factor Year
Episode Tier Saturn Bach Violin Paragraph Sheet Round
Question Exercise Theorem Rule Law Canto Symphony Sonata
Photosystem Nerve Chord Verse Stanza Page Fig Step Category Collagen Amendment Olympiad Topic Task
"""
COUNTED = frozenset(_COUNTED.split())
"""Words before a numeral that counts."""
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def counted(start: int, roman: str) -> Found:
    """The numeral at a place of a text, read as a cardinal number."""
    value = str(roman_value(roman.upper()))
    end = start + len(roman)
    return Found(start, end, ROMAN, english_cardinal(value), mandarin_cardinal(value))


def roman_value(roman: str) -> int:
    """The number that capital letters stand for."""
    values = [_VALUES[letter] for letter in roman]
    return sum(
        -value if any(value < after for after in values[at + 1 : at + 2]) else value
        for at, value in enumerate(values)
    )
