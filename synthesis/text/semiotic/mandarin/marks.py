"""Signs by their names where they stand for themselves; accidentals, slashes between units."""

from __future__ import annotations

import re

from .. import units
from ..found import CHEMISTRY, MONEY, QUANTITY, SYMBOL
from ..letters import spelled
from ..numerals import number
from .rule import Rule

_NAMES = {
    "+": "加号", "-": "减号", "−": "减号", "×": "乘号", "÷": "除号", "=": "等号", "≠": "不等号",
    "<": "小于号", ">": "大于号", "＜": "小于号", "＞": "大于号", "≤": "小于等于号",
    "≥": "大于等于号", "≈": "约等号", "%": "百分号", "‰": "千分号", "#": "井号", "@": "艾特",
    "&": "和号", "*": "星号", "_": "下划线", "/": "斜杠", "\\": "反斜杠", "~": "波浪号",
    "～": "波浪号", "|": "竖线", "^": "脱字符", "$": "美元符号", "¥": "人民币符号",
    "￥": "人民币符号", "€": "欧元符号", "£": "英镑符号", "√": "根号", "∞": "无穷大", "π": "派",
    "°": "度", "℃": "摄氏度", "→": "右箭头", "←": "左箭头", "↑": "上箭头", "↓": "下箭头",
    "?": "问号", "？": "问号", "!": "感叹号", "！": "感叹号", "。": "句号", "，": "逗号",
    ",": "逗号",
    "、": "顿号", "；": "分号", ";": "分号", "：": "冒号", ":": "冒号", "……": "省略号",
    "——": "破折号", "—": "破折号", "《》": "书名号", "（）": "括号", "()": "括号", "·": "间隔号",
    "∵": "因为", "∴": "所以", "±": "正负号", "∠": "角", "⊥": "垂直", "∥": "平行", "△": "三角形",
    "□": "方框", "○": "圆圈", "☆": "五角星", "★": "五角星", "①": "圈一", "©": "版权符号",
    "®": "注册商标", "™": "商标", "♯": "升号", "♭": "降号", "♮": "还原号", "♪": "音符",
}  # fmt: skip
_SIGN = "|".join(sorted(map(re.escape, _NAMES), key=len, reverse=True))
_QUOTED = re.compile(rf"(?:[“‘「『\"]|‘’)\s?(?P<said>{_SIGN})\s?[”’」』\"]")
_CALLED = re.compile(
    rf"(?<![\w♯♭♮])(?P<said>{_SIGN})(?=\s?(?:号|符号|键|表示|是|叫|读作|代表|的意思)(?!\d))"
)
_FILLED = re.compile(r"(?:填|写|选|加)[上入写个]?(?P<said>[＜＞<>=+\-−×÷])(?=[，。；、”）)或,]|\Z)")
_TICK = re.compile(r"(?:[打画划填]|对的?|正确的?|错误?的?)(?:上|个|“|「|\")?(?P<said>[√✓✔×✗✘])")
_TICKS = {"√": "勾", "✓": "勾", "✔": "勾", "×": "叉", "✗": "叉", "✘": "叉"}
_LONE = re.compile(r"[★☆□◻☐○◯©♮✓✔✗✘]")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉ₙₘₓₐᵢₖ", "0123456789nmxaik")
_SUBSCRIPT = re.compile(r"[₀-₉]+|[ₙₘₓₐᵢₖ]+")
_LONE_NAMES = {
    "★": "星", "☆": "星", "□": "方框", "◻": "方框", "☐": "方框", "○": "圆圈", "◯": "圆圈",
    "©": "版权", "♮": "还原", "✓": "勾", "✔": "勾", "✗": "叉", "✘": "叉",
}  # fmt: skip
_HAN_ZERO = re.compile(r"(?<=[零〇一二三四五六七八九○])[○◯](?=[零〇一二三四五六七八九○年])")
_ACCIDENTALS = {"♭": "降", "♯": "升", "#": "升", "♮": "还原", "b": "降"}
_BEFORE_NOTE = re.compile(r"(?<![A-Za-z0-9#])(?P<sign>[♭♯#♮])(?P<note>[A-Ga-g])(?![A-Za-z0-9])")
_AFTER_NOTE = re.compile(r"(?<![A-Za-z0-9])(?P<note>[A-G])(?P<sign>[♭♯♮]|#(?!\d))(?![A-Za-z0-9])")
_ACCIDENTAL = re.compile(r"[♭♯]")
_CHORDS = re.compile(
    r"(?<![A-Za-z])(?P<note>[A-G])(?P<kind>m|maj|dim|aug|sus|7|m7)(?![a-zA-Z\d])(?=[—\-–、，,\s和]|[㐀-鿿])"
)
_GAS = re.compile(r"(?<=[A-Za-z0-9₀-₉)）])(?P<said>[↑↓])")
_HAN_UNITS_LISTED = """
千米 公里 分米 厘米 毫米 米 千克 公斤 克 吨 升 毫升 元 角 分 秒 小时 次 人 个 帧
字 页 转 瓦 焦 牛 度 词 下 步 件 斤
"""
_UNDER_LISTED = """
小时 时 分钟 分 秒 天 日 月 年 周 人 个 斤 千克 公斤 克 吨 米 平方米 立方米 升
次 件 套 只 本 盒 瓶 亩 度 晚 张 位 科
"""
_HAN_UNIT, _UNDER = ("|".join(each.split()) for each in (_HAN_UNITS_LISTED, _UNDER_LISTED))
_PER = re.compile(
    rf"(?:(?<![\d.\s])(?:{_HAN_UNIT})|(?<=[/每])(?:{_HAN_UNIT}))\s?(?P<said>/)\s?(?=(?:{_UNDER})(?![A-Za-z]))"
)
_PER_LATIN = re.compile(
    r"(?<=[次人个字页转帧滴步元下])\s?(?P<said>/\s?(?P<unit>min|s|h|kg|g|km|m|L|d))(?![A-Za-z0-9/])"
)
_MONEY_PER = re.compile(rf"[$€£¥￥]\d+(?:\.\d+)?\s?(?P<said>/)\s?(?=(?:{_UNDER})(?![A-Za-z]))")
_DOLLARS = {
    "US": "美元", "HK": "港元", "NT": "元新台币", "S": "新元", "SG": "新元", "A": "澳元",
    "AU": "澳元",     "C": "加元", "CA": "加元", "NZ": "新西兰元",
}  # fmt: skip
_DOLLAR = re.compile(
    r"(?<![A-Za-z])(?P<whose>US|HK|NT|SG|S|AU|A|CA|C|NZ)\$\s?(?P<amount>\d+(?:,\d{3})*(?:\.\d+)?)(?P<scale>[万亿]?)(?!\d)"
)
_MORE_MONEY = {"₩": "韩元", "₽": "卢布", "₹": "卢比", "฿": "泰铢", "₫": "越南盾", "₱": "比索"}
_OTHER_MONEY = re.compile(
    rf"(?P<sign>[{''.join(_MORE_MONEY)}])\s?(?P<amount>\d+(?:,\d{{3}})*(?:\.\d+)?)(?P<scale>[万亿]?)(?!\d)"
)
_SCALED_UNIT = re.compile(rf"(?<=\d[万亿])\s?(?P<said>{units.UNIT.pattern})")
_UNIT_NAMED = re.compile(
    rf"(?:单位[是为]?|换算成|化成|化为|单位[:：])[:：“]?\s?(?P<said>{units.UNIT.pattern})"
)
_OVER_NAMED = re.compile(r"(?<=[A-Za-z][㐀-鿿])(?P<said>\s?/\s?)(?=[A-Za-z][㐀-鿿])")
_KEYS = re.compile(r"(?:Ctrl|Shift|Alt|Win|Cmd|Fn|Option|Command)\s?(?P<said>\+)")
_DOT = re.compile(
    r"(?<=[A-Za-z0-9㐀-鿿_])(?P<said>\.)(?=(?:pptx?|docx?|xlsx?|pdf|txt|py|cpp|java|html?|css|js|json|csv|zip|rar"
    r"|exe|jpe?g|png|gif|bmp|mp[34]|wav|avi|cn|com|net|org|edu|gov|me|io)(?![A-Za-z0-9]))"
)


