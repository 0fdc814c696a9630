"""Measures how far a transcript is from the statement that was to be read.

Chinese is compared by syllables, since a recogniser chooses characters by meaning and those of a
name could be any; English by words. Digits are equal however they are written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import groupby

_WORD = re.compile(r"[0-9]|[a-zà-öø-ÿ]+(?:['’][a-z]+)?|[㐀-鿿]+")
_THOUSANDS = re.compile(r"(?<=\d)[,，](?=\d{3}\b)")

_ENGLISH_UNITS = {
    "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
_ENGLISH_TEENS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_ENGLISH_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_DIGIT_SYLLABLES = {
    "0": "ling", "1": "yi", "2": "er", "3": "san", "4": "si",
    "5": "wu", "6": "liu", "7": "qi", "8": "ba", "9": "jiu",
}  # fmt: skip
# Alternatives with the same digit: 两 for 二, 幺 for 一. `_plain` also merges zh-z, ch-c and sh-s,
# which much of southern China does not distinguish.
_ALIKE = {"liang": "er", "yao": "yi"}


def tokens(text: str, language: str) -> list[str]:
    """The words of an English, the syllables of a Chinese text; digits one by one.

    >>> tokens("Room forty-two, please.", "en")
    ['room', '4', '2', 'please']
    >>> tokens("我是42号", "zh")
    ['wo', 'si', 'si', 'er', 'hao']
    """
    text = _THOUSANDS.sub("", unicodedata.normalize("NFKC", text)).lower()
    words = _WORD.findall(text)
    return _english(words) if language == "en" else _chinese(words)


def _english(words: Sequence[str]) -> list[str]:
    """Number words become digits: "forty seven" 4 7, "four thousand seven hundred" 4 7 0 0."""
    tokenised: list[str] = []
    at = 0
    while at < len(words):
        value, length = _english_number(words[at:])
        if length:
            tokenised += value
            at += length
        else:
            tokenised += _pinyin(words[at]) if words[at] >= "㐀" else [words[at]]
            at += 1
    return tokenised


def _english_number(words: Sequence[str]) -> tuple[str, int]:
    """The digits of the number that the words begin with, and how many words it has."""
    total, length = 0, 0
    expects = 1000
    while length < len(words):
        word = words[length]
        following = words[length + 1] if length + 1 < len(words) else ""
        unit = _ENGLISH_UNITS.get(word)
        scale = {"thousand": 1000, "hundred": 100}.get(following, 0)
        if unit and scale and scale <= expects:
            total += int(unit) * scale
            length += 2
            expects = scale // 10
        elif word == "and" and length and following in {*_ENGLISH_UNITS, *_ENGLISH_TENS}:
            length += 1
        elif word in _ENGLISH_TENS and expects >= 10:
            total += _ENGLISH_TENS[word]
            length += 1
            expects = 1
        elif word in _ENGLISH_TEENS and expects >= 10:
            return str(total + _ENGLISH_TEENS[word]), length + 1
        elif unit and expects:
            return str(total + int(unit)), length + 1
        else:
            break
    return (str(total), length) if length else ("", 0)


def _pinyin(characters: str) -> list[str]:
    # Every worker imports this, few hear a consent, and its dictionary takes a processor 0.3 s.
    from pypinyin import lazy_pinyin

    return lazy_pinyin(characters)


def _chinese(words: Sequence[str]) -> list[str]:
    syllables: list[str] = []
    for word in words:
        if word.isdigit():
            syllables.append(_DIGIT_SYLLABLES[word])
        elif word[0] >= "㐀":
            syllables += [_plain(syllable) for syllable in _pinyin(word)]
        else:
            syllables.append(word)
    return syllables


def _plain(syllable: str) -> str:
    syllable = re.sub("^([zcs])h", r"\1", syllable)
    return _ALIKE.get(syllable, syllable)


def error_rate(expected: Sequence[str], heard: Sequence[str]) -> float:
    """Edits between `expected` and the nearest passage of `heard`, per expected token.

    0.0: it was said word for word; 1.0: none of it was said. What was said before and after the
    passage does not count. (Sellers 1980: edit distance with free ends.)
    """
    if not expected:
        return 0.0
    before = [0] * (len(heard) + 1)
    for row, wanted in enumerate(expected, start=1):
        now = [row]
        for column, token in enumerate(heard, start=1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (wanted != token)))
        before = now
    return min(before) / len(expected)


def edits(one: str, other: str) -> int:
    """The letters to insert, delete and replace to make one word of the other (Levenshtein)."""
    before = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        now = [row]
        for column, compared in enumerate(other, start=1):
            now.append(
                min(before[column] + 1, now[-1] + 1, before[column - 1] + (letter != compared))
            )
        before = now
    return before[-1]


def denied(spoken: Sequence[str], language: str) -> bool:
    """Whether the speaker refuses, which takes so few words that the error rate misses it.

    >>> denied(tokens("I do not agree that", "en"), "en")
    True
    """
    if language == "zh":
        return _within(["bu", "tong", "yi"], spoken)
    no = {"not", "don't", "don’t", "never", "cannot", "can't", "can’t"}
    return any(
        word in ("disagree", "refuse")
        or (word == "agree" and no & set(spoken[max(0, at - 2) : at]))
        for at, word in enumerate(spoken)
    )


def number_heard(number: str, heard: str, language: str) -> bool:
    """Whether the digits were said one by one, or as one number. `number` has no digit twice in a
    row (`wording.new_number`), so a repeated digit was said once, slowly.

    >>> number_heard("4729", "My number is forty-seven twenty-nine.", "en")
    True
    >>> number_heard("4729", "我的编号是四千七百二十九", "zh")
    True
    """
    spoken = tokens(heard, language)
    if language == "en":
        return _within(list(number), _once(spoken))
    wanted = [_plain(_DIGIT_SYLLABLES[digit]) for digit in number]
    return _within(wanted, _once(spoken)) or _within(_as_value(wanted), spoken)


def _once(spoken: Sequence[str]) -> list[str]:
    return [token for token, _ in groupby(spoken)]


def _as_value(syllables: Sequence[str]) -> list[str]:
    """四千七百二十九 of the syllables si qi er jiu."""
    scales = ("qian", "bai", "si")[-(len(syllables) - 1) :]
    spread = [part for pair in zip(syllables, scales, strict=False) for part in pair]
    return [*spread, syllables[-1]]


def _within(wanted: Sequence[str], spoken: Sequence[str]) -> bool:
    length = len(wanted)
    return any(list(spoken[at : at + length]) == list(wanted) for at in range(len(spoken)))
