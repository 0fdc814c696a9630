"""What stands on sheets of music: works, keys, pitches with their octaves, chords, tempo."""

from __future__ import annotations

import re

from ..found import LETTER, SYMBOL
from ..letters import spelled
from ..numerals import number
from .rule import Rule

_OPUS = re.compile(
    r"(?<![A-Za-z])[Oo]p\.\s?(?P<opus>\d{1,3})(?:[,，]?\s?[Nn]o\.\s?(?P<number>\d{1,2}))?(?![\d.])"
)
_KEY = re.compile(
    r"(?<![A-Za-z0-9])(?:(?<=1=)(?P<flat>b)(?P<note>[A-G])|(?P<before>[A-G])b(?=[大小]?调))"
    r"(?![A-Za-z])"
)
_PITCH = re.compile(
    r"(?<![A-Za-z0-9(（+*/=^-])(?P<note>[a-gA-G])(?P<octave>[¹²³⁴₁₂])(?![\w+=*/^-])"
)
_PITCH_TYPED = re.compile(r"(?<![A-Za-z0-9])(?P<note>[a-g])(?P<octave>[1-4])(?![\w+=*/^.-])")
_OF_PITCH = re.compile("音域|音高|小字|大字|音区|八度|中央|键盘|琴键|音组|唱名")
_OCTAVES = dict(zip("¹²³⁴₁₂1234", "一二三四一二一二三四", strict=True))
_TEMPO = re.compile(
    r"(?:[♩♪]\.?\s?[=＝]\s?|BPM\s?[=＝:：]?\s?|每分钟)\d{2,3}(?P<said>\s?[-–—~～]\s?)(?=\d{2,3}(?!\d))"
)
_KINDS = {
    "m": "M", "7": "七", "m7": "M 七", "maj7": "大七", "dim": "减", "dim7": "减七", "aug": "增",
    "sus4": "挂四", "sus2": "挂二", "6": "六", "9": "九", "add9": "加九", "": "",
}  # fmt: skip
_CHORD = rf"[A-G][♯♭#b]?(?:{'|'.join(sorted(filter(None, _KINDS), key=len, reverse=True))})?"
_CHORDS = re.compile(
    rf"(?<![A-Za-z0-9])(?P<said>{_CHORD}(?:\s?(?:[、，,—–→|-]{{1,2}}|\s)\s?{_CHORD}){{1,15}})"
    r"(?![A-Za-z0-9+=(（^])"
)
_CHORD_NAMED = re.compile(rf"(?<![A-Za-z0-9])(?P<said>{_CHORD})(?=\s?和弦)")
_EACH = re.compile(
    r"(?P<note>[A-G])(?P<sign>[♯♭#b]?)(?P<kind>[a-z]*\d?)(?P<after>\s?[、，,—–→|-]{0,2}\s?)"
)
_MINOR = re.compile("[A-G][♯♭#b]?m(?![a-z])|maj7|sus4|dim|aug")
_ACCIDENTALS = {"♯": "升", "#": "升", "♭": "降", "b": "降", "": ""}
_DYNAMICS = re.compile(r"(?<![A-Za-z0-9'’])(?P<said>mp|mf|sf|sfz|fp)(?![A-Za-z0-9'’/])")
_OF_DYNAMICS = re.compile("强|弱|力度|音量|p{2}|f{2}")


def _opus(match: re.Match[str]) -> str:
    said = f"作品{number(match['opus'], 'zh')}"
    return said + (f"第{number(match['number'], 'zh')}号" if match["number"] else "")


def _pitch(match: re.Match[str]) -> str:
    around = match.string[max(0, match.start() - 20) : match.end() + 12]
    if not _OF_PITCH.search(around):
        return ""
    return f"{spelled(match['note'])} {_OCTAVES[match['octave']]}"


def _chords(match: re.Match[str]) -> str:
    around = match.string[max(0, match.start() - 20) : match.end() + 20]
    if not (re.search("和弦|伴奏|吉他|尤克里里", around) or len(_MINOR.findall(match["said"])) > 1):
        return ""
    return "，".join(
        f"{_ACCIDENTALS[each['sign']]} {spelled(each['note'])} {_KINDS[each['kind']]}".strip()
        for each in _EACH.finditer(match["said"])
    )


def _dynamics(match: re.Match[str]) -> str:
    around = match.string[max(0, match.start() - 16) : match.end() + 16]
    return spelled(match["said"]) if _OF_DYNAMICS.search(around) else ""


RULES = (
    Rule(SYMBOL, _OPUS, _opus),
    Rule(SYMBOL, _KEY, lambda match: f"降 {spelled(match['note'] or match['before'])}"),
    Rule(SYMBOL, _PITCH, _pitch),
    Rule(SYMBOL, _PITCH_TYPED, _pitch),
    Rule(SYMBOL, _TEMPO, lambda _: "到"),
    Rule(SYMBOL, _CHORDS, _chords),
    Rule(SYMBOL, _CHORD_NAMED, _chords),
    Rule(LETTER, _DYNAMICS, _dynamics),
)
