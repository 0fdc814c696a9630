"""Signs that a text speaks of: +、-、×、÷四种运算, “==”表示相等, 用“～～”画出, 我❤中国."""

from __future__ import annotations

import re

from ..found import FORMULA, QUANTITY, SYMBOL
from ..numerals import number
from .rule import Rule

_OPERATORS = {
    "+": "加号", "＋": "加号", "-": "减号", "－": "减号", "−": "减号", "×": "乘号", "÷": "除号",
    "=": "等号", "＝": "等号", "<": "小于号", ">": "大于号", "＜": "小于号", "＞": "大于号",
    "≤": "小于等于号", "≥": "大于等于号", "≠": "不等号", "≈": "约等号",
}  # fmt: skip
_OPERATOR = f"[{re.escape(''.join(_OPERATORS))}]"
_LIST = (
    rf"(?<![A-Za-z0-9)）（(]){_OPERATOR}(?:\s?[、，,/]\s?{_OPERATOR}){{1,8}}"
    rf"(?:\s?[和或与]\s?{_OPERATOR})?"
)
_LISTED = re.compile(rf"{_LIST}(?:(?=[㐀-鿿])|(?![\w(（]|\s?\d|\s?[、，,/]\s?{_OPERATOR}))")
_IN_PAIRS = {
    "==": "双等号", "!=": "不等号", "&&": "双和号", "||": "双竖线", "//": "双斜杠", "**": "双星号",
    "[]": "方括号", "【】": "方头括号", "{}": "大括号", "<>": "尖括号", "++": "加加", "--": "减减",
    "::": "双冒号", "′": "撇", "″": "双撇", "'": "单引号", ".": "点", "．": "点", "｜": "竖线",
    "∣": "竖线", "‖": "双竖线", "—": "破折号", "…": "省略号", "〔〕": "六角括号", "<=": "小于等于",
    ">=": "大于等于", "->": "箭头", "=>": "箭头", "／": "斜杠", "〈〉": "单书名号",
    "［］": "方括号", "~~": "波浪号", "&": "和号",
}  # fmt: skip
_PAIR = "|".join(sorted(map(re.escape, _IN_PAIRS), key=len, reverse=True))
_IN_QUOTES = re.compile(rf"(?<=[“「])(?P<said>{_PAIR})(?=[”」])")
_DRAWN = re.compile(
    r"用\s?[“\"‘]?(?P<said>﹏{1,8}|[～~]{1,8}|_{1,8}|[—―─－-]{1,8}|[═=]{1,8})[”\"’]?(?=\s?(?:画|划|标|勾|线))"
)
_MULTIPLIED_BY_NAME = re.compile(r"(?<=乘号[（(])×|(?<=减号[（(])[-－−]")
_MINUTES = re.compile(
    r"(?<![\d.°′″])(?<!° )(?P<number>\d{1,4}(?:\.\d{1,3})?)\s?(?P<sign>[′″])(?![\d′″])"
)
_OF_ANGLES = re.compile(
    "[°角]|′\\s?=\\s?\\d{1,6}(?:\\.\\d{1,3})?\\s?″|″\\s?=\\s?\\d{1,6}(?:\\.\\d{1,3})?\\s?′"
)
_FEET = re.compile(r"(?P<feet>\d)\s?[′']\s?(?P<inches>\d{1,2})\s?[″\"]")
_CHOICE = re.compile(r"(?:(?<=[\s：:（(])|(?m:^))[□☐◻☑✅✔]\s?(?=[㐀-鿿])")
_BOX_CHECKED = re.compile(r"(?<=[\[【])(?P<said>[√✓✔×✗])(?=[\]】])")
_NEW_SIGN = re.compile(r"(?<=[\w)）])\s?(?P<said>[※◎⊙])\s?(?=[\w(（-])")
_NEW_SIGNS = {"※": "米字号", "◎": "双圆圈", "⊙": "圈点"}
_NEW_STAR = re.compile(r"(?<=[\w)）])\s?\*\s?(?=[\w(（])")
_DEFINED = re.compile("新运算|定义运算|规定|定义一种|定义：|若[a-z]\\s?\\*\\s?[a-z]\\s?=")
_LOVES = re.compile(r"(?<=[我你您他她们])\s?[❤♥💕💗💖]\ufe0f?\s?(?=[㐀-鿿A-Z])")
_PICTURED = {"➕": "加", "➖": "减", "✖": "乘", "➗": "除以", "🟰": "等于"}
_OPERATORS_PICTURED = re.compile("[➕➖✖➗🟰]\ufe0f?")
_KEYCAP = re.compile("(?P<digit>[0-9])\ufe0f?\u20e3")
_ADDED_FORMULA = re.compile(
    r"(?<=[㐀-鿿])(?<![A-Za-zρ][㐀-鿿])(?<![A-Za-zρ][㐀-鿿]{2})\s?[+＋]\s?(?=\d?[A-Z])"
)
_OPTION_TICKED = re.compile(r"(?<![A-Za-z])[A-D][.．、:：]\s?(?P<said>[√✓✔])(?!\s?\d)")
_TONES = dict(zip("ˉˊˇˋ", "一二三四", strict=True))
_TONE = re.compile(r"(?<![A-Za-züɑ])[ˉˊˇˋ](?![A-Za-zü])")
_RELATION_IN_BRACKETS = re.compile(
    r"(?<=[（(])\s?[><＞＜]\s?(?=\d)|\A[><＞＜](?=\d+(?:\.\d+)?[%％]?\Z)"
)
_ALL_POINTS = re.compile("💯(?!分)")