def _named(match: re.Match[str]) -> str:
    return _NAMES[match["said"]]


def _tick(match: re.Match[str]) -> str:
    return _TICKS[match["said"]]


def _subscript(match: re.Match[str]) -> str:
    plain = match[0].translate(_SUBSCRIPTS)
    return number(plain, "zh") if plain.isdigit() else f" {spelled(plain)} "


def _lone(match: re.Match[str]) -> str:
    return _LONE_NAMES[match[0]]


def _note(match: re.Match[str]) -> str:
    return f"{_ACCIDENTALS[match['sign']]} {spelled(match['note'])}"


def _chord(match: re.Match[str]) -> str:
    if not re.search("和弦|伴奏|吉他", match.string[max(0, match.start() - 20) : match.end() + 20]):
        return ""
    kinds = {"7": "七", "m7": "M 七"}
    return f"{spelled(match['note'])} {kinds.get(match['kind'], spelled(match['kind']))}"


def _gas(match: re.Match[str]) -> str:
    return "气体" if match["said"] == "↑" else "沉淀"


def _per_unit(match: re.Match[str]) -> str:
    return units.said("m/" + match["unit"], many=True, language="zh").removeprefix("米")


def _dollars(match: re.Match[str]) -> str:
    return f"{number(match['amount'], 'zh')}{match['scale']}{_DOLLARS[match['whose']]}"


def _money(match: re.Match[str]) -> str:
    return f"{number(match['amount'], 'zh')}{match['scale']}{_MORE_MONEY[match['sign']]}"


def _unit(match: re.Match[str]) -> str:
    return units.said(match["said"], many=True, language="zh")


RULES = (
    Rule(SYMBOL, _FILLED, _named),
    Rule(SYMBOL, _TICK, _tick),
    Rule(SYMBOL, _QUOTED, _named),
    Rule(SYMBOL, _CALLED, _named),
    Rule(SYMBOL, _BEFORE_NOTE, _note),
    Rule(SYMBOL, _AFTER_NOTE, _note),
    Rule(SYMBOL, _CHORDS, _chord),
    Rule(SYMBOL, _HAN_ZERO, lambda _: "零"),
    Rule(CHEMISTRY, _GAS, _gas),
    Rule(MONEY, _DOLLAR, _dollars),
    Rule(MONEY, _OTHER_MONEY, _money),
    Rule(MONEY, _MONEY_PER, lambda _: "每"),
    Rule(QUANTITY, _PER, lambda _: "每"),
    Rule(QUANTITY, _PER_LATIN, _per_unit),
    Rule(QUANTITY, _SCALED_UNIT, _unit),
    Rule(QUANTITY, _UNIT_NAMED, _unit),
    Rule(QUANTITY, _OVER_NAMED, lambda _: "除以"),
    Rule(SYMBOL, _KEYS, lambda _: "加"),
    Rule(SYMBOL, _DOT, lambda _: "点"),
)
LATE_RULES = (
    Rule(SYMBOL, _LONE, _lone),
    Rule(SYMBOL, _SUBSCRIPT, _subscript),
    Rule(SYMBOL, _ACCIDENTAL, lambda match: _ACCIDENTALS[match[0]]),
)
"""For what nothing else has taken: a box may stand in a formula."""
