"""Signs and units that stand between words: blanks, arrows, relations, "in km/h", "−$5"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..style import DEFAULT, PAUSE, ReadingStyle
from . import units
from .found import MONEY, SYMBOL, Found
from .numerals import number

_NAMES = {
    ">": ("is greater than", "大于"), "<": ("is less than", "小于"),
    "≠": ("is not equal to", "不等于"), "≥": ("is greater than or equal to", "大于等于"),
    "≤": ("is less than or equal to", "小于等于"), "≈": ("is approximately equal to", "约等于"),
    "→": ("to", "到"), "⇒": ("implies", "推出"), "⟶": ("to", "到"),
    "⇔": ("if and only if", "等价于"), "⇌": ("is in equilibrium with", "可逆生成"),
    "←": ("from", "来自"), "↔": ("both ways", "互为"), "−": ("minus", "减"),
    "±": ("plus or minus", "正负"), "√": ("root", "根号"), "∞": ("infinity", "无穷大"),
    "∈": ("is in", "属于"), "∥": ("is parallel to", "平行于"),
    "⊥": ("is perpendicular to", "垂直于"), "∝": ("is proportional to", "正比于"),
    "≡": ("is equivalent to", "恒等于"), "∴": ("therefore", "所以"), "∵": ("because", "因为"),
    "№": ("number", "第"), "§": ("section", "节"), "÷": ("divided by", "除以"),
    "×": ("times", "乘"), "∪": ("union", "并"), "∩": ("intersection", "交"),
    "∉": ("is not in", "不属于"), "⊂": ("is a subset of", "真包含于"),
    "⊆": ("is a subset of", "包含于"), "⊄": ("is not a subset of", "不包含于"),
    "∀": ("for all", "任意"), "∃": ("there exists", "存在"), "∁": ("complement of", "补集"),
    "≅": ("is congruent to", "全等于"), "≌": ("is congruent to", "全等于"),
    "∽": ("is similar to", "相似于"), "⊙": ("circle", "圆"), "△": ("triangle", "三角形"),
    "∠": ("angle", "角"), "∧": ("and", "且"), "∨": ("or", "或"), "¬": ("not", "非"),
}  # fmt: skip
_SIGN = re.compile("[" + re.escape("".join(_NAMES)) + "]")
_ARROW = re.compile(r"<=>|[-=]>|>=|<=")
_ARROWS = {"<=>": "⇔", "->": "→", "=>": "⇒", ">=": "≥", "<=": "≤"}
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,60}>|<!--|-->")
_BLANK = re.compile(r"_{2,}")
_NEGATIVE = re.compile(r"(?<![A-Za-z0-9])[-−](?=[$€£¥￥]\d)")
_YUAN = re.compile(
    r"[¥￥](?P<amount>\d+(?:,\d{3})*(?:\.\d+)?)(?![\d,])(?P<scale> (?:million|billion|trillion)\b)?"
)
_LONE_UNIT = re.compile(
    rf"(?<![A-Za-z0-9/.])(?=[A-Za-zµμΩ°]{{1,4}}(?:/|[²³])){units.UNIT.pattern}(?!/)"
)


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
        yield Found(*match.span(), SYMBOL, *_NAMES[_ARROWS[match.group()]])
    for match in _SIGN.finditer(text):
        if match.start() in inside or _NEGATIVE.match(text, match.start()):
            continue
        if match.group() in "<>" and not _relates(text, match.start()):
            continue
        yield Found(*match.span(), SYMBOL, *_NAMES[match.group()])


def _relates(text: str, at: int) -> bool:
    """Whether something stands on both sides of a sign in its line."""
    before = text[max(0, at - 40) : at].rpartition("\n")[2].strip(" \t>")
    after = text[at + 1 : at + 40].partition("\n")[0].strip()
    return bool(before and after)
