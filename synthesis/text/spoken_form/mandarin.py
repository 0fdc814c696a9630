"""Turns written Mandarin into spoken Mandarin."""

from __future__ import annotations

import re

from .numbers import join_thousands, spell

_HAN_DIGITS = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
_ZH_VERSION = re.compile(r"(?<![\d.])\d++(?:\.\d++){2,}+")
_ZH_SPAN = re.compile(
    r"(?<=[\d%])\s?[~～–—-]\s?(?=\d+(?:\.\d+)?\s?(?:[%％个天年月日号岁人元块次倍点小分秒周米公千百万亿]|$))"
)
_ZH_FROM_TO = re.compile(r"(?<=第)(\d+)\s?[~～–—-]\s?(?=\d)")  # 第1-3题
_ZH_LANDLINE = re.compile(r"(?<![\d-])0\d{2,3}-\d{7,8}(?!\d)")
_ZH_AGE = re.compile(r"(?<!\d)(\d0|\d5)(?=后)")
_ZH_CLAUSE = re.compile(
    r"(?<![^，。！？；、,!?;\s“”（）()])"
    r"[^，。！？；、,!?;\s“”（）()]*\d[^，。！？；、!?;“”（）()]*?(?=[，。！？；、!?;“”（）()]|,(?!\d)|$)"
)
_CHINESE_SYMBOLS = {
    "&": "和", "%": "百分之", "=": "等于", "+": "加", "×": "乘", "÷": "除以", "°": "度",
    "~": " ", "～": " ", "/": " ", "<": " ", ">": " ", "_": " ", "*": " ", "#": " ", "|": " ",
    "^": " ", "\\": " ", "`": " ", "@": " at ", "$": "美元", "￥": "元", "¥": "元", "€": "欧元",
    "£": "英镑", "≈": "约等于", "≥": "大于等于", "≤": "小于等于", "℃": "摄氏度", "℉": "华氏度",
}  # fmt: skip


def say_mandarin(text: str) -> str:
    """Spell out numbers, dates, money and symbols as Mandarin reads them aloud."""
    if any(c.isdigit() for c in text):
        text = join_thousands(text)
        text = _ZH_VERSION.sub(
            lambda m: "点".join(_read_digits(g) for g in m.group().split(".")), text
        )
        text = _ZH_LANDLINE.sub(lambda m: _read_digits(m.group().replace("-", "，")), text)
        text = _ZH_AGE.sub(lambda m: _read_digits(m.group()), text)
        text = _ZH_SPAN.sub("到", text)
        text = _ZH_FROM_TO.sub(r"\1到", text)
        text = _ZH_CLAUSE.sub(lambda m: spell(m.group().strip(), "zh"), text)
        text = re.sub(r"\d+", lambda m: spell(m.group(), "zh"), text)
    return "".join(_CHINESE_SYMBOLS.get(c, c) for c in text)


def _read_digits(text: str) -> str:
    return "".join(_HAN_DIGITS.get(c, c) for c in text)
