"""Figures of computing, said one by one: addresses, binary numbers, colours, errors, cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...style import ReadingStyle
from ..found import SYMBOL, Found
from ..letters import spelled
from ..numerals import digits as one_by_one
from ..numerals import number
from .found import english

_HOST = re.compile(
    r"(?<![\w.])(?P<host>\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})(?::(?P<port>\d{2,5})|/(?P<mask>\d\d?))?"
    r"(?![\w]|\.\d)"
)
_OF_HOSTS = re.compile(r"(?i)\b(?:ip(?:v4)?|address|server|host|router|ping|network|subnet|dns)\b")
_LARGEST_HOST = 255
_BINARY = re.compile(r"(?<![\w.,:/-])[01]{3,}(?![\w,:/-]|\.\d)")
_OF_BINARY = re.compile(
    r"(?i:\bbinary\b|\bbits?\b|\bbytes?\b|\bdenary\b|\bbase (?:2|two)\b|\bbitwise\b)"
    r"|\b[01]{4,} (?:AND|OR|XOR|NAND|NOR) [01]{4,}\b"
)
_COUNTED_BITS = re.compile(r" (?:bits?|bytes?)\b|[- ]bit\b")
_COLOUR = re.compile(r"(?<![\w#&])#(?P<colour>(?=[0-9A-Fa-f]*[0-9])[0-9A-Fa-f]{6})(?!\w)")
_ERROR = re.compile(
    r"(?<![\w.])(?P<code>[45]0\d)(?= (?:errors?|not found|page|forbidden)\b)"
    r"|(?<=\b[Ee]rror )(?P<after>[45]0\d)(?![\w.])"
)
_CELLS = re.compile(
    r"(?<![\w:])(?P<first>[A-Z]{1,2}\d{1,4})(?P<colon>:)(?P<last>[A-Z]{1,2}\d{1,4})(?![\w:])"
)
_PORT = re.compile(r"(?<=\b[Pp]ort )\d{3,5}(?![\w.])")


def digits(text: str, style: ReadingStyle) -> Iterator[Found]:
    """Such figures, in words."""
    of_hosts = bool(_OF_HOSTS.search(text))
    for match in _HOST.finditer(text):
        parts = match["host"].split(".")
        large = sum(int(part) > 9 for part in parts)
        if any(int(part) > _LARGEST_HOST for part in parts) or not (
            of_hosts or match["port"] or match["mask"] or large
        ):
            continue
        said = " dot ".join(one_by_one(part, "en") for part in parts)
        if match["port"]:
            said += f" colon {one_by_one(match['port'], 'en')}"
        if match["mask"]:
            said += f" slash {number(match['mask'], 'en')}"
        yield english(match, SYMBOL, said)
    if _OF_BINARY.search(text):
        for match in _BINARY.finditer(text):
            if match.group() != "100" and not _COUNTED_BITS.match(text, match.end()):
                yield english(match, SYMBOL, one_by_one(match.group(), "en"))
    for match in _COLOUR.finditer(text):
        signs = (number(c, "en") if c.isdigit() else spelled(c.upper()) for c in match["colour"])
        yield english(match, SYMBOL, f"hash {' '.join(signs)}")
    for match in _ERROR.finditer(text):
        code = match["code"] or match["after"]
        yield english(match, SYMBOL, f"{number(code[0], 'en')} oh {number(code[2], 'en')}")
    for match in _PORT.finditer(text):
        yield english(match, SYMBOL, one_by_one(match.group(), "en"))
    for match in _CELLS.finditer(text):
        yield english(match, SYMBOL, " to ", "colon")
