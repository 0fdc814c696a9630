"""Tells units after numbers from variables and words: 3s, 220V, but 2m + 1 and "the 1990s"."""

from __future__ import annotations

import re

from .. import units
from ..by_han import is_by_han
from .token import GREEK, INDEX, NAME, OPERATOR, POWER, RELATION, ROOM, UNIT, Token, last_kind

_CONVERTED = re.compile(r"\s?=\s?\d+(?:\.\d+)?\s?[A-Za-zµμ]")  # 1h = 60min
_OF_CURRENT = re.compile("电流|安培|量程|保险丝|充电|标有")
_GOES_ON = re.compile(r"\s?[-+−–]\s?\d+(?:\.\d+)?\s?([A-Z])(?![A-Za-z])")
_DECADE = re.compile(r"(?:(?:1[0-9]|20)\d|[2-9])0\Z")
_MEASURED_IN = {"s": "tTs", "h": "t", "m": "shxLldrRHS", "g": "mM"}
"""What is measured in units that else are variables: t = 3s."""
_BEGINS_A_WORD = re.compile(r" [a-z]")


def unit_at(text: str, at: int, run: list[Token]) -> Token | None:
    """A unit directly after a number, or after a space."""
    start = at + (text[at] == " ")
    match = units.UNIT.match(text, start)
    if match is None:
        return None
    written = match.group()
    base = written[:-1].rstrip("^") if written[-1] in "23" else ""
    if base.isalpha() and base not in units.LENGTHS:
        return None  # 3V3
    if start == at and written[-1] in "²³" and written[:-1] in _NEVER_SQUARED:
        return None  # 5t²
    has_units = any(token.kind == UNIT for token in run[-8:])
    decade = start == at and written == "s" and _is_decade(text, run[-1])
    if decade and not has_units and not is_by_han(text, run[-1].start, match.end()):
        return None  # the 1990s
    if written == "C" and run[-1].kind != POWER:
        return None
    needs_room = start == at and written in units.AFTER_A_SPACE
    needs_room = needs_room and not has_units and run[-1].kind != POWER
    if needs_room and not (_is_measured(text, match, run) or _is_by_itself(text, match, run)):
        return None
    if start == at and written == "s" and text[run[-1].start - 1 : run[-1].start] == "-":
        return None  # under-11s
    if written in ("A", "K") and _BEGINS_A_WORD.match(text, match.end()):
        return None  # 5 A students, a 5 K run
    number = run[-1]
    if text[number.start - 1 : number.start] in tuple("$€£¥￥"):
        return None  # £5m: five million
    is_variable = start == at and len(written) == 1 and written.isalpha() and written != "Ω"
    if is_variable and not (has_units or needs_room) and _is_algebra(text, match, run):
        return None
    return Token(UNIT, written, at, match.end())


_NAMED = re.compile(r"[A-Z][A-Za-z]+ ?\Z")


def _is_by_itself(text: str, unit: re.Match[str], run: list[Token]) -> bool:
    """Whether a capital directly after a number is a unit in English: 1.5L, a 60W bulb. That of
    "Class 4W" is none."""
    before = text[max(0, run[-1].start - 12) : run[-1].start]
    if len(run) > 1 or is_by_han(text, run[0].start, unit.end()) or _NAMED.search(before):
        return False
    number = run[-1].text  # of any digits and fractions: ½L
    return "." in number or (unit.group() in "VWL" and any(sign not in "0," for sign in number))


_NEVER_SQUARED = frozenset("thgsLlAVWNJK")
"""Units that are variables where a square touches them: 16t²."""
_OF_DECADES = re.compile(
    r"(?i)(?:\b(?:the|his|her|their|my|your|our|its|early|mid|late|low|high|roaring|swinging)"
    r"[ -]|['’])\Z"
)


def _is_decade(text: str, number: Token) -> bool:
    """Whether an s after a number makes years of it: the 1990s, in her 30s, but not "in 30s"."""
    if not _DECADE.match(number.text):
        return False
    before = text[max(0, number.start - 9) : number.start]
    return len(number.text) > 2 or bool(_OF_DECADES.search(before))


def _is_measured(text: str, unit: re.Match[str], run: list[Token]) -> bool:
    """Whether a capital after a number is a unit: 220V的电压, P = 220V × 0.5A."""
    if unit.group() not in units.CAPITALS:
        return False
    if "." in run[-1].text or unit.group() in ("V", "W"):
        return True  # 1.5L, 9V
    after = text[unit.end() : unit.end() + 2].lstrip(" ")[:1]
    divided = after == "/" and text[unit.end() + 1 : unit.end() + 2].isdigit()
    may_end = not after or after in "=×÷*,，。；;、)）≈" or divided
    goes_on = _GOES_ON.match(text, unit.end())
    if goes_on and goes_on[1] == unit.group():
        may_end = True  # 5N-3N
    if last_kind(run[:-1]) in (RELATION, OPERATOR) and may_end:
        return run[-2].text not in "+-−" and run[-3:-2] != []
    if len(run) == 1 and run[0].text == "1" and after == "=":
        return True  # 1N=1kg·m/s²
    if not is_by_han(text, run[0].start, unit.end()):
        return False
    if unit.group() in units.IN_MANDARIN:
        return True
    near = text[max(0, run[0].start - 16) : unit.end() + 8]
    return "." in run[-1].text or bool(_OF_CURRENT.search(near))


def _measured_by(run: list[Token]) -> str:
    """The name before the relation that the last number follows: t of t = 3s."""
    tokens = [token for token in run[-8:] if token.kind not in (ROOM, INDEX)]
    if len(tokens) < 3 or tokens[-2].kind != RELATION or tokens[-3].kind not in (NAME, GREEK):
        return ""
    return tokens[-3].text


def _is_algebra(text: str, unit: re.Match[str], run: list[Token]) -> bool:
    """Whether "2m" stands in an equation, where m is a variable."""
    scientific = run[-1].kind == POWER and len(run) > 1 and run[-2].text == "10"
    quotient = text[unit.end() : unit.end() + 1] == "/" and text[unit.end() + 1 : unit.end() + 2]
    if scientific or (quotient and quotient.isdigit() and len(run[-1].text) > 1):
        return False
    if len(run) == 1 and _CONVERTED.match(text, unit.end()):
        return False
    name = _measured_by(run)
    if name and name in _MEASURED_IN.get(unit.group(), ""):
        return False
    if any(token.kind in (NAME, GREEK) for token in run[-8:]):
        return True
    after = text[unit.end() : unit.end() + 3].lstrip(" ")[:1]
    return after in ("+", "−", "=", "^", "(", "-", "<", ">") and after != ""
