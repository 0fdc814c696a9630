"""Converts IPA to the symbols that Kokoro was trained on (misaki's: one letter per diphthong)."""

from __future__ import annotations

import re
import unicodedata

from synthesis.text.ipa import cleaned_ipa

_BOTH = {
    "tʃ": "ʧ", "dʒ": "ʤ", "aɪ": "I", "ai": "I", "aʊ": "W", "au": "W", "eɪ": "A", "ei": "A",
    "ɔɪ": "Y", "ɔi": "Y", "ɚ": "əɹ", "ɝ": "ɜɹ", "r": "ɹ", "x": "k", "ɐ": "ə", "ɬ": "l",
    "ɫ": "l", "ʍ": "w", "ɾ": "T", "ʔ": "t", "ɨ": "ᵻ", "\u0303": "",
}  # fmt: skip
_AMERICAN = {
    "oʊ": "O", "ou": "O", "əʊ": "O", "əu": "O", "eə": "ɛɹ", "ɛə": "ɛɹ", "ɪə": "iə", "ɜːɹ": "ɜɹ",
    "ɜːr": "ɜɹ", "ɜː": "ɜɹ", "ː": "", "ɒ": "ɑ", "a": "æ", "e": "ɛ", "o": "ɔ",
}  # fmt: skip
_BRITISH = {
    "oʊ": "Q", "ou": "Q", "əʊ": "Q", "əu": "Q", "eə": "ɛː", "ɛə": "ɛː", "æ": "a", "e": "ɛ",
    "o": "ɔ",
}  # fmt: skip
VOWELS = "AIOQWYaɐɑɒæəɛɜiɪɔuʊʌᵊᵻ"
"""Kokoro's symbols for vowels."""
_EARLY_STRESS = re.compile(rf"([ˈˌ])([^ˈˌ\s{VOWELS}]+)(?=[{VOWELS}])")
_NUCLEUS, _STRESS = re.compile(f"[{VOWELS}]+"), re.compile("[ˈˌ]")
_SYLLABIC = re.compile("(.)\u0329")


def phonemes_of_ipa(ipa: str, *, british: bool = False) -> str:
    """Convert `ipa` (symbols of the inventory) for an American or British voice.

    Moves stress marks from the start of a syllable to the vowel, where espeak-ng puts them, and
    stresses words of one syllable.
    """
    table = _BOTH | (_BRITISH if british else _AMERICAN)
    longest_first = "|".join(map(re.escape, sorted(table, key=len, reverse=True)))
    symbols = _SYLLABIC.sub(r"ᵊ\1", cleaned_ipa(unicodedata.normalize("NFD", ipa)))
    symbols = re.sub(longest_first, lambda m: table[m.group()], symbols)
    symbols = _EARLY_STRESS.sub(r"\2\1", symbols)
    if len(nuclei := list(_NUCLEUS.finditer(symbols))) == 1 and not _STRESS.search(symbols):
        at = nuclei[0].start()
        return f"{symbols[:at]}ˈ{symbols[at:]}"
    return symbols


_YOD = re.compile(r"(?<=[dtnlsz])j(?=[ˈˌ]?u)")
_R_OF_VOWEL = {"ɜɹ": "ɜː", "ɪɹ": "ɪə", "ɛɹ": "ɛː", "əɹ": "ə", "ɔːɹ": "ɔː", "ɑːɹ": "ɑː", "ɹ": ""}
_CODA = re.compile(rf"(?:[ɜɪɛə]|[ɔɑɜ]ː)?ɹ(?![ˈˌ]?[{VOWELS}])")


def dialect_phonemes(ipa: str, *, british: bool) -> str:
    """Convert IPA that has the r of American and the other sounds of British English."""
    phonemes = phonemes_of_ipa(ipa, british=british)
    if not british:
        return _YOD.sub("", phonemes)
    return _CODA.sub(lambda m: _R_OF_VOWEL.get(m[0], m[0].removesuffix("ɹ")), phonemes)
