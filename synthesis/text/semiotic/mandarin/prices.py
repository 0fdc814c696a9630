"""Amounts of money with a code after them, below zero, and in the thousands that "k" stands for."""

from __future__ import annotations

import re

from .. import units
from ..found import MONEY
from ..numerals import number
from .rule import Rule

CODES = {
    "JPY": "日元", "USD": "美元", "CNY": "元人民币", "RMB": "元人民币", "HKD": "港元",
    "EUR": "欧元", "GBP": "英镑", "KRW": "韩元", "TWD": "元新台币", "SGD": "新元",
    "AUD": "澳元", "CAD": "加元", "CHF": "瑞士法郎", "NZD": "新西兰元", "THB": "泰铢",
    "RM": "林吉特", "MYR": "林吉特", "IDR": "印尼盾", "BRL": "雷亚尔", "SEK": "瑞典克朗",
    "NOK": "挪威克朗", "DKK": "丹麦克朗", "ZAR": "兰特", "rmb": "元人民币", "Rp": "印尼盾",
    "RUB": "卢布", "INR": "印度卢比", "MOP": "澳门元", "VND": "越南盾",
}  # fmt: skip
_AMOUNT = r"\d+(?:,\d{3})*(?:\.\d+)?"
_CODE_AFTER = re.compile(
    rf"(?<![\d.])(?P<amount>{_AMOUNT})(?P<scale>[百千]?[万亿]?)\s?(?P<code>{'|'.join(CODES)})(?![A-Za-z])"
)
_SIGNS = {"￥": "元", "¥": "元", "$": "美元", "€": "欧元", "£": "英镑"}
# 壹仟贰佰元整, as cheques have it.
_PLAIN = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟圆", "一二三四五六七八九十百千元")
_IN_CAPITALS = re.compile(
    "[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]{0,12}[壹贰叁肆伍陆柒捌玖拾佰仟]+[零万亿]?[元圆角分]"
    "(?:[零壹贰叁肆伍陆柒捌玖拾]{1,3}[角分]){0,2}"
)
_ROUND = re.compile(
    r"(?<![A-Z])(?P<sign>[￥¥$€£])\s?(?P<amount>\d+(?:,\d{3})*)\.00(?![\d元万亿美]|\s?[-–—~/])"
)
_BELOW_ZERO = re.compile(
    rf"(?<![A-Za-z])(?P<sign>[￥¥$€£])\s?[-−](?P<amount>{_AMOUNT})(?P<scale>[万亿]?)(?![\d元])"
)
_PAID = r"(?:薪|工资|收入|薪资|待遇|补贴|底薪|奖金)[㐀-鿿]{0,3}[:：]?\s?"
_THOUSANDS = re.compile(
    rf"{_PAID}(?P<said>(?P<a>\d+(?:\.\d)?)[kK](?:\s?[-–—~～]\s?(?P<b>\d+(?:\.\d)?)[kK])?)(?![A-Za-z0-9])"
)
_THOUSANDS_A_MONTH = re.compile(
    r"(?<![A-Za-z0-9.])(?P<said>(?P<a>\d+(?:\.\d)?)[kK]\s?[/／])(?=[月年])"
)
_MYRIADS = re.compile(
    r"(?:花了?|[存赚亏挣欠差卖买给]了?|投入|投资|捐款?|报价|价格|奖金|贷款|首付|工资|年入|月入)"
    r"[㐀-鿿]{0,2}\d+(?:\.\d+)?(?P<said>[wW])(?![A-Za-z0-9])"
)
_EACH_PERSON = re.compile(
    r"(?<![\d/.])\d(?P<said>/)(?=[人次个只本支件天盒瓶杯份张袋斤](?![㐀-鿿]))"
)
_PLAIN_AMOUNT = re.compile(
    rf"(?<![A-Za-z$])(?P<sign>[￥¥$€£])\s?(?P<amount>{_AMOUNT})(?![\d.,]\d|\d|\s?[元万亿千百美日欧英$])"
)
_RANGE = re.compile(
    rf"(?<![A-Za-z$])(?P<sign>[$€£])\s?(?P<a>{_AMOUNT})\s?[-–—~～]\s?(?P<b>{_AMOUNT})(?![\d.,]\d|\d|\s?[元万亿千百美日欧英])"
)
_TIMES = re.compile(
    r"(?:[￥¥$€£]\s?\d{1,9}(?:\.\d{1,2})?|[元份箱袋瓶盒件包杯套本支只张斤])\s?(?P<said>[*xX×])\s?(?=\d{1,4}(?![\w=]))"
)
_FOR_SEVERAL = re.compile(
    r"[￥¥$€£]\s?\d{1,9}(?:\.\d{1,2})?(?P<said>\s?/\s?)(?=\d{1,3}[件个斤盒袋瓶份支张只双包条块本])"
)
_EACH = re.compile(r"(?<=[元块币镑])\s?/\s?(?=[㐀-鿿])(?![元角分美欧日港英人][元币民镑]|[元角])")
_EACH_FOREIGN = re.compile(
    r"(?<=元)\s?/\s?(?P<unit>GB|MB|TB|cm²|cm|mm|kW|W|ha|㎥|km²|oz|lb|gal)(?![A-Za-z0-9])"
)
_WITH_CENTS_ZERO = re.compile(r"(?<![\d.,￥¥$])(?P<said>(?P<whole>\d{1,3}(?:,\d{3})+)\.00)(?=元)")
_CODES_PAIR = re.compile(
    rf"(?<![A-Za-z])(?P<a>{'|'.join(CODES)})\s?[/／]\s?(?P<b>{'|'.join(CODES)})(?![A-Za-z])"
)
_THOUSANDS_OF_YUAN = re.compile(r"(?<![\w.])(?P<a>\d{1,4}(?:\.\d)?)[kK](?=[元块])")
_TWO_OF = re.compile(r"(?<![\d.,])2(?=美元|欧元|英镑|日元|港元|港币|澳元|加元|卢布|法郎|新元|韩元)")
_YEN = re.compile(r"(?<=\d)円")
_ADDED = re.compile(r"(?<=[元角分])\s?[+]\s?(?=\d{1,9}(?:\.\d{1,2})?[元角分])")
_TAKEN_AWAY = re.compile(
    r"(?<=[元角分])\s?[-−－]\s?(?=\d{1,9}(?:\.\d{1,2})?[元角分](?:\d[角分])?\s?[=＝])"
)
_NAMED_TWICE = re.compile(
    r"(?:欧元|英镑|美元|日元|人民币)[（(]?(?P<said>[€£$¥￥])(?!\s?\d|号|的?符号)"
)


