"""Numbers that name things (第2课, 2号楼) and numbers in circles (①)."""

from __future__ import annotations

import re
import unicodedata

from ..found import FORMULA, ROMAN, SYMBOL
from ..letters import spelled
from ..numerals import number
from ..roman.values import roman_value
from .rule import Rule

_ENCLOSED = re.compile("[①-⒛❶-➓⓪⓫-⓿㈠-㈩㉑-㉟㊀-㊉㊱-㊿]")
_BEGINS_ITEM = re.compile(
    r"(?m)(?:^|(?<=[；。]))[①-⒛❶-➓㈠-㈩](?=[㐀-鿿])(?![中和与式是为处号的或])"
)
_ENCLOSED_LETTER = re.compile("[⒜-ⓩ🄰-🅉]")
# What is named by a number, where 2 is 二, while 两 counts: 2号楼, but 2层楼.
_NAMED = "月日号楼栋幢班路级频档挡"


def _number(match: re.Match[str]) -> str:
    return number(match["said"], "zh")


def _grouped(match: re.Match[str]) -> str:
    return number(re.sub(r"\s", "", match["said"]), "zh")


def _circled(match: re.Match[str]) -> str:
    """Where it begins a line, what it counts is parted from it: ①本文, but ①和②."""
    said = number(str(int(unicodedata.numeric(match[0]))), "zh")
    return f"{said}，" if _BEGINS_ITEM.match(match.string, match.start()) else said


def _letter(match: re.Match[str]) -> str:
    return spelled(unicodedata.normalize("NFKC", match[0]).strip("()"))


def _roman(match: re.Match[str]) -> str:
    return number(str(roman_value(match["said"].upper())), "zh")


_ROMAN = r"(?:X{0,2}(?:IX|IV|V?I{1,3}|V)|X{1,2})"
# (ii) anywhere, (i) and (v) where a line begins: f(x) is a function.
_IN_BRACKETS_ROMAN = re.compile(
    r"(?<![A-Za-z0-9′'’）)])[(（](?P<said>i{2,3}|iv|vi{1,3}|ix|I{2,3}|IV|VI{1,3}|IX)(?=[)）])"
)
_BEGINS_WITH_ROMAN = re.compile(r"(?m)^[^\S\n]{0,40}[(（](?P<said>[ivxIVX])(?=[)）])")
# Measures that wetext doesn't know.
_MEASURES = r"""
节 堂 道 位 幅 首 套 盏 棵 株 倍 颗 粒 支 根 组 对 遍 趟 步 圈 层 项 种 批 队 期 局 关 句 段 页
题 篇 门 科 次 台 副 包 公斤 英里 角(?!形) 毛 年(?![级月\d]) 章 册 部 轮 间 所 朵 串 束 类 样 亩
公顷 星期 学期 枚 滴 匙 顿 餐 份 瓣 截 英寸 拍 小节 声 处 笔
"""
_TWO_OF = re.compile(rf"(?<![\d.,:/第])(?<!\d[、和])(?P<said>2)(?={'|'.join(_MEASURES.split())})")
_TWO_IN_A_FORM = re.compile(r"(?<=[:：])[ \u3000]?(?P<said>2)(?=[ \u3000]{1,8}[㐀-鿿]{2})")
_SEAT = re.compile(r"(?<=排)(?P<said>\d{1,3})(?=[座号])")
_ROW = re.compile(r"(?<![\d.])(?P<said>\d{1,3})(?=排\d{1,3}[座号])")
_ROMANS = re.compile(
    r"(?<![A-Za-z])(?P<said>I{1,3}|IV|V)(?=[、和]\s?(?:I{1,3}|IV|VI{0,3})(?![A-Za-z]))"
)
# 1.A 2.C: answers; A. 3 B. 4: what there is to choose from.
_QUESTION = re.compile(r"(?<![\d.A-Za-z])(?P<said>\d{1,2})(?=[.．、]\s?[A-G](?![A-Za-z]))")
_AFTER_OPTION = re.compile(
    r"(?<![A-Za-z0-9])[A-G][.．、:：]\s?(?P<said>\d+(?:\.\d+)?)(?=\s*(?:[A-G][.．、:：]|[，。；、]|[㐀-鿿]|\Z))"
)
RULES = (
    Rule(FORMULA, re.compile(r"\bRt(?=△|\s?三角形)"), lambda _: "直角"),
    Rule(
        ROMAN,
        re.compile(
            rf"(?<![A-Za-z0-9])(?P<said>{_ROMAN})"
            r"(?=级|类|型|期|度|卷|世|部分|区|册|阶段|、[㐀-鿿]|\. ?[㐀-鿿])"
        ),
        _roman,
    ),
    Rule(ROMAN, _IN_BRACKETS_ROMAN, _roman),
    Rule(ROMAN, _BEGINS_WITH_ROMAN, _roman),
    Rule(FORMULA, re.compile(r"第\s?(?P<said>\d{1,8})(?![\d.,+])"), _number),
    Rule(
        FORMULA,
        re.compile(rf"(?<![\d.,:/第])(?P<said>\d{{0,3}}2)(?=[{_NAMED}]|年级|单元|中队)"),
        _number,
    ),
    Rule(FORMULA, re.compile(r"(?<=[初高大小])(?P<said>2)(?![\d.:]|[个名位岁])"), _number),
    Rule(
        FORMULA,
        re.compile(r"(?<![\d.,+-])(?P<said>[1-9]\d{0,2}(?:[ \u00a0\u2009]\d{3})+)(?![\d.,-])"),
        _grouped,
    ),
    # wetext has no more than eleven digits.
    Rule(FORMULA, re.compile(r"(?<![\d.,-])(?P<said>[1-9]\d{11,15})(?=[㐀-鿿])"), _number),
    Rule(
        FORMULA,
        _TWO_OF,
        lambda _: "两",
    ),
    Rule(FORMULA, re.compile(r"(?<=[A-Za-z] )(?P<said>2)(?=\s?[㐀-鿿])"), _number),
    Rule(FORMULA, _TWO_IN_A_FORM, _number),
    Rule(FORMULA, _SEAT, _number),
    Rule(FORMULA, _ROW, _number),
    Rule(ROMAN, _ROMANS, _roman),
    Rule(FORMULA, _QUESTION, _number),
    Rule(FORMULA, _AFTER_OPTION, _number),
    Rule(SYMBOL, _ENCLOSED, _circled),
    Rule(SYMBOL, _ENCLOSED_LETTER, _letter),
)
