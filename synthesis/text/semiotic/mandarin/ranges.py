"""Ranges, scores and ratios: 12-15岁 is to, 3-1战胜 and 比例尺1:5000 are 比."""

from __future__ import annotations

import re

from ..found import FORMULA, TIME
from ..letters import spelled
from ..numerals import number
from .rule import Rule

_WON_LISTED = """
战胜 击败 打败 大胜 险胜 完胜 惜败 不敌 负于 战平 获胜 取胜 领先 落后 告负 逆转 力克 淘汰 横扫 拿下
赢 输 胜 负 平
"""
_WON = "|".join(_WON_LISTED.split())
_SCORE_BEFORE = re.compile(
    r"(?:(?:比分[是为]?|打成|战成|逼平|战平|总分)\s?|(?<!所)(?<!可)以\s?(?=\d{1,3}\s?[-–—]))"
    r"(?P<said>(?P<a>\d{1,3})\s?[-–—:：∶]\s?(?P<b>\d{1,3}))(?![\d:：.]|[天日岁年月元])"
)
_SCORE_AFTER = re.compile(
    rf"(?<![\d.])(?P<said>(?P<a>\d{{1,3}})[-–—:：](?P<b>\d{{1,3}}))(?=的?(?:比分|大比分|总比分)?(?:{_WON}))"
)
_NUMBERS = (
    r"(?:\d+(?:\.\d+)?|(?<![A-Za-z])[A-Za-z]{1,2}[₀-₉]?[甲乙丙水油总]?"
    r"|[（(]\s+[)）]|□|(?<![㐀-鿿])[甲乙丙丁男女长宽])"
)
_PROPORTION = re.compile(
    rf"(?<![\d.:∶A-Za-z])(?P<said>{_NUMBERS}(?:\s?[:：∶]\s?{_NUMBERS}){{1,4}}"
    rf"(?:\s?=\s?{_NUMBERS}(?:\s?[:：∶]\s?{_NUMBERS}){{1,4}})+)(?![\d:A-Za-z])"
)
_RATIO = re.compile(
    rf"(?<![\d.:∶A-Za-z])(?P<said>{_NUMBERS}(?:\s?∶\s?{_NUMBERS}){{1,4}})(?![\d∶A-Za-z])"
    r"|(?<=[比例按为是尺])(?P<plain>\d+(?:[:：]\d+){1,4})(?=的?比|稀释|混合|配|[，。；、）]|\Z)"
)
# What may stand between a number and the dash of a range.
_UNITS = "%％‰日月号年万亿元℃°岁分秒时点级楼名人个"
_TILDE = re.compile(rf"(?<=[\dA-Za-z{_UNITS}])\s?(?P<said>[~～])\s?(?=[\dA-Za-z$￥¥])")
_AFTER_UNIT = re.compile(
    r"(?<=[日月号年万亿元℃岁时点%％])(?P<said>\s?[-–—]{1,2}\s?)"
    r"(?=(?:公元)?前?\d)(?P<taken>\d+(?:\.\d+)?[㐀-鿿%％℃]{0,3}\s?[=＝+])?"
)
_BETWEEN_LISTED = re.compile(
    r"(?<=[一二三四五六七八九十日月级号节课项题）)①-⑳])\s?(?P<said>[~～])\s?(?=[周星第一二三四五六七八九十（(①-⑳])"
)
_BEFORE_DATE = re.compile(
    r"(?<=\d)(?P<said>[-–—~～]{1,2})(?=[12]\d{3}(?:\.\d{1,2}\.|/\d{1,2}/|年\d{1,2}月)\d)"
)
_BETWEEN_CIRCLED = re.compile(r"(?<=[①-⑳])(?P<said>[-–—]{1,2})(?=[①-⑳])")
_BEFORE_MONEY = re.compile(r"(?<=[\d元])(?P<said>[-–—]{1,2})(?=[￥¥$€£]\d)")
_PERCENTS = re.compile(
    r"(?<![\d.%-])(?P<a>\d+(?:\.\d+)?)\s?[-–—~～]\s?(?P<b>\d+(?:\.\d+)?)[%％](?![\d%])"
)
_PAGES = re.compile(
    r"(?<![A-Za-z])[Pp]{1,2}\.?\s?(?P<a>\d{1,3})(?:\s?[-–—~～]\s?(?P<again>[Pp]?)(?P<b>\d{1,3}))?(?![\d.A-Za-z-])"
)
_OF_GAMES = re.compile("赛|比分|球|战|队|半场|全场")
_AFTER_HALF = re.compile(r"(?<=\d[aApP][mM])\.?\s?(?P<said>[-–—~～]{1,2})(?=\s?\d{1,2}[:：]\d\d)")
_AFTER_HALF_DOTTED = re.compile(
    r"(?<=\d[aApP]\.[mM]\.)\s?(?P<said>[-–—~～]{1,2})(?=\s?\d{1,2}[:：]\d\d)"
)
_EXERCISES = re.compile(
    r"(?<![A-Za-z0-9])\d[a-f](?P<said>\s?[-–—~]\s?)(?=\d[a-f](?![A-Za-z0-9]|\s?[=+]))"
)
_UNTIL_DAY = re.compile(
    r"(?<=[\dmM点日号一二三四五六])\s?(?P<said>[-–—~～]{1,2})\s?"
    r"(?=次日|翌日|第二天|周[一二三四五六日]|星期[一二三四五六日]|[上下]午|晚上)"
)
_CLOCK = re.compile(
    r"(?<![\d.:：=＝比])(?<![A-Za-z] )(?P<said>(?P<h>[01]?\d|2[0-4])[:：](?P<m>[0-5]\d))"
    r"(?![\d:：]|\s?[AaPp]\.?[Mm]|\s?[=＝]|\.\d)"
)
_NUMERAL = re.compile(r"[一二三四五六七八九十]\Z")
_CLOCKS = re.compile(
    r"(?<=[:：]\d\d)(?P<said>\s?[-–—]{1,2}\s?)(?=\d{1,2}(?:[:：]\d\d|[月日号时点]))"
)
_LABEL = re.compile(
    r"(?:图表?|表|式|情境|实验|附件)\s?(?P<said>(?P<a>\d{1,2})[-–—](?P<b>\d{1,2}))(?![\d.-]|\s?=)"
)
_RISING = re.compile(
    r"(?<![\d.=+×÷*/^(<>_A-Za-z-])(?P<a>\d+(?:\.\d+)?)(?P<said>[-–—]{1,2})(?P<b>\d+(?:\.\d+)?)"
    r"(?![\d.]|\s?[-=+×÷*/^<>≈])"
)


