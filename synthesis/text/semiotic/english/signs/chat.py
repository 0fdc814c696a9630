"""What is typed for want of a sign or a picture: (c), &c., faces of punctuation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....style import ReadingStyle
from ...found import SYMBOL, Found
from ..found import SILENT, english, full_stop

_FACE = re.compile(
    r"(?:(?<=[\s.,!?…])|\A)(?:[:;=8xX][-'’^o]?[DPpOoSs3|/\\*$@]|<[/\\]3|[:;=][-'’]+[()\[\]]"
    r"|\\[oO]/|\^[_.-]?\^|[-oOTuU><][_.][-oOTuU><]|\([-^oO*][_.][-^oO*]\)|¯\\_\([^)\n]{1,5}\)_/¯)"
    r"(?=[\s.,!?]|\Z)(?!\s?[=+×÷*/\d])"
)
_TYPED = re.compile(r"(?i)\(c\)(?= ?(?:copyright )?(?:19|20)\d\d\b)")
_MARK = re.compile(r"(?i)(?<=[a-z])\((?:r|tm)\)(?!\w)")
_SO_ON = re.compile(r"(?<![\w&])&c(?:\.|\b)(?!\w)")
_DIALLED = re.compile(r"(?<![\w*#])[*#]{1,2}\d{1,12}(?:\*\d{1,16}){0,4}#?(?![\w*#])")
_KEYS = {"*": "star", "#": "hash"}
_DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TASK = re.compile(r"(?m)^[^\S\n]{0,8}(?:[-*] )?(?P<box>\[[ xX✓]\])(?= [A-Za-z])")


def chat(text: str, style: ReadingStyle) -> Iterator[Found]:
    """Such stand-ins, by what they stand for; faces are not heard."""
    for match in _FACE.finditer(text):
        yield english(match, SYMBOL, SILENT)
    for match in _TYPED.finditer(text):
        yield english(match, SYMBOL, "copyright ")
    for match in _MARK.finditer(text):
        yield english(match, SYMBOL, SILENT)
    for match in _SO_ON.finditer(text):
        yield english(match, SYMBOL, "et cetera" + full_stop(match))
    for match in _DIALLED.finditer(text):
        if match.group()[0] == "*" or match.group().endswith("#"):
            keys = (_KEYS.get(key) or _DIGITS[int(key)] for key in match.group())
            yield english(match, SYMBOL, " ".join(keys))
    for match in _TASK.finditer(text):
        yield english(match, SYMBOL, SILENT, "box")
