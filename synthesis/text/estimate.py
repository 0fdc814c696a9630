"""How long a text will sound, told from its letters: for quotas, fair shares and where to cut."""

from __future__ import annotations

import re

from .language import HAN, LATIN

# Least relative error over 46 sentences x 4 base voices (bench/estimate.py) gave, in ms: 464 a
# segment, 189 a Han character, 59 a letter, 9 a word, 40 a pause mark, 225 a digit, 603 a spoken
# symbol. These are 7 % more, so that a slow voice is not underestimated.
MS_SEGMENT = 500.0
_MS_HAN, _MS_LETTER, _MS_WORD, _MS_MARK, _MS_DIGIT, _MS_SYMBOL = (
    202.0,
    63.0,
    10.0,
    43.0,
    240.0,
    645.0,
)


def estimate_ms(text: str) -> int:
    """Estimated length, in ms, of the audio of one segment at normal speed."""
    return round(MS_SEGMENT + rough_ms(text))


_HAN_CHAR = re.compile(rf"[{HAN}]")
_LATIN_LETTER = rf"[{LATIN}Ａ-Ｚａ-ｚ]"
_LATIN_WORD = re.compile(rf"{_LATIN_LETTER}+")
_MARK = re.compile(r"[，。！？；：、,.!?;:—…\n]+(?!\d)")
_SYMBOL = re.compile(r"[$€£¥￥%％°℃&@+=×/]|(?<=\d)[.:-](?=\d)")


def features(text: str) -> tuple[int, int, int, int, int, int]:
    """Han characters, Latin letters, Latin words, marks of pause, digits, spoken symbols."""
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
    """Like estimate_ms without the constant share of a segment: the parts of a text add up."""
    return sum(ms * count for (_, ms), count in zip(RATES, features(text), strict=True))