def _percents(match: re.Match[str]) -> str:
    first, second = (number(match[name], "zh") for name in "ab")
    return f"百分之{first}到百分之{second}"


def _pages(match: re.Match[str]) -> str:
    said = f"P {number(match['a'], 'zh')}"
    if not match["b"]:
        return said
    return f"{said}到{' P ' if match['again'] else ''}{number(match['b'], 'zh')}"


def _score(match: re.Match[str]) -> str:
    return f"{number(match['a'], 'zh')}比{number(match['b'], 'zh')}"


def _ratio(match: re.Match[str]) -> str:
    said = []
    written = match[0] if match["said"] is None else match["said"]
    for part in re.findall(r"[\d.]+|[A-Za-z]+|[₀-₉]|[㐀-鿿]|[=（(□]|[:：∶]", written):
        if part == "=":
            said.append("等于")
        elif part[0].isdecimal():
            said.append(number(part, "zh"))
        elif part in "（(□":
            said.append("方框" if part == "□" else "空")
        elif part in "₀₁₂₃₄₅₆₇₈₉":
            said.append(number(str(ord(part) - ord("₀")), "zh"))
        elif part[0].isascii() and part.isalpha():
            said.append(f" {spelled(part)} ")
        else:
            said.append("比" if part in ":：∶" else part)
    return "".join(said)


def _dash(match: re.Match[str]) -> str:
    return f"{number(match['a'], 'zh')}杠{number(match['b'], 'zh')}"


def _to(_match: re.Match[str]) -> str:
    return "到"


def _clock(match: re.Match[str]) -> str:
    hour, minutes = int(match["h"]), match["m"]
    said = f"{'两' if hour == 2 else number(str(hour), 'zh')}点"
    if minutes != "00":
        said += f"{'零' * (minutes[0] == '0')}{number(str(int(minutes)), 'zh')}分"
    before = match.string[max(0, match.start() - 1) : match.start()]
    return f"，{said}" if _NUMERAL.search(before) else said  # 周五16:30


def _rising(match: re.Match[str]) -> str:
    """Numbers that rise are a range; else one is taken from the other."""
    first, second = match["a"], match["b"]
    if "0" in (first[0], second[0]) and first != "0" and "." not in first:
        return ""  # part of a longer code
    around = match.string[max(0, match.start() - 14) : match.end() + 8]
    if _OF_GAMES.search(around) and first.isdigit() and second.isdigit():
        return "比"
    return "到" if float(first) < float(second) else "减"


RULES = (
    Rule(FORMULA, _SCORE_BEFORE, _score),
    Rule(FORMULA, _SCORE_AFTER, _score),
    Rule(FORMULA, _PROPORTION, _ratio),
    Rule(FORMULA, _RATIO, _ratio),
    Rule(FORMULA, _LABEL, _dash),
    Rule(FORMULA, _PAGES, _pages),
    Rule(FORMULA, _PERCENTS, _percents),
    Rule(FORMULA, _BETWEEN_LISTED, _to),
    Rule(FORMULA, _BEFORE_DATE, _to),
    Rule(FORMULA, _BETWEEN_CIRCLED, _to),
    Rule(FORMULA, _BEFORE_MONEY, _to),
    Rule(FORMULA, _TILDE, _to),
    Rule(FORMULA, _AFTER_UNIT, lambda match: "减" if match["taken"] else "到"),
    Rule(FORMULA, _AFTER_HALF, _to),
    Rule(FORMULA, _AFTER_HALF_DOTTED, _to),
    Rule(FORMULA, _EXERCISES, _to),
    Rule(FORMULA, _CLOCKS, _to),
    Rule(FORMULA, _UNTIL_DAY, _to),
    Rule(TIME, _CLOCK, _clock),
    Rule(FORMULA, _RISING, _rising),
)
