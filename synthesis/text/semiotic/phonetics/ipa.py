"""Pronunciations between slashes or brackets: /θɪŋk/, [ˈbætə]."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ...ipa import SYMBOLS, VOWELS, cleaned_ipa
from ..found import PRONUNCIATION, Found

_SPECIAL = "əɪʊʌæɒɔɜɑθðʃʒŋɡɹːˈˌɛɐʔɝɚɫɾʤʧ"
_INSIDE = rf"[a-zɑ-ʯ{_SPECIAL}ː.()'’:\u0329\u0303\u0361 ,;-]{{1,60}}?"
_SLASHED = re.compile(rf"(?<![A-Za-z0-9_/:.])/(?P<ipa>{_INSIDE})/(?![A-Za-z0-9_/])")
_BRACKETED = re.compile(rf"(?<![A-Za-z0-9_])\[(?P<ipa>{_INSIDE})\](?![A-Za-z0-9_])")
_CUE = re.compile(
    r"\b(?:sound|sounds|phonemes?|pronounced?|pronunciation|vowels?|consonants?|rhymes?|voiced)\b"
    "|音标|发音|读音|读作|元音|辅音|音素",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r"/[a-zʃʒθðŋ]{1,2}:?/[\s、，,和]{1,3}/[a-zʃʒθðŋ]{1,2}:?/"
)  # /p/ and /b/ stand beside
_LONG_TYPED = re.compile(r"\A[aeiou]:\Z")  # /i:/
_LONGEST_PLAIN = {_SLASHED: 5, _BRACKETED: 3}
_FIRST = re.compile(r"[^,;]+")


def phonetic_alphabet(text: str) -> Iterator[Found]:
    """IPA, told by its letters or by a text about sounds; of several readings the first."""
    about_sounds = bool(_CUE.search(text) or _LISTED.search(text))
    for pattern in (_SLASHED, _BRACKETED):
        for match in pattern.finditer(text):
            special = any(char in _SPECIAL for char in match["ipa"])
            special = special or bool(_LONG_TYPED.search(match["ipa"]))
            if not special and not (about_sounds and len(match["ipa"]) < _LONGEST_PLAIN[pattern]):
                continue
            if value := _sayable(match["ipa"]):
                written = match.group()
                yield Found(*match.span(), PRONUNCIATION, written, written, ipa=value)


def _sayable(written: str) -> str:
    """The IPA in symbols of the inventory; a consonant alone gets a vowel that it is heard with."""
    first = _FIRST.match(written)
    if first is None:
        return ""
    value = cleaned_ipa(unicodedata.normalize("NFD", first.group().replace("-", "")))
    if not value or not set(value) <= SYMBOLS:
        return ""
    return value if VOWELS & set(value) else f"{value}ə"
