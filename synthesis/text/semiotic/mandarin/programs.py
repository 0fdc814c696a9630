"""What stands in lessons on computers: folders, cells of a sheet, binary numbers, operators."""

from __future__ import annotations

import re

from ..found import FORMULA, SYMBOL
from ..letters import spelled
from ..numerals import digits, number
from .rule import Rule

_ROOTS = "home|usr|etc|var|root|tmp|opt|dev|mnt|bin|Users|data|src|img|images|static|api|www"
_WINDOWS_FOLDER = re.compile(r"(?<![A-Za-z0-9])[A-Z]:(?:\\[\w.-]{1,40}){1,8}\\?")
_FOLDER = re.compile(rf"(?<![\w/.:])/(?:{_ROOTS})(?:/[\w.-]{{1,30}}){{0,6}}(?![\w/])", re.ASCII)
_PART = re.compile(r"[A-Za-z]+|\d+|[㐀-鿿]+|.")
_SIGNS = {"\\": "反斜杠", "/": "斜杠", ":": "冒号", ".": "点", "_": "下划线", "-": "杠"}
_CELLS = re.compile(
    r"(?<![A-Za-z0-9$])\$?(?P<c>[A-Z]{1,2})\$?(?P<r>\d{1,4})[:：]\$?(?P<c2>[A-Z]{1,2})\$?(?P<r2>\d{1,4})"
    r"(?![\dA-Za-z]|\s?[=＝])"
)
_FIXED_CELL = re.compile(
    r"(?<![A-Za-z0-9$:：])\$(?P<c>[A-Z]{1,2})\$(?P<r>\d{1,4})(?![\dA-Za-z:：])"
)
_OF_SHEETS = re.compile(
    r"单元格|区域|Excel|工作表|电子表格|选[中择定取]|公式|填充|求和|平均|[A-Z]{2}[(（]"
)
_SHEET_FUNCTIONS = {
    "SUM": "sum", "MAX": "max", "MIN": "min", "AVERAGE": "average", "COUNT": "count", "IF": "if",
    "COUNTIF": "count if", "SUMIF": "sum if", "RANK": "rank", "ROUND": "round", "INT": "int",
    "MOD": "mod",
}  # fmt: skip
_SHEET_FUNCTION = re.compile(
    rf"(?<![A-Za-z0-9])(?P<equals>=?)(?P<name>{'|'.join(_SHEET_FUNCTIONS)})(?=[(（])"
)
_BINARY = re.compile(r"(?<![A-Za-z0-9.])(?!10+B)(?P<said>[01]{3,16})(?=B(?![A-Za-z0-9]))")
_HEXADECIMAL = re.compile(r"(?<![A-Za-z0-9.])0[xX](?P<digits>[0-9A-Fa-f]{1,8})(?![A-Za-z0-9])")
_IN_BASE = re.compile(
    r"[(（](?P<digits>[0-9A-F]{1,16})[)）]\s?(?P<base>₂|₈|₁₀|₁₆|[(（]\s?(?:2|8|10|16)\s?[)）])"
)
_REMAINDER = re.compile(r"(?<=[A-Za-z)\]])\s?%\s?(?=[\dA-Za-z(])|(?<=\d)%(?=\d{1,9}(?:[=!)]|\Z))")
_UNEQUAL = re.compile(
    r"(?<=[A-Za-z_)\]])(?:\s!=\s|!=(?=0(?![\d.])|[\"'“]|[a-z_]{2}|[a-mo-z](?![\w(×·*])))"
)
_STEP = re.compile(r"(?<![A-Za-z0-9])[a-z](?P<said>\+\+|--)(?![\w+-])")
_STEPS = {"++": "加加", "--": "减减"}


def _folder(match: re.Match[str]) -> str:
    said = []
    for part in _PART.findall(match[0]):
        if part.isdecimal():
            said.append(digits(part, "zh"))
        elif part.isascii() and part.isalpha():
            said.append(f" {part} ")
        else:
            said.append(_SIGNS.get(part, part))
    return "".join(said).strip()


def _cells(match: re.Match[str]) -> str:
    if not _OF_SHEETS.search(match.string[max(0, match.start() - 20) : match.end() + 8]):
        return ""  # V1:V2 is a ratio
    first, last = (
        f"{spelled(match[column])} {number(match[row], 'zh')}"
        for column, row in (("c", "r"), ("c2", "r2"))
    )
    return f"{first}到 {last}"


def _sheet_function(match: re.Match[str]) -> str:
    return ("等于 " if match["equals"] else "") + _SHEET_FUNCTIONS[match["name"]]


def _each(written: str) -> str:
    return "".join(
        digits(char, "zh") if char.isdigit() else f" {spelled(char.upper())} " for char in written
    )


def _in_base(match: re.Match[str]) -> str:
    written = match["digits"]
    if match["base"].strip("(（)） ") in ("₁₀", "10"):
        return number(written, "zh") if written.isdigit() else ""
    if match["base"][0] in "(（" and len(written) < 3 and "进制" not in match.string:
        return ""  # (1)(2) are items
    return _each(written)


RULES = (
    Rule(SYMBOL, _FIXED_CELL, lambda m: f"美元 {spelled(m['c'])} 美元{number(m['r'], 'zh')}"),
    Rule(SYMBOL, _WINDOWS_FOLDER, _folder),
    Rule(SYMBOL, _FOLDER, _folder),
    Rule(SYMBOL, _CELLS, _cells),
    Rule(SYMBOL, _SHEET_FUNCTION, _sheet_function),
    Rule(FORMULA, _BINARY, lambda match: digits(match["said"], "zh")),
    Rule(FORMULA, _HEXADECIMAL, lambda match: f"零 X {_each(match['digits'])}".rstrip()),
    Rule(FORMULA, _IN_BASE, _in_base),
    Rule(FORMULA, _REMAINDER, lambda _: "模"),
    Rule(FORMULA, _UNEQUAL, lambda _: "不等于"),
    Rule(SYMBOL, _STEP, lambda match: _STEPS[match["said"]]),
)
