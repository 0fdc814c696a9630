"""Turns Mandarin into phonemes: words by jieba, readings by pypinyin, tone sandhi by misaki."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from itertools import accumulate
from types import MappingProxyType

import jieba
import jieba.posseg
from misaki.tone_sandhi import ToneSandhi
from misaki.zh import ZHG2P
from pypinyin import Style, lazy_pinyin, load_single_dict
from pypinyin.phrases_dict import phrases_dict as PHRASES_DICT

from .phrases import phrase_readings
from .polyphones import GIVEN_NAME_SURNAMES, readings_in_context

Given = Mapping[int, str]
"""Index of a character → its syllable with tone number."""
NOTHING_GIVEN: Given = MappingProxyType({})

_HAN_RUN = re.compile(r"[㐀-䶿一-鿿〇]+")
_NON_SYLLABIC = "\u032f"  # marks glides in misaki's IPA, but is not in Kokoro's vocabulary

_DIGITS = frozenset("零〇一二三四五六七八九")
_NUMERALS = frozenset("零〇一二两三四五六七八九十百千万亿点第")
# 儿 is a syllable of its own in these words, and rhotacises the syllable before it in all others.
_ER_WORDS = """
女儿 婴儿 幼儿 孤儿 胎儿 少儿 男儿 健儿 宠儿 育儿 小儿 孩儿 患儿 托儿 产儿 生儿 血儿 妻儿 弃儿 骄儿
"""
# Doubled measure words ("every …") keep their tones, unlike 奶奶 or 试试.
_EVERY_WORDS = """
人人 天天 年年 月月 日日 家家 户户 处处 事事 样样 层层 步步 时时 代代 种种
"""
_FULL_ER, _EVERY = frozenset(_ER_WORDS.split()), frozenset(_EVERY_WORDS.split())
# Interjections whose dictionary reading is not one of Kokoro's syllables.
_INTERJECTIONS = {"嗯": "en4", "呣": "m2", "噷": "heng5", "哼": "heng1"}


# Characters whose first reading of pypinyin's is the rarer one.
_USUAL = {
    "勒": "lè,lēi",
    "甸": "diàn",
    "朴": "pǔ,piáo,pō",
    "框": "kuàng",
    "颇": "pō",
    "椎": "zhuī,chuí",
}


_NO_NAMES = (
    "华盛",
    "华尔",
    "华夏",
    "华裔",
    "华人",
    "华侨",
    "华北",
    "华东",
    "华南",
    "华西",
    "华中",
    "华商",
)


class Mandarin:
    """Turns Han text with Latin punctuation into Kokoro v1.0's phonemes (misaki's legacy IPA)."""

    def __init__(self) -> None:
        # jieba logs its loading times to stderr through a handler of its own.
        jieba.setLogLevel(logging.WARNING)
        jieba.initialize()
        load_single_dict({ord(char): reading for char, reading in _USUAL.items()})
        self._sandhi = ToneSandhi()

    def __call__(self, text: str, given: Given = NOTHING_GIVEN) -> str:
        """Phonemes of all Han in `text`; keeps punctuation and drops other scripts.

        `given` has the syllables of characters with a known reading, exactly as to be spoken.
        """
        parts, end = [], 0
        for run in _HAN_RUN.finditer(text):
            parts.append(_punctuation(text[end : run.start()]))
            words = self._pinyin(run.group(), _part(given, run))
            parts.append(" ".join(say_syllables(word) for word in words))
            end = run.end()
        parts.append(_punctuation(text[end:]))
        return " ".join(part for part in parts if part)

    def syllables(self, text: str, given: Given = NOTHING_GIVEN) -> list[str]:
        """Pinyin with tone numbers as spoken (after sandhi) of all Han in `text`; 5 is neutral."""
        return [
            syllable
            for run in _HAN_RUN.finditer(text)
            for word in self._pinyin(run.group(), _part(given, run))
            for syllable in word
        ]

    def _pinyin(self, run: str, given: Given) -> list[list[str]]:
        # Leave out characters that no dictionary has.
        known = [(at, char) for at, char in enumerate(run) if at in given or _reading(char)]
        if not known:
            return []
        run = "".join(char for _, char in known)
        given_syllables = [given.get(at, "") for at, _ in known]
        words = [(pair.word, pair.flag) for pair in jieba.posseg.cut(run)]
        cuts = {0, *accumulate(len(word) for word, _ in words)}
        contextual = _by_class(words) | readings_in_context(run) | phrase_readings(run, cuts)
        spoken: list[list[str]] = []
        at = 0
        for word, flag in self._sandhi.pre_merge_for_modify(words):
            here = given_syllables[at : at + len(word)]
            context = [contextual.get(i, "") for i in range(at, at + len(word))]
            base = _prefer(here, _prefer(context, _readings(word)))
            tones = self._sandhi.modified_tone(word, flag, list(base))
            before = run[at - 1] if at else ""
            tones = _correct(word, before, run[at + len(word) :], base, tones)
            spoken.append(_prefer(here, _restore(context, tones)))
            at += len(word)
        return spoken


def _by_class(words: list[tuple[str, str]]) -> dict[int, str]:
    """Index → syllable where jieba's word classes tell the reading: surnames before given names,
    and 地 and 得 that are words of their own."""
    readings: dict[int, str] = {}
    at = 0
    for number, (word, flag) in enumerate(words):
        if _is_name(word, flag):
            readings[at] = GIVEN_NAME_SURNAMES[word[0]]
        if word == "地" and flag in ("uv", "ude2") and number:
            readings[at] = "de5"
        if word == "得":
            before = words[number - 1][1] if number else ""
            after, kind = words[number + 1] if number + 1 < len(words) else ("", "")
            if before[:1] in ("v", "a", "z"):
                readings[at] = "de5"
            elif before[:1] in ("r", "d", "n") and (
                kind[:1] in ("v", "p") or (kind[:1] in ("a", "z") and len(after) > 1)
            ):
                readings[at] = "dei3"
        at += len(word)
    return readings


def _is_name(word: str, flag: str) -> bool:
    """Whether jieba takes three characters, or two that are in no dictionary, for a person's
    name."""
    return (
        flag.startswith("nr")
        and 1 < len(word) < 4
        and word[0] in GIVEN_NAME_SURNAMES
        and word not in PHRASES_DICT
        and (len(word) == 3 or not jieba.dt.FREQ.get(word))
        and not word.startswith(_NO_NAMES)
    )


def say_syllables(syllables: Iterable[str]) -> str:
    """The phonemes of a word's pinyin, each syllable with its tone number."""
    return "".join(map(ZHG2P.py2ipa, syllables)).replace(_NON_SYLLABIC, "")


