"""Whether Mandarin reads what has no letters of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..language import is_led_by_english

_NEAR = 60
"""So many characters around a place are looked at for letters."""
_WORD = re.compile(r"(?P<han>[㐀-鿿〇])|(?P<latin>[A-Za-zÀ-ɏ]+)")
_AFTER = re.compile(r" ?(?:(?P<han>[㐀-鿿〇])|[A-Za-z])")
_BEFORE = re.compile(r"(?:(?P<han>[㐀-鿿〇])|[A-Za-z]) ?\Z")
_SHORT = 2
_FUNCTIONS = frozenset(
    ["sin", "cos", "tan", "cot", "sec", "csc", "log", "lim", "max", "min", "arcsin"]
)


def is_by_han(text: str, start: int, end: int, *, otherwise: bool = False) -> bool:
    """Whether the last word before a place or the first one after it is Han.

    Figures there are read in Mandarin, as `language.runs` has it; but letters that are no words,
    as of pages and keys (P25～P28), don't count. With words on neither side it is `otherwise`.
    """
    if is_led_by_english(text):
        beside = _AFTER.match(text, end) or _BEFORE.search(text[max(0, start - 2) : start])
        if beside:
            return bool(beside["han"])
        otherwise = False
    near = text[max(0, start - _NEAR) : start]
    before = _first(reversed(list(_WORD.finditer(near))))
    after = _first(_WORD.finditer(text[end : end + _NEAR]))
    if "han" in (before, after):
        return not is_led_by_english(text) or before == after
    return otherwise and (before, after) != ("latin", "latin")


def _first(matches: Iterable[re.Match[str]]) -> str:
    """The script of the first that is a word."""
    for match in matches:
        if match["han"] or (
            len(match[0]) > _SHORT and not match[0].isupper() and match[0] not in _FUNCTIONS
        ):
            return str(match.lastgroup)
    return ""
