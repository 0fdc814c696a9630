"""Relations, arrows and places on the globe between words: 甲＞乙, 春➡夏, 30°N."""

from __future__ import annotations

import re

from ..found import FORMULA, QUANTITY, SYMBOL
from ..numerals import number
from .rule import Rule

_TITLE = re.compile(r"＜[^＜＞，。；\n]{1,20}＞")
_RELATION = re.compile(r"(?<=[\w）)%％℃°])\s?(?P<said>[＞＜])\s?(?=[\w（(])")
_ARROW = re.compile("(?<=[\\w)）”》%])\\s?[⇨➡➔➜➝➞➙➛⮕⟹⇾➤](?:\ufe0f)?(?=\\s?[㐀-鿿\\w])")
_PLACE = re.compile(
    r"(?<![\d.A-Za-z])(?P<before>[NSEW](?=\s?\d))?\s?(?P<degrees>\d{1,3}(?:\.\d{1,4})?)\s?°"
    r"(?:\s?(?P<minutes>\d{1,2})[′'’](?:\s?(?P<seconds>\d{1,2})[″\"”])?)?"
    r"\s?(?P<after>[NSEW](?!\s?\d))?(?![A-Za-z])"
)
_SIDES = {"N": "北纬", "S": "南纬", "E": "东经", "W": "西经"}
_RATED = re.compile(
    r"(?<![\d./￥¥$€£])(?<![￥¥$€£] )(?P<of>\d{1,3}\.\d{1,2})\s?/\s?(?P<all>\d{1,3})(?![\d./])"
)


def _relation(match: re.Match[str]) -> str:
    """But ＜静夜思＞ is a title."""
    around = match.string[max(0, match.start() - 22) : match.end() + 22]
    at = match.start("said") - max(0, match.start() - 22)
    if any(each.start() == at or each.end() - 1 == at for each in _TITLE.finditer(around)):
        return ""
    return "大于" if match["said"] == "＞" else "小于"


def _place(match: re.Match[str]) -> str:
    side = match["before"] or match["after"]
    if not side:
        return ""
    said = f"{number(match['degrees'], 'zh')}度"
    for name, unit in (("minutes", "分"), ("seconds", "秒")):
        if match[name]:
            said += number(str(int(match[name])), "zh") + unit
    named = match.string[max(0, match.start() - 2) : match.start()] == _SIDES[side]
    return said if named else _SIDES[side] + said


RULES = (
    Rule(SYMBOL, _ARROW, lambda _: "到"),
    Rule(QUANTITY, _PLACE, _place),
    Rule(
        FORMULA,
        _RATED,
        lambda match: f"{number(match['all'], 'zh')}分之{number(match['of'], 'zh')}",
    ),
)
LATE_RULES = (Rule(FORMULA, _RELATION, _relation),)
"""For what no formula has taken."""
