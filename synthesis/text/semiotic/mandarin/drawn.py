"""What is drawn in a line: rows of shapes, pictures in sums, arrows that lead nowhere, ticks."""

from __future__ import annotations

import re

from ..emoji_names import emoji_in, emoji_name
from ..found import EMOJI, FORMULA, SYMBOL
from ..numerals import number
from .rule import Rule

_SHAPES = {
    "○": "圆圈", "◯": "圆圈", "●": "圆圈", "◎": "双圆圈", "□": "方框", "■": "方块", "☐": "方框",
    "△": "三角形", "▲": "三角形", "▽": "倒三角形", "▼": "倒三角形", "◇": "菱形", "◆": "菱形",
    "☆": "五角星", "★": "五角星", "♡": "爱心", "♥": "爱心",
}  # fmt: skip
_FILLED = {"●": "○◯", "■": "□☐", "▲": "△", "▼": "▽", "◆": "◇", "★": "☆", "♥": "♡"}
_ROW = re.compile(
    rf"(?<![\w+×÷=])[{''.join(_SHAPES)}](?:[ 、，]?[{''.join(_SHAPES)}]){{2,40}}(?!\d)"
)
_PICTURES = re.compile(
    r"(?P<picture>(?:[\u2600-\u26ff\U0001f300-\U0001f64f\U0001f680-\U0001f6ff\U0001f900-\U0001faff]\ufe0f?){1,12})"
)
_OPERATOR_BEFORE = re.compile(r"[+×÷=＝<>-]\s?\Z")
_OPERATOR_AFTER = re.compile(r"\s?[+×÷=＝<>-]\s?[\d(（?？_□\u2600-\u26ff\U0001f300-\U0001faff]")
_LEADS_NOWHERE = re.compile(r"(?<=[左右上下东西南北])\s?[←→↑↓](?=[，。；、)）”\s]|\Z)")
_TICK_AND_CROSS = re.compile(r"√\s?(?P<joint>[或、/和]?)\s?×(?!\s?\d)")
_ARC = re.compile(r"⌒\s?(?=[A-Z]{2})")
_MINUS_CIRCLED = re.compile(
    r"(?<=[①-⑳\d])(?P<said>\s?[-−－]\s?)(?=[①-⑳](?:\s?[×*]\s?\d)?[，,]?\s?(?:可?得|消去|[:：=]))"
)
_AFTER_PERCENT = re.compile(r"[%％‰]\s?(?P<said>[（(])(?=[^（）()\n]{1,16}[%％‰][)）])")


def _row(match: re.Match[str]) -> str:
    """A row of different shapes; a shape that is there filled and empty is told apart."""
    shapes = [each for each in match[0] if each in _SHAPES]
    if len(set(shapes)) < 2 or set(shapes) <= set("★☆"):
        return ""
    return "、".join(_shape(each, shapes) for each in shapes)


def _shape(shape: str, among: list[str]) -> str:
    if any(empty in among for empty in _FILLED.get(shape, "")):
        return f"实心{_SHAPES[shape]}"
    is_filled_too = any(shape in empty and filled in among for filled, empty in _FILLED.items())
    return f"空心{_SHAPES[shape]}" if is_filled_too else _SHAPES[shape]


def _pictures(match: re.Match[str]) -> str:
    """Pictures stand for numbers in sums: 🍎+🍌=8, 🍎🍎."""
    before = match.string[max(0, match.start() - 2) : match.start()]
    after = match.string[match.end() : match.end() + 4]
    if not (_OPERATOR_BEFORE.search(before) or _OPERATOR_AFTER.match(after)):
        return ""
    found = [chars for _, _, chars in emoji_in(match["picture"])]
    if not found:
        return ""
    if len(set(found)) == 1 and len(found) > 1:
        many = "两" if len(found) == 2 else number(str(len(found)), "zh")
        return f"{many}个{emoji_name(found[0], 'zh')}"
    return "".join(emoji_name(each, "zh") for each in found)


RULES = (
    Rule(SYMBOL, _ROW, _row),
    Rule(EMOJI, _PICTURES, _pictures),
    Rule(SYMBOL, _LEADS_NOWHERE, lambda _: "箭头"),
    Rule(SYMBOL, _TICK_AND_CROSS, lambda match: f"勾{match['joint'].strip('/')}叉"),
    Rule(FORMULA, _ARC, lambda _: "弧"),
    Rule(FORMULA, _MINUS_CIRCLED, lambda _: "减"),
    Rule(SYMBOL, _AFTER_PERCENT, lambda _: "，"),
)
