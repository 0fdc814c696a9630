"""Sounds in writing: pinyin, the International Phonetic Alphabet, and what dictionaries shorten."""

from __future__ import annotations

from .entries import dictionary_entries
from .ipa import phonetic_alphabet
from .pinyin import pinyin

__all__ = ["dictionary_entries", "phonetic_alphabet", "pinyin"]
