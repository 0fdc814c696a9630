"""The letter A where it is no article: "Plan A", "from A to B", "A is", "A班"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .found import LETTER, Found
from .letters import spelled

_NAMED = """
plan vitamin class grade part section option type group team point angle side set line level figure
appendix exhibit question column row unit room block building hepatitis matrix vector event box bag
student person city town train car choice answer letter key note string series player speaker paper
form model zone area case sample beaker circle triangle number variable list task
"""
_AFTER_NOUN = re.compile(
    r"\b(?i:" + "|".join(_NAMED.split()) + r")s? (?P<letter>A)(?![\w'’.]\w|\w)"
)
_BEFORE_MARK = re.compile(
    r"(?<![\w'’.&-])(?P<letter>[aA])(?=[,;:!?)\]”\"'’。，、；：？！）]|\.(?:\s|\Z)|\Z)"
)
_PAIRED = re.compile(
    r"(?<![\w'’.])(?P<letter>[aA])(?= (?:and|or|to|is|has|was|equals|meets) |[&→])"
)
_AFTER_AN = re.compile(r"(?<=\ban )(?P<letter>A)(?!\w)")
_BY_HAN = re.compile(
    r"(?<![A-Za-z0-9.&'’-])(?P<letter>[aA])(?=[㐀-鿿，。、；：？！）])"
    r"|(?<=[㐀-鿿（])(?P<last>[aA])(?![A-Za-z0-9.&'’-])"
)
_PATTERNS = (_AFTER_NOUN, _BEFORE_MARK, _PAIRED, _AFTER_AN, _BY_HAN)


def single_letters(text: str) -> Iterator[Found]:
    """The places of A as a letter, said as its name in both languages."""
    places: set[int] = set()
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            at = match.start("letter")
            if at < 0:
                at = match.start("last")
            places.add(at)
    for at in sorted(places):
        said = spelled(text[at])
        yield Found(at, at + 1, LETTER, said, said)
