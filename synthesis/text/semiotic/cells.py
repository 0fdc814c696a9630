"""Cells of a table that hold one sign or one picture: each is said by its name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .emoji_names import emoji_in, emoji_name
from .found import EMOJI, SYMBOL, Found
from .sign_names import LONE

_NAMES = LONE | {
    "!": ("exclamation mark", "感叹号"), ":": ("colon", "冒号"), ";": ("semicolon", "分号"),
    "'": ("apostrophe", "撇号"), "’": ("apostrophe", "撇号"), "…": ("ellipsis", "省略号"),
    "&": ("and", "和号"), "@": ("at", "艾特"), "♥": ("heart", "红桃"), "♦": ("diamond", "方块"),
    "♣": ("club", "梅花"), "♠": ("spade", "黑桃"), "▲": ("triangle", "三角形"),
    "△": ("triangle", "三角形"), "●": ("circle", "圆"), "○": ("circle", "圆圈"),
    "■": ("square", "方块"), "□": ("square", "方框"), "◆": ("diamond", "菱形"),
    "◇": ("diamond", "菱形"), "♂": ("male", "雄"), "♀": ("female", "雌"),
}  # fmt: skip
_CELL = re.compile(
    r"(?m)(?:(?P<ahead>^[ ]{0,8})(?=\S{1,8} {0,8}\t)|(?P<tab>\t[ ]{0,8})|(?P<border>\|[ \t]{0,8}))"
    r"(?P<sign>(?:_|[^\w\s|,.\u2010-\u2015-])\S{0,7}|\|)(?= {0,8}(?:\t|\||$))"
)
_SAID_ELSEWHERE = frozenset("✓✔✗✘★☆✅❌☑☒☐")
_BULLETS = frozenset("*>…♦■□●○◆◇▲△☐☑☒✓✔✗✘→►▶")
_NUMBERED = re.compile(
    r"(?m)^ {0,8}(?P<sign>#)(?= {0,8}\t {0,8}[A-Z])|^\| {0,8}(?P<of_row>#)(?= {0,8}\|)"
)
_OF_SIGNS = re.compile(
    r"(?i)\b(?:signs?|symbols?|keys?|operators?|marks?|characters?|shapes?)\b|[符记]号|图形"
)


def cells(text: str) -> Iterator[Found]:
    """Such signs and pictures.

    A mark of a list in a line's first cell is left out, unless the table is one of signs.
    """
    if "\t" not in text and "|" not in text:
        return
    of_signs = bool(_OF_SIGNS.search(text))
    for match in _NUMBERED.finditer(text):
        yield Found(*match.span(str(match.lastgroup)), SYMBOL, "number", "序号")
    for match in _CELL.finditer(text):
        sign, span = match["sign"], match.span("sign")
        if match["ahead"] is not None and sign in _BULLETS and not of_signs:
            continue
        if sign in _NAMES:
            if sign != "|" or match["tab"]:
                yield Found(*span, SYMBOL, *_NAMES[sign])
        elif sign[0] >= "☀" and sign[0] not in _SAID_ELSEWHERE and _is_one_emoji(sign):
            english, mandarin = (emoji_name(sign, each) for each in ("en", "zh"))
            yield Found(*span, EMOJI, f" {english} ", mandarin)


def _is_one_emoji(sign: str) -> bool:
    return [(start, end) for start, end, _ in emoji_in(sign)] == [(0, len(sign))]
