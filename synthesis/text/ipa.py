"""The International Phonetic Alphabet as used by English dictionaries."""

from __future__ import annotations

VOWELS = frozenset("aeiouæɐɑɒəɚɛɜɝɪɔʊʌᵻɨ")
_CONSONANTS = "bdfhjklmnprstvwxzðŋɡɫɬɹɾʃʒʔʍθ"
LIGATURES = "ʤʧ"
MARKS = "ˈˌː\u0329\u0303"
"""Primary and secondary stress, length, syllabic consonant, nasal vowel."""

SYMBOLS = VOWELS | frozenset(_CONSONANTS + LIGATURES + MARKS + " ")

_DROPPED = dict.fromkeys(map(ord, "/[]().‿͜͡\u200d"))
_TYPED = {
    ord("'"): "ˈ", ord("’"): "ˈ", ord("`"): "ˈ", ord(":"): "ː", ord("g"): "ɡ", ord("ε"): "ɛ",
    ord("ə"): "ə", ord("∫"): "ʃ",
}  # fmt: skip


def cleaned_ipa(text: str) -> str:
    """Correct keyboard look-alikes in IPA (' : g); drop slashes, ties and syllable dots."""
    return " ".join(text.translate(_DROPPED).translate(_TYPED).split())
