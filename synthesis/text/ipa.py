"""The International Phonetic Alphabet as dictionaries of English use it."""

from __future__ import annotations

VOWELS = frozenset("aeiouæɐɑɒəɚɛɜɝɪɔʊʌᵻɨ")
_CONSONANTS = "bdfhjklmnprstvwxzðŋɡɫɬɹɾʃʒʔʍθ"
LIGATURES = "ʤʧ"
MARKS = "ˈˌː\u0329\u0303"
"""Stress, length, a syllabic consonant, a nasal vowel."""

SYMBOLS = VOWELS | frozenset(_CONSONANTS + LIGATURES + MARKS + " ")

_DROPPED = dict.fromkeys(map(ord, "/[]().‿͜͡\u200d"))
_TYPED = {
    ord("'"): "ˈ", ord("’"): "ˈ", ord("`"): "ˈ", ord(":"): "ː", ord("g"): "ɡ", ord("ε"): "ɛ",
    ord("ə"): "ə", ord("∫"): "ʃ",
}  # fmt: skip


def as_typed(text: str) -> str:
    """IPA with what keyboards give made right (' : g), without slashes, ties and syllable dots."""
    return " ".join(text.translate(_DROPPED).translate(_TYPED).split())
