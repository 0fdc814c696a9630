"""Chinese names in pinyin without tones, as English speakers who know better say them."""

from __future__ import annotations

import re

from ..pinyin import split_letters

_INITIALS = {
    "zh": "dʒ", "ch": "tʃ", "sh": "ʃ", "x": "ʃ", "q": "tʃ", "j": "dʒ", "z": "dz", "c": "ts",
    "r": "ɹ", "g": "ɡ", "y": "j",
}  # fmt: skip
_FINALS = {
    "a": "ɑː", "o": "oʊ", "e": "ə", "ai": "aɪ", "ei": "eɪ", "ao": "aʊ", "ou": "oʊ", "an": "ɑːn",
    "en": "ən", "ang": "ɑːŋ", "eng": "əŋ", "ong": "ʊŋ", "i": "iː", "ia": "jɑː", "ie": "jɛ",
    "iao": "jaʊ", "iu": "joʊ", "ian": "jɛn", "in": "ɪn", "iang": "jɑːŋ", "ing": "ɪŋ",
    "iong": "jʊŋ", "u": "uː", "ua": "wɑː", "uo": "wɔː", "uai": "waɪ", "ui": "weɪ", "uan": "wɑːn",
    "un": "ʊn", "uang": "wɑːŋ", "ue": "weɪ", "v": "uː", "ve": "weɪ", "er": "ɑːɹ",
}  # fmt: skip
_BUZZED = {
    "zhi": "dʒɜːɹ",
    "chi": "tʃɜːɹ",
    "shi": "ʃɜːɹ",
    "ri": "ɹɜːɹ",
    "zi": "dzə",
    "ci": "tsə",
    "si": "sə",
}
_HISSING = ("ʃ", "tʃ", "dʒ")
# Letters that English names hardly have: only then is a word taken for pinyin.
_CHINESE = re.compile(
    r"\Ax|[a-z]x[iu]|zh|q[iu](?![aeiou]{1}[^n])|\Aq(?=i|un|ua)|\Acui|\Azi|\Acao|uang|iang|iong|uai"
)
_LONGEST = 24
_SYLLABLE = re.compile(r"(zh|ch|sh|[bpmfdtnlgkhjqxzcsryw]?)(.+)")


def english_of_pinyin(word: str) -> str:
    """The IPA of a name such as Xiaoming, Zhang or Guangzhou; "" if it is no pinyin or may well be
    English."""
    small = word.lower()
    if (
        len(small) > _LONGEST
        or not small.isascii()
        or not small.isalpha()
        or not _CHINESE.search(small)
    ):
        return ""
    return "".join(map(_said, split_letters(small)))


def _said(syllable: str) -> str:
    if syllable in _BUZZED:
        return _BUZZED[syllable]
    match = _SYLLABLE.fullmatch(syllable)
    if match is None:
        return ""
    letters, final = match.groups()
    initial = _INITIALS.get(letters, letters)
    if letters in ("j", "q", "x", "y") and final in ("u", "uan", "ue", "un"):
        ending = {"u": "uː", "uan": "wɛn", "ue": "weɪ", "un": "ʊn"}[final]
        return initial + (ending.lstrip("w") if letters == "y" else ending)
    said = _FINALS.get(final, "")
    if said.startswith("j") and initial in _HISSING:
        said = said[1:]
    return initial + said if letters not in ("y", "w") else initial + said.lstrip("jw")