def _listed(match: re.Match[str]) -> str:
    """The names of signs that stand in a list."""
    signs = re.sub(r"\s?[,/，、]\s?", "、", match[0])
    said = "".join(_OPERATORS.get(each, each) for each in signs)
    return said[:-1] if match.string[match.end() : match.end() + 1] == "号" else said


def _drawn(match: re.Match[str]) -> str:
    if match["said"][0] in "﹏～~":
        return "波浪线"
    return "双横线" if match["said"][0] in "═=" else "横线"


def _minutes(match: re.Match[str]) -> str:
    """Parts of a degree: 1°=60′."""
    if not _OF_ANGLES.search(match.string[max(0, match.start() - 30) : match.end() + 30]):
        return ""
    return number(match["number"], "zh") + ("分" if match["sign"] == "′" else "秒")


def _feet(match: re.Match[str]) -> str:
    """Of a height; elsewhere 5′8″ is a time or a part of a degree."""
    is_height = "高" in match.string[max(0, match.start() - 6) : match.start()]
    if not is_height or int(match["inches"]) > 11:
        return ""
    return f"{number(match['feet'], 'zh')}英尺{number(match['inches'], 'zh')}英寸"


def _choice(match: re.Match[str]) -> str:
    """Boxes before what may be chosen: at least two are in the line."""
    near = match.string[max(0, match.start() - 40) : match.end() + 40]
    return "，" if len(_CHOICE.findall(near)) > 1 else ""


def _new_star(match: re.Match[str]) -> str:
    return (
        "星"
        if _DEFINED.search(match.string[max(0, match.start() - 100) : match.end() + 100])
        else ""
    )


RULES = (
    Rule(SYMBOL, _OPERATORS_PICTURED, lambda match: _PICTURED[match[0][0]]),
    Rule(SYMBOL, _KEYCAP, lambda match: number(match["digit"], "zh")),
    Rule(SYMBOL, _ALL_POINTS, lambda _: "一百分"),
    Rule(FORMULA, _ADDED_FORMULA, lambda _: "加"),
    Rule(SYMBOL, _OPTION_TICKED, lambda _: "勾"),
    Rule(SYMBOL, _TONE, lambda match: f"第{_TONES[match[0]]}声"),
    Rule(
        FORMULA,
        _RELATION_IN_BRACKETS,
        lambda match: "大于" if match[0].strip() in ">＞" else "小于",
    ),
    Rule(SYMBOL, _LOVES, lambda _: "爱"),
    Rule(SYMBOL, _IN_QUOTES, lambda match: _IN_PAIRS[match["said"]]),
    Rule(SYMBOL, _DRAWN, _drawn),
    Rule(SYMBOL, _LISTED, _listed),
    Rule(SYMBOL, _MULTIPLIED_BY_NAME, lambda match: "乘" if match[0] == "×" else "减"),
    Rule(QUANTITY, _FEET, _feet),
    Rule(QUANTITY, _MINUTES, _minutes),
    Rule(SYMBOL, _CHOICE, _choice),
    Rule(SYMBOL, _BOX_CHECKED, lambda match: "勾" if match["said"] in "√✓✔" else "叉"),
    Rule(FORMULA, _NEW_SIGN, lambda match: _NEW_SIGNS[match["said"]]),
    Rule(FORMULA, _NEW_STAR, _new_star),
)
