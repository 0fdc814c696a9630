"""Days and months in figures that only their context tells from decimals and fractions."""

from __future__ import annotations

import re

from ..found import DATE
from ..numerals import digits, number
from .rule import Rule

_M, _D = "1[0-2]|0?[1-9]", "3[01]|[12]\\d|0?[1-9]"
_TO = r"\s?[-–—~～至到]\s?"
_MONTHS = re.compile(
    rf"(?<![\d.])(?P<y>(?:19|20)\d\d)\.(?P<m>{_M}){_TO}(?:(?P<y2>(?:19|20)\d\d)\.)?(?P<m2>{_M})(?![\d.])"
)
_DAYS = re.compile(
    rf"(?<![\d.])(?P<y>(?:19|20)\d\d)\.(?P<m>{_M})\.(?P<d>{_D}){_TO}(?P<m2>{_M})\.(?P<d2>{_D})(?![\d.])"
)
_SCHOOL_YEAR = re.compile(
    r"(?<![\d.])(?P<a>(?:20)?\d\d)\s?[-–—/~]\s?(?P<b>(?:20)?\d\d)(?=学年|赛季)"
)
_OF_A_DAY = re.compile(
    rf"(?<![\d.])(?P<m>{_M})[.．](?P<d>{_D})"
    r"(?=放假|开学|返校|报到|收假|复课|[(（](?:周|星期)[一二三四五六日天])"
)
_IN_BRACKETS = re.compile(
    rf"(?<=(?:周|期)[一二三四五六日天][(（])(?P<m>{_M})[.．/](?P<d>{_D})(?=[)）])"
)
_SLASHED = re.compile(
    rf"(?<![\d/])(?P<m>{_M})/(?P<d>{_D})"
    r"(?=元旦|(?:妇女|儿童|劳动|教师|国庆|植树|青年)节|[(（](?:周|星期)|\s?\d{1,2}[:：][0-5]\d)"
)
_PADDED = re.compile(r"(?<![\d/.])(?P<m>0[1-9])/(?P<d>0[1-9]|[12]\d|3[01])(?![\d/])")
_ZERO = re.compile(r"(?<![\d.:])0(?P<figure>[1-9])(?=月|日(?!元))")
_COMPACT = re.compile(
    r"(?<!\d)(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?![\d.]|\s?[个元人米次万])"
)
_SHORT_YEAR = re.compile(r"(?<![\d.])\d\d(?=年(?:高考|中考|真题|考研|奥运|春晚))")


def _day(month: str, day: str) -> str:
    return f"{number(str(int(month)), 'zh')}月{number(str(int(day)), 'zh')}日"


def _of_a_day(match: re.Match[str]) -> str:
    return _day(match["m"], match["d"])


def _months(match: re.Match[str]) -> str:
    until = f"{digits(match['y2'], 'zh')}年" if match["y2"] else ""
    first, last = (number(str(int(match[name])), "zh") for name in ("m", "m2"))
    return f"{digits(match['y'], 'zh')}年{first}月到{until}{last}月"


def _days(match: re.Match[str]) -> str:
    year = digits(match["y"], "zh")
    return f"{year}年{_of_a_day(match)}到{_day(match['m2'], match['d2'])}"


def _school_year(match: re.Match[str]) -> str:
    first, last = match["a"], match["b"]
    follows = int(last[-2:]) == (int(first[-2:]) + 1) % 100 and len(first) >= len(last)
    return f"{digits(first, 'zh')}到{digits(last, 'zh')}" if follows else ""


def _compact(match: re.Match[str]) -> str:
    return f"{digits(match['y'], 'zh')}年{_of_a_day(match)}"


RULES = (
    Rule(DATE, _MONTHS, _months),
    Rule(DATE, _DAYS, _days),
    Rule(DATE, _SCHOOL_YEAR, _school_year),
    Rule(DATE, _OF_A_DAY, _of_a_day),
    Rule(DATE, _IN_BRACKETS, _of_a_day),
    Rule(DATE, _SLASHED, _of_a_day),
    Rule(DATE, _PADDED, _of_a_day),
    Rule(DATE, _COMPACT, _compact),
    Rule(DATE, _SHORT_YEAR, lambda match: digits(match[0], "zh")),
    Rule(DATE, _ZERO, lambda match: number(match["figure"], "zh")),
)
