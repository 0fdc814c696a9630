"""Estimates the audio length of a text from its letters, for quotas, fair shares and splitting."""

from __future__ import annotations

import re

from .language import HAN, LATIN

# Milliseconds. A fit of least relative error to 46 sentences x 4 base voices (bench/estimate.py)
# gave 464 per segment, 189 per Han character, 59 per letter, 9 per word, 40 per pause mark, 225 per
# digit and 603 per spoken symbol. These are 7 % higher, so as not to underestimate a slow voice.
MS_SEGMENT = 500.0
_MS_HAN, _MS_LETTER, _MS_WORD = 202.0, 63.0, 10.0
_MS_MARK, _MS_DIGIT, _MS_SYMBOL = 43.0, 240.0, 645.0


def estimate_ms(text: str) -> int:
    """Estimate the length in ms of one segment's audio at normal speed."""
    return round(MS_SEGMENT + rough_ms(text))


_HAN_CHAR = re.compile(rf"[{HAN}]")
_LATIN_LETTER = rf"[{LATIN}Ａ-Ｚａ-ｚ]"
_LATIN_WORD = re.compile(rf"{_LATIN_LETTER}+")
_MARK = re.compile(r"[，。！？；：、,.!?;:—…\n]+(?!\d)")
_SYMBOL = re.compile(r"[$€£¥￥%％°℃&@+=×/]|(?<=\d)[.:-](?=\d)")


def features(text: str) -> tuple[int, int, int, int, int, int]:
    """Count Han characters, Latin letters, Latin words, pause marks, digits and spoken symbols."""
    latin = _LATIN_WORD.findall(text)
    return (
        len(_HAN_CHAR.findall(text)),
        sum(map(len, latin)),
        len(latin),
        len(_MARK.findall(text.strip())),
        sum(c.isdigit() for c in text),
        len(_SYMBOL.findall(text)),
    )


RATES = (
    (_HAN_CHAR.pattern, _MS_HAN),
    (_LATIN_LETTER, _MS_LETTER),
    (_LATIN_WORD.pattern, _MS_WORD),
    (_MARK.pattern, _MS_MARK),
    ("[0-9０-９]", _MS_DIGIT),
    (_SYMBOL.pattern, _MS_SYMBOL),
)
"""A regular expression for each of `features`, which browsers read alike, and its ms a match."""


def rough_ms(text: str) -> float:
    """Like `estimate_ms` without the constant per segment, so the parts of a text add up."""
    return sum(ms * count for (_, ms), count in zip(RATES, features(text), strict=True))
