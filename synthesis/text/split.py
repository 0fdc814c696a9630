"""Cuts a text after sentences, after clauses or between words.

Every function here partitions the text: the parts joined equal it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .language import HAN, LATIN

_CLOSERS = "\"'”’」』）)\\]】》〉"
_END = re.compile(rf"(?P<mark>[。！？!?；;…]+|\.+)[{_CLOSERS}]*\s*|\n\s*")
_CLAUSE = re.compile(
    rf"(?:(?:[，；]|[、：](?!\s?\d))+|—+(?!\s?\d)|[,:;–](?=\s+\D)|——)[{_CLOSERS}]*\s*"
)
_WORD = re.compile(
    rf"\s+|(?<=[的了着过地得])(?=[{HAN}])"
    r"|(?=但是|因为|所以|而且|否则|如果|然后|或者|以及|并且|于是|虽然|不过|还有|就是)"
)

_NEVER_ENDING = """
mr mrs ms dr prof st mt rev hon gen col capt lt sgt gov sen rep e.g i.e cf vs fig figs vol no pp ch
ed eds approx dept est viz al arr dep incl excl rt jan feb mar apr jun jul aug sep sept oct nov dec
"""
_SOMETIMES_ENDING = "etc inc ltd co corp jr sr a.m p.m u.s u.k u.n ph.d b.c a.d"
_STARTING = """
the a an it he she they we i you this that these those there here in on at but and so or as if when
while then however what who why how my our his her their its
"""
# With a full stop, the first never end a sentence; the second do before one of the starters.
_NEVER_ENDS = frozenset(_NEVER_ENDING.split())
_MAY_END = frozenset(_SOMETIMES_ENDING.split())
_STARTERS = frozenset(_STARTING.split())
_LONGEST_ABBREVIATION = 12
_SHORT_WORD = 4
_LATIN_LETTER = re.compile(rf"[{LATIN}]")


def sentences(text: str) -> list[str]:
    """Cut after 。！？!?；;… and line breaks, and after full stops that don't abbreviate."""
    parts, start = [], 0
    for match in _END.finditer(text):
        if _ends_sentence(text, match):
            parts.append(text[start : match.end()])
            start = match.end()
    if start < len(text):
        parts.append(text[start:])
    return parts


def clauses(text: str) -> list[str]:
    """Cut after commas, colons and dashes."""
    return _cut_after(text, _CLAUSE.finditer(text))


def words(text: str, longest: int) -> list[str]:
    """Cut at white space, before conjunctions and after particles.

    Parts have at most `longest` characters; very short words stay together. A word longer than
    `longest` may be cut anywhere.
    """
    parts = [""]
    for word in _cut_after(text, _WORD.finditer(text)):
        for at in range(0, len(word), longest):
            part = word[at : at + longest]
            if len(parts[-1]) < _SHORT_WORD and len(parts[-1]) + len(part) <= longest:
                parts[-1] += part
            else:
                parts.append(part)
    return parts if parts[0] else parts[1:]


def _cut_after(text: str, cuts: Iterator[re.Match[str]]) -> list[str]:
    parts, start = [], 0
    for match in cuts:
        if match.end() > start:
            parts.append(text[start : match.end()])
            start = match.end()
    if start < len(text):
        parts.append(text[start:])
    return parts


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    mark = match["mark"]
    if mark is None or "\n" in match.group():
        return True
    at, after = match.start(), match.end()
    following = text[after : after + 1]
    if any(c in "。！？；" for c in mark):
        return True
    has_room = match.group()[-1].isspace() or not following or not following.isascii()
    if not has_room:
        return False
    if not mark.startswith("."):
        return True
    if "a" <= following <= "z":
        return False  # "approx. ten", "well... maybe"
    return len(mark) > 1 or _is_full_stop(text, at, after)


def _is_full_stop(text: str, at: int, after: int) -> bool:
    before = text[max(0, at - _LONGEST_ABBREVIATION) : at]
    line = before.rsplit("\n", 1)[-1]
    if line.strip().isdigit() and (at - len(line) == 0 or "\n" in before):
        return False  # "1. First item"
    word = re.split(rf"[\s({_CLOSERS}“‘{HAN}]", before)[-1].lower()
    if word in _NEVER_ENDS:
        return False
    initial = len(word) == 1 and _LATIN_LETTER.match(word) and word != "i"
    if word in _MAY_END or re.fullmatch(r"(?:[a-z]\.)+[a-z]", word):
        if text[after : after + 1] in tuple("-–—"):
            return False  # 9 a.m. – 3 p.m.
        following = re.match(r"[A-Za-z]+", text[after : after + _LONGEST_ABBREVIATION])
        return following is None or following.group().lower() in _STARTERS
    return not initial
