"""Blanks to fill in with an amount: 2.5h=（ ）min, （ ）mm=5cm, 2.05元=（ ）元（ ）角（ ）分."""

from __future__ import annotations

import re

from .. import units
from ..found import QUANTITY
from ..numerals import number
from .rule import Rule

_BLANK = r"(?:[(（][ \u3000]{1,8}[)）]|_{2,12}|[□◻☐○◯])"
_UNIT = units.UNIT.pattern
_AMOUNT = rf"\d{{1,9}}(?:,\d{{3}})*(?:\.\d{{1,9}})?\s?{_UNIT}"
_ASKS = rf"\s?[=＝<>]\s?{_BLANK}"
_GIVEN = re.compile(
    rf"(?<![\w.,/^×*⁰¹²³⁴-⁹])(?P<said>(?:{_AMOUNT}){{1,3}})(?={_ASKS}|\s?[-−+]\s?{_AMOUNT}{_ASKS})"
)
_SUM = re.compile(rf"(?<=[A-Za-z])\s?(?P<said>[-−+])\s?(?={_AMOUNT}{_ASKS})")
_PART = re.compile(rf"(?P<number>\d[\d,]*(?:\.\d+)?)\s?(?P<unit>{_UNIT}|[A-Za-zµμ]+)")
_MIXED = re.compile(
    r"(?<![\w.,/^×*⁰¹²³⁴-⁹])(?P<said>\d{1,5}(?P<big>km|m|dm|cm|t|kg|h|min|L)\s?"
    r"\d{1,4}(?P<small>m|dm|cm|mm|kg|g|min|s|mL|ml))(?![A-Za-z0-9²³/·^])"
)
_BELOW = {
    "km": {"m"}, "m": {"dm", "cm", "mm"}, "dm": {"cm", "mm"}, "cm": {"mm"}, "t": {"kg"},
    "kg": {"g"}, "h": {"min"}, "min": {"s"}, "L": {"mL", "ml"},
}  # fmt: skip
_ASKED = re.compile(rf"(?P<blank>{_BLANK})\s?(?P<unit>{_UNIT})")
_PERCENT = re.compile(rf"(?P<blank>{_BLANK})\s?(?P<unit>[%％‰])")
_ASKED_IN_HAN = re.compile(
    rf"(?<=[元角时分米克吨升日月年顷])\s?(?P<said>{_BLANK})(?=\s?(?:个?[元角时分秒米克吨升天月日]|分米|厘米|毫米|千克|毫升|平方))"
)
_SHAPES = dict.fromkeys("□◻☐", "方框") | dict.fromkeys("○◯", "圆圈")
_NEAR = 60


def _amounts(written: str) -> str:
    said = []
    for each in _PART.finditer(written):
        amount = each["number"]
        many = "两" if amount == "2" else number(amount, "zh")
        said.append(many + units.said(each["unit"], many=True, language="zh"))
    return "".join(said)


def _given(match: re.Match[str]) -> str:
    return _amounts(match["said"]) if "%" not in match["said"] else ""


def _mixed(match: re.Match[str]) -> str:
    """3m20cm, but no 5g3m: the second unit is a part of the first."""
    return _amounts(match["said"]) if match["small"] in _BELOW[match["big"]] else ""


def _line(match: re.Match[str]) -> str:
    around = match.string[max(0, match.start() - _NEAR) : match.end() + _NEAR]
    at = match.start() - max(0, match.start() - _NEAR)
    return around[:at].rpartition("\n")[2] + around[at:].partition("\n")[0]


def _asked(match: re.Match[str]) -> str:
    if not re.search("[=＝≈<>]", _line(match)):
        return ""
    blank = _SHAPES.get(match["blank"][0], "空")
    return blank + units.said(match["unit"], many=True, language="zh")


def _percent(match: re.Match[str]) -> str:
    parts = "千" if match["unit"] == "‰" else "百"
    return f"{parts}分之{_SHAPES.get(match['blank'][0], '空')}"


def _asked_in_han(match: re.Match[str]) -> str:
    return _SHAPES.get(match["said"][0], "空") if re.search("[=＝]", _line(match)) else ""


RULES = (
    Rule(QUANTITY, _GIVEN, _given),
    Rule(QUANTITY, _MIXED, _mixed),
    Rule(QUANTITY, _SUM, lambda match: "加" if match["said"] == "+" else "减"),
    Rule(QUANTITY, _PERCENT, _percent),
    Rule(QUANTITY, _ASKED, _asked),
    Rule(QUANTITY, _ASKED_IN_HAN, _asked_in_han),
)
