"""Signs and units that stand between words: blanks, arrows, relations, "in km/h", "−$5"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..style import DEFAULT, PAUSE, ReadingStyle
from . import units
from .found import MONEY, SYMBOL, Found
from .numerals import number
from .sign_names import LONE, NAMES

_SIGN = re.compile("[" + re.escape("".join(NAMES)) + "]")
_ARROW = re.compile(r"<=>|[-=]>|>=|<=")
_ARROWS = {"<=>": "⇔", "->": "→", "=>": "⇒", ">=": "≥", "<=": "≤"}
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,60}>|<!--|-->")
_RAISED = re.compile(r"(?<=\))[²³](?![\w⁰¹²³⁴-⁹⁻])")
_RAISED_NAMES = {"²": ("squared", "的平方"), "³": ("cubed", "的立方")}
_BLANK = re.compile(r"_{2,}")
_NEGATIVE = re.compile(r"(?<![A-Za-z0-9])[-−](?=[$€£¥￥]\d)")
_YUAN = re.compile(
    r"[¥￥](?P<amount>\d+(?:,\d{3})*(?:\.\d+)?)(?![\d,])(?P<scale> (?:million|billion|trillion)\b)?"
)
_LONE_UNIT = re.compile(
    rf"(?<![A-Za-z0-9/.])(?=[A-Za-zµμΩ°]{{1,4}}(?:/|[²³])){units.UNIT.pattern}(?!/)"
)


def lone_sign(text: str) -> Iterator[Found]:
    """A sign that is the whole of a text, by its name."""
    if (sign := text.strip()) in LONE:
        at = text.index(sign)
        yield Found(at, at + 1, SYMBOL, *LONE[sign])


def signs(text: str, style: ReadingStyle = DEFAULT) -> Iterator[Found]:
    """Signs that no formula has taken. A ">" that begins a line quotes a mail, and isn't said."""
    tags = [match.span() for match in _TAG.finditer(text)]
    free = list(text)
    for start, end in tags:
        free[start:end] = " " * (end - start)
    text = "".join(free)
    for match in _BLANK.finditer(text):
        names = (",", "，") if style.blanks == PAUSE else ("blank", "空")
        yield Found(*match.span(), SYMBOL, *names)
    for match in _RAISED.finditer(text) if "Σ" in text or "∑" in text else ():
        yield Found(*match.span(), SYMBOL, *_RAISED_NAMES[match.group()])
    for match in _NEGATIVE.finditer(text):
        yield Found(*match.span(), MONEY, "minus", "负")
    for match in _YUAN.finditer(text):
        amount = f"{number(match['amount'], 'en')}{match['scale'] or ''} yuan"
        yield Found(*match.span(), MONEY, amount, "")
    for match in _LONE_UNIT.finditer(text):
        said = [units.said(match.group(), many=True, language=each) for each in ("en", "zh")]
        yield Found(*match.span(), SYMBOL, *said)
    arrows = {match.start(): match for match in _ARROW.finditer(text)}
    inside = {at for match in arrows.values() for at in range(*match.span())}
    for match in arrows.values():
        yield Found(*match.span(), SYMBOL, *NAMES[_ARROWS[match.group()]])
    for match in _SIGN.finditer(text):
        if match.start() in inside or _NEGATIVE.match(text, match.start()):
            continue
        if match.group() in "<>" and not _relates(text, match.start()):
            continue
        yield Found(*match.span(), SYMBOL, *NAMES[match.group()])


def _relates(text: str, at: int) -> bool:
    """Whether something stands on both sides of a sign in its line."""
    before = text[max(0, at - 40) : at].rpartition("\n")[2].strip(" \t>")
    after = text[at + 1 : at + 40].partition("\n")[0].strip()
    return bool(before and after)