def is_han(text: str) -> bool:
    """True for Han characters only, which are read in context here."""
    return bool(_HAN_RUN.fullmatch(text))


def _part(given: Given, run: re.Match[str]) -> Given:
    return {at - run.start(): given[at] for at in range(*run.span()) if at in given}


def _prefer(given: list[str], read: list[str]) -> list[str]:
    return [first or syllable for first, syllable in zip(given, read, strict=True)]


def _restore(context: list[str], tones: list[str]) -> list[str]:
    """Restore contextual readings that sandhi changed (得 in 取得 must not become neutral)."""
    return [
        syllable if not known or (syllable == known[:-1] + "2" and known[-1] == "3") else known
        for known, syllable in zip(context, tones, strict=True)
    ]


def _punctuation(text: str) -> str:
    return "".join(c for c in text if not c.isalnum())


def _reading(char: str) -> str:
    if char in _INTERJECTIONS:
        return _INTERJECTIONS[char]
    readings = lazy_pinyin(char, style=Style.TONE3, neutral_tone_with_five=True, errors="ignore")
    return readings[0] if readings and readings[0].isascii() else ""


def _readings(word: str) -> list[str]:
    syllables = lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True)
    return [_INTERJECTIONS.get(c, s) for c, s in zip(word, syllables, strict=True)]


def _begins_number(after: str) -> bool:
    """Whether 一 is the first digit of a decimal, of digits in a row, or of a ratio or fraction."""
    if len(after) < 2:
        return after in _DIGITS
    if after[0] == "点":  # not 一点三十分, which is a time, nor 一点一点地
        return after[1] in _DIGITS and after[2:3] not in ("十", "分", "刻", "点")
    return (
        after[0] in _DIGITS
        or (after[0] == "比" and after[1] in _DIGITS)
        or (after[:2] == "分之" and after[2:3] in _NUMERALS)
    )


def _correct(word: str, before: str, after: str, base: list[str], tones: list[str]) -> list[str]:
    """Correct errors of misaki's sandhi: 一 in numbers and dates, doubled syllables, and 儿."""
    tones = list(tones)
    for i, char in enumerate(word):
        previous = word[i - 1] if i else before
        following = word[i + 1] if i + 1 < len(word) else after[:1]
        if char == "一":
            if previous in _NUMERALS and previous:
                tones[i] = "yi1"  # 二十一天, 三点一四, 第一
            elif _begins_number(word[i + 1 :] + after):
                tones[i] = "yi1"  # 一点七五, 一九四九, 一比二
            elif following in "月号" and following:
                tones[i] = "yi1"  # 一月, 一号: an ordinal
            elif following == "日" and previous == "月":
                tones[i] = "yi1"
            elif following in ("百", "千"):
                tones[i] = "yi4" if tones[i][-1] != "5" else tones[i]
            elif following in ("万", "亿"):
                tones[i] = "yi2"
        doubled = i > 0 and char == word[i - 1]
        if doubled and (len(word) > 3 or word in _EVERY):
            tones[i] = base[i]  # 银行行长, 人人
        if char == "儿" and i > 0 and word[i - 1 : i + 1] not in _FULL_ER:
            tones[i] = "er5"  # 花儿, 哪儿
    return tones
