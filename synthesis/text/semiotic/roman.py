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
_CENTURY = re.compile(rf"\b(?P<roman>{_LETTERS})(?= [Cc]entur)")
_ONE = re.compile(f"[{_SIGNS}{_SMALL_SIGNS}]+")
_AFTER_HAN = re.compile(rf"(?P<before>[㐀-鿿])(?P<roman>{_LETTERS})(?![A-Za-z0-9])")
_LISTED = re.compile(rf"(?m)^[ \t]*(?P<roman>{_LETTERS})(?=\. )")
_RULER, _COUNT = frozenset(_RULERS.split()), frozenset(_COUNTED.split())
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def romans(text: str) -> Iterator[Found]:
    """Roman numerals that a word, a century or their own character tells to be such."""
    places: set[int] = set()
    for match in _AFTER_WORD.finditer(text):
        word, roman = match["word"], match["roman"]
        ruler = word in _RULER
        if (
            not ruler
            and word not in _COUNT
            and (len(roman) == 1 or roman in ("MI", "DI", "CC", "LL"))
        ):
            continue
        places.add(match.start("roman"))
        yield _found(match, ordinal=ruler, ruler=ruler)
    for pattern, ordinal in ((_CENTURY, True), (_LISTED, False), (_AFTER_HAN, False)):
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


def _found(match: re.Match[str], *, ordinal: bool, ruler: bool) -> Found:
    value = _value(match["roman"])
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


def _value(roman: str) -> int:
    values = [_VALUES[letter] for letter in roman]
    return sum(
        -value if any(value < after for after in values[at + 1 : at + 2]) else value
        for at, value in enumerate(values)
    )
