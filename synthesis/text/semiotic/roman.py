"""Roman numerals: after kings' names they are ordinals, after wars and chapters numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .found import ROMAN, Found
from .numerals import english_cardinal, english_ordinal, mandarin_cardinal

_SIGNS = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"
_SMALL_SIGNS = "ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹⅺⅻ"
_ONE_CHARACTER = {sign: at for signs in (_SIGNS, _SMALL_SIGNS) for at, sign in enumerate(signs, 1)}
_LETTERS = r"(?=[IVXLC])(?:C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_RULERS = """
Henry Edward Richard William James Charles George Elizabeth Mary Louis Napoleon Philip Pope Paul
John Benedict Francis Frederick Wilhelm Nicholas Alexander Peter Catherine Ivan Ferdinand Leopold
Victor Umberto Albert Otto Ramses Rameses Cleopatra Ptolemy Pius Leo Gregory Innocent Urban Clement
Harald Haakon Olaf Christian Gustav Carl Juan Felipe Alfonso Isabella Darius Xerxes Akihito
"""
_COUNTED = """
War Chapter Part Volume Book Act Scene Section Article Type Phase Stage Grade Level Class Unit
Lesson Appendix Figure Table Bowl Title Vatican Schedule Module Paper
Group Period Division Apollo Mark Factor
Question Exercise Theorem Rule Law Canto Symphony Sonata
"""
_AFTER_WORD = re.compile(rf"\b(?P<word>[A-Z][a-z]+) (?P<roman>{_LETTERS})(?![\w-])")
# What may follow a ruler's single letter, which else is an initial (Peter V. Smith) or the word
# I.
_AFTER_V = re.compile(r"(?!\. ?[A-Z])")
_AFTER_I = re.compile(r"(?=[,;:)!?]| (?:of|became|ruled|reigned)\b|\.?\s*\Z)")
_CENTURY = re.compile(rf"\b(?P<roman>{_LETTERS})(?= [Cc]entur)")
_ONE = re.compile(f"[{_SIGNS}{_SMALL_SIGNS}]+")
_AFTER_HAN = re.compile(rf"(?P<before>[㐀-鿿])(?P<roman>{_LETTERS})(?![A-Za-z0-9])")
_LISTED = re.compile(r"(?m)^[ \t]*(?P<roman>I{1,3}|I?V|VI{1,3}|I?X)(?=\. )")
_SECOND = re.compile(r"(?m)^[ \t]*II\. ")
"""Where a text has no such line, `C. Paris` is an answer to choose, and `I. Smith` a person."""
_RULER, _COUNT = frozenset(_RULERS.split()), frozenset(_COUNTED.split())
_OTHERWISE = ("MI", "DI", "CC", "LL", "CV", "CD", "XL", "LI", "XI")
"""What else such letters are after a word: abbreviations, a size, names in capitals."""
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def romans(text: str) -> Iterator[Found]:
    """Roman numerals that a word, a century or their own character tells to be such."""
    places: set[int] = set()
    for match in _AFTER_WORD.finditer(text):
        ruler = match["word"] in _RULER
        if _is_numeral(text, match, ruler=ruler):
            places.add(match.start("roman"))
            yield _found(match, ordinal=ruler, ruler=ruler)
    listed = [(_LISTED, False)] if _SECOND.search(text) else []
    for pattern, ordinal in ((_CENTURY, True), *listed, (_AFTER_HAN, False)):
        for match in pattern.finditer(text):
            roman = match["roman"]
            if match.start("roman") in places or not roman:
                continue
            if pattern is _AFTER_HAN and len(roman) == 1 and match["before"] != "第":
                continue
            if pattern is _AFTER_HAN and not set(roman) <= set("IVX"):
                continue
            places.add(match.start("roman"))
            yield _found(match, ordinal=ordinal, ruler=False)
    for match in _ONE.finditer(text):
        values = [_ONE_CHARACTER[sign] for sign in match.group()]
        english = " ".join(english_cardinal(str(value)) for value in values)
        mandarin = "".join(mandarin_cardinal(str(value)) for value in values)
        yield Found(match.start(), match.end(), ROMAN, english, mandarin)


def _is_numeral(text: str, match: re.Match[str], *, ruler: bool) -> bool:
    """Whether letters after a word are a number: `Class C` and `James C.` are none, and `Mary I`
    only where no sentence of its own begins."""
    word, roman = match["word"], match["roman"]
    if not ruler and word not in _COUNT:
        return len(roman) > 1 and roman not in (
            "MI",
            "DI",
            "CC",
            "LL",
            "CV",
            "CD",
            "XL",
            "LI",
            "XI",
        )
    if len(roman) > 1:
        return ruler or roman == "XI" or roman not in _OTHERWISE
    if roman not in "IVX":
        return False
    if not ruler:
        return True
    return bool((_AFTER_I if roman == "I" else _AFTER_V).match(text, match.end()))


def _found(match: re.Match[str], *, ordinal: bool, ruler: bool) -> Found:
    value = roman_value(match["roman"])
    english = english_ordinal(value) if ordinal else english_cardinal(str(value))
    mandarin = mandarin_cardinal(str(value))
    start, end = match.span("roman")
    return Found(
        start,
        end,
        ROMAN,
        f"the {english}" if ruler else english,
        f"{mandarin}世" if ruler else mandarin,
    )


_WHOLE = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})\Z")


def value_of(written: str) -> int:
    """The number that a Roman numeral writes, 0 for what is none: XIV is 14."""
    if not written or not _WHOLE.match(written):
        return _ONE_CHARACTER.get(written, 0)
    return roman_value(written)


def roman_value(roman: str) -> int:
    """The number that capital letters stand for."""
    values = [_VALUES[letter] for letter in roman]
    return sum(
        -value if any(value < after for after in values[at + 1 : at + 2]) else value
        for at, value in enumerate(values)
    )
