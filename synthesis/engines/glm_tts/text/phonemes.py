"""Turns a word's reading into the phoneme tokens that the model accepts within text.

Mandarin: initial and final in capitals with the tone (5 is neutral); the finals of `zhi chi shi ri`
are `III`, those of `zi ci si` `II`: chong2 qing4 → CH ONG2 Q ING4. English: any IPA symbol that
the tokenizer has. A reading can't use symbols that the tokenizer lacks.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from pypinyin.contrib.tone_convert import to_finals, to_initials

from ...base import EngineError
from . import tokenizer

_SYLLABLE = re.compile(r"([a-zü]+)([1-5])")
_RETROFLEX, _DENTAL = ("zh", "ch", "sh", "r"), ("z", "c", "s")
_SILENT = frozenset("ˈˌ.ː ")
"""IPA marks that may be left out if the tokenizer has no token for them."""


class PhonemeUnknown(EngineError):
    """A reading has `symbols` for which the tokenizer has no phoneme."""

    def __init__(self, symbols: tuple[str, ...]) -> None:
        super().__init__(f"no phonemes for {' '.join(symbols)}")
        self.symbols = symbols


def inventory(models: Path) -> frozenset[str]:
    """Names of all phonemes of the installed tokenizer; empty if it is not installed.

    Loads no model, so it is cheap enough to check a dictionary's entry when it is saved.
    """
    folder = models / "glm_tts" / "vq32k-phoneme-tokenizer"
    config = folder / tokenizer.CONFIG
    if not config.is_file():
        return frozenset()
    return _inventory(folder, config.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _inventory(folder: Path, _changed: int) -> frozenset[str]:
    return frozenset(tokenizer.phonemes(tokenizer.special_tokens(folder)))


def spell(language: str, reading: str, known: Collection[str]) -> tuple[str, ...]:
    """The phonemes of a reading. Raises PhonemeUnknown with all symbols that are not `known`.

    `language` is "zh" (pinyin with tone numbers) or "en" (IPA).
    """
    return _pinyin(reading, known) if language == "zh" else _ipa(reading, known)


def _pinyin(reading: str, known: Collection[str]) -> tuple[str, ...]:
    spelled: list[str] = []
    unknown: list[str] = []
    for syllable in reading.lower().replace("u:", "ü").replace("v", "ü").split():
        match = _SYLLABLE.fullmatch(syllable)
        symbols = _syllable(match[1], match[2]) if match else ()
        missing = [symbol for symbol in symbols if symbol not in known]
        unknown += missing if symbols else [syllable]
        spelled += symbols
    if unknown:
        raise PhonemeUnknown(tuple(unknown))
    return tuple(spelled)


def _syllable(letters: str, tone: str) -> tuple[str, ...]:
    initial = to_initials(letters, strict=True)
    final = to_finals(letters, strict=True, v_to_u=False)
    if not final:
        return ()
    if final == "i":
        final = "iii" if initial in _RETROFLEX else "ii" if initial in _DENTAL else "i"
    last = f"{final.replace('ü', 'v').upper()}{tone}"
    return (initial.upper(), last) if initial else (last,)


def _ipa(reading: str, known: Collection[str]) -> tuple[str, ...]:
    spelled: list[str] = []
    unknown: list[str] = []
    at = 0
    longest = max(map(len, known), default=1)
    while at < len(reading):
        for size in range(min(longest, len(reading) - at), 0, -1):
            if reading[at : at + size] in known:
                spelled.append(reading[at : at + size])
                break
        else:
            size = 1
            if reading[at] not in _SILENT:
                unknown.append(reading[at])
        at += size
    if unknown:
        raise PhonemeUnknown(tuple(dict.fromkeys(unknown)))
    return tuple(spelled)