def _in_capitals(match: re.Match[str]) -> str:
    return match[0].translate(_PLAIN)


def _round(match: re.Match[str]) -> str:
    return f"{number(match['amount'], 'zh')}{_SIGNS[match['sign']]}"


def _code_after(match: re.Match[str]) -> str:
    amount = match["amount"]
    said = number(amount, "zh") if amount != "2" else "两"
    return f"{said}{match['scale']}{CODES[match['code']]}"


def _below_zero(match: re.Match[str]) -> str:
    return f"负{number(match['amount'], 'zh')}{match['scale']}{_SIGNS[match['sign']]}"


def _thousand(written: str) -> str:
    return number(str(round(float(written) * 1000)), "zh")


def _thousands(match: re.Match[str]) -> str:
    said = _thousand(match["a"])
    return f"{said}到{_thousand(match['b'])}" if match["b"] else said


def _counted(amount: str) -> str:
    said = "两" if amount == "2" else number(amount, "zh")
    return f"两{said[1:]}" if said.startswith(("二百", "二千", "二万", "二亿")) else said


def _plain_amount(match: re.Match[str]) -> str:
    return f"{_counted(match['amount'])}{_SIGNS[match['sign']]}"


def _range(match: re.Match[str]) -> str:
    a, b = (number(match[name], "zh") for name in "ab")
    return f"{a}到{b}{_SIGNS[match['sign']]}"


def _codes_pair(match: re.Match[str]) -> str:
    return "兑".join(CODES[match[name]].removeprefix("元") for name in "ab")


RULES = (
    Rule(MONEY, _IN_CAPITALS, _in_capitals),
    Rule(MONEY, _ROUND, _round),
    Rule(MONEY, _CODE_AFTER, _code_after),
    Rule(MONEY, _BELOW_ZERO, _below_zero),
    Rule(MONEY, _THOUSANDS, _thousands),
    Rule(MONEY, _THOUSANDS_A_MONTH, lambda match: f"{_thousand(match['a'])}每"),
    Rule(MONEY, _MYRIADS, lambda _: "万"),
    Rule(MONEY, _EACH_PERSON, lambda _: "每"),
    Rule(MONEY, _CODES_PAIR, _codes_pair),
    Rule(MONEY, _THOUSANDS_OF_YUAN, lambda match: _thousand(match["a"])),
    Rule(MONEY, _WITH_CENTS_ZERO, lambda match: number(match["whole"], "zh")),
    Rule(MONEY, _TWO_OF, lambda _: "两"),
    Rule(MONEY, _YEN, lambda _: "日元"),
    Rule(MONEY, _RANGE, _range),
    Rule(MONEY, _TIMES, lambda _: "乘"),
    Rule(MONEY, _FOR_SEVERAL, lambda _: "每"),
    Rule(MONEY, _ADDED, lambda _: "加"),
    Rule(MONEY, _TAKEN_AWAY, lambda _: "减"),
    Rule(MONEY, _NAMED_TWICE, lambda _: "，"),
)
PLAIN_RULES = (
    Rule(
        MONEY,
        _EACH_FOREIGN,
        lambda match: f"每{units.said(match['unit'], many=True, language='zh')}",
    ),
    Rule(MONEY, _EACH, lambda _: "每"),
    Rule(MONEY, _PLAIN_AMOUNT, _plain_amount),
)
"""For what no range or price has taken."""
