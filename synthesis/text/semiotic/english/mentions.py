"""Signs that a text speaks of, by their names: "the * key", "use < or >", "≠ means …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...style import ReadingStyle
from ..found import SYMBOL, Found
from .found import english

_NAMES = {
    "*": "asterisk", "#": "hash", "@": "at", "&": "and", "_": "underscore", "/": "slash",
    "\\": "backslash", "~": "tilde", "^": "caret", "|": "bar", "`": "backtick",
    "<": "less than", ">": "greater than", "≤": "less than or equal to",
    "≥": "greater than or equal to", "=": "equals", "≠": "not equal to",
    "≈": "approximately equal to", "≡": "equivalent to", "+": "plus", "-": "minus", "−": "minus",
    "–": "dash", "×": "times", "÷": "divide", "±": "plus or minus", "√": "square root",
    "∞": "infinity", "∴": "therefore", "∵": "because", "→": "right arrow", "←": "left arrow",
    "↑": "up arrow", "↓": "down arrow", "•": "bullet", "™": "trademark", "®": "registered",
    "©": "copyright", "°": "degree", "%": "percent", "¥": "yen", "€": "euro", "£": "pound",
    "$": "dollar", "¢": "cent", "?": "question", "!": "exclamation", "µ": "micro", "μ": "micro",
    "♀": "female", "♂": "male", "§": "section", "…": "ellipsis", "✓": "tick", "✗": "cross",
}  # fmt: skip
_SIGN = "[" + re.escape("".join(_NAMES)) + "]"
_QUOTE, _CLOSING = "[\"“'‘(]?", "[\"”'’)]?"
_NAMED = re.compile(
    rf"(?:(?<=\s)|(?<=[\"“'‘(])|\A)(?P<sign>{_SIGN})(?={_CLOSING} (?:key|sign|symbol|button"
    rf"|character"
    r"|mark|operator|means?|stands|is called|shows|marks|represents)s?\b)"
)
_USED = re.compile(
    rf"\b(?:[Uu]se|[Uu]sing|[Pp]ress|[Tt]ype|[Ww]rite|[Pp]ut|[Ii]nsert|[Cc]hoose|[Aa]dd|[Dd]raw"
    rf"|[Ii]s|does"
    rf"|signs?:?|symbols?:?|with|either) {_QUOTE}(?P<sign>{_SIGN})"
    rf"(?={_CLOSING}(?: ?,|;| (?:or|and|in|to|for|between|not|mean|stand)\b|[.!?]?\s*\Z))"
)
_LISTED = re.compile(
    rf"(?<![\w)\]%] )(?<![\w.)])(?<!\S){_QUOTE}{_SIGN}{_CLOSING}"
    rf"(?:, {_QUOTE}{_SIGN}{_CLOSING}){{0,6}}"
    rf",? (?:or|and|not) {_QUOTE}{_SIGN}{_CLOSING}(?=[.,;:!?]?(?:\s|\Z))(?! ?\d)"
    rf"|(?<=[a-z] ){_QUOTE}{_SIGN}{_CLOSING}(?:, {_QUOTE}{_SIGN}{_CLOSING}){{0,6}}"
    rf",? (?:or|and|not) {_QUOTE}{_SIGN}{_CLOSING}(?=[.,;:!?]?(?:\s|\Z))(?! ?\d)"
)
_AND_TO = re.compile(rf"\b(?:and|or) (?P<sign>{_SIGN})(?= (?:to|for|means|is)\b)")
_ONE = re.compile(_SIGN)
_NUMBER_OF = re.compile(r"(?:(?<=\s)|\A)(?P<sign>#)(?= of\b)")
_COIN = re.compile(r"(?<=\d)(?P<sign>¢)(?= (?:coins?|pieces?|stamps?|sweets?)\b)")


def mentions(text: str, style: ReadingStyle) -> Iterator[Found]:
    """The signs, each by itself."""
    for pattern in (_NAMED, _USED, _AND_TO):
        for match in pattern.finditer(text):
            yield english(match, SYMBOL, _NAMES[match["sign"]], "sign")
    for match in _LISTED.finditer(text):
        for sign in _ONE.finditer(text, match.start(), match.end()):
            yield english(sign, SYMBOL, _NAMES[sign.group()])
    for match in _NUMBER_OF.finditer(text):
        yield english(match, SYMBOL, "number")
    for match in _COIN.finditer(text):
        yield english(match, SYMBOL, " cent")
