"""Signs that mark things in notices and papers: 3#楼, 按↑键, 带*的题, ♀, playing cards."""

from __future__ import annotations

import re

from ..found import FORMULA, SYMBOL
from ..letters import spelled
from ..numerals import digits, number
from .rule import Rule

_NUMBERED = re.compile(
    r"(?<![\dA-Za-z.#])(?P<number>\d{1,3})(?:[#＃](?=[㐀-鿿])| [#＃](?=[楼栋号机炉教宿]))"
)
_KEY = re.compile(
    r"(?:[按击敲压用键或和、/／][下住]?\s?[“\"【\[]?)(?P<said>[↑↓←→]{1,4})(?=[”\"】\]]?(?:方向)?(?:键|箭头|或|和|、|/|／|移动))"
)
_ARROWS = {"↑": "上", "↓": "下", "←": "左", "→": "右"}
_BOTH_WAYS = re.compile(r"(?<=[㐀-鿿])\s?←\s?→\s?(?=[㐀-鿿])")
_MARKED = re.compile(
    r"(?:[带有标打注加画]|标有|[前后]面?[有加的])[“\"「]?(?P<said>[*※★☆▲△●]号?)(?=[”\"」]?(?:标记|标志|记号|符号|的|者|题|为))"
)
_MARKS = {
    "*": "星号", "※": "米字号", "★": "星号", "☆": "星号", "▲": "三角", "△": "三角", "●": "圆点",
}  # fmt: skip
_BETWEEN_STARS = re.compile(r"[☆★◆◇●○■□※*]{1,3}(?=[㐀-鿿“《]{2,20}(?P<said>[☆★]{1,3})(?:\s|\Z))")
_SEX = re.compile(r"(?P<said>[♀♂])(?!表示|代表|是|符号|的意思)")
_SEXES = {"♀": "雌", "♂": "雄"}
_CARD = re.compile(r"(?P<suit>[♠♥♣♦])(?P<value>10|[2-9AJQK])?(?![A-Za-z0-9])")
_SUITS = {"♠": "黑桃", "♥": "红桃", "♣": "梅花", "♦": "方块"}
_OF_CARDS = re.compile("牌|花色|[♠♣♦]|桃")
_ALONE_PERCENT = re.compile(r"(?<![\dA-Za-zα-ω)）\]_%％.□○△ ])[%％](?=[，。、；）)”]|\s?\Z|\n)")
_PER_MILLE = re.compile(r"(?<!\d)(?<!\d )‰(?=[，。、；）)”㐀-鿿]|\s?\Z)(?<!号‰)")
_STARRED_PRODUCT = re.compile(
    r"(?<=[元角分个人米克斤天次本支只盒袋张页块千钱])\s?\*\s?(?=\d{1,8}(?:\.\d{1,4})?\s?(?:[=＝㐀-鿿+-]|\Z))"
)
_GREATER = re.compile(
    r"(?m)(?:^|(?<=[\s，、；：（(]))[>＞](?=\d+(?:\.\d+)?\s?(?:[㐀-鿿%％℃]|[a-z]{1,2}(?![a-z])))"
)
_CENTS = re.compile(r"(?<![\d.])(?:(?P<after>\d{1,5})\s?¢|¢\s?(?P<before>\d{1,5}))(?!\d)")
_RADICALS_LISTED = """
氵三点水 亻单人旁 扌提手旁 艹草字头 宀宝盖头 讠言字旁 辶走之底 忄竖心旁 钅金字旁
饣食字旁 纟绞丝旁 犭反犬旁 礻示字旁 衤衣字旁 彳双人旁 冫两点水 灬四点底 刂立刀旁
阝耳刀旁 囗国字框 冖秃宝盖 疒病字头 攵反文旁 罒四字头 廴建字底 卩单耳旁 勹包字头
匚区字框 冂同字框 凵画字框 彡三撇 夂折文旁 癶登字头 爫爪字头 虍虎字头 牜牛字旁
丬将字旁 亠点横头 厶私字 丨竖 丿撇 丶点 亅竖钩 乛横折
"""
_RADICALS = {each[0]: each[1:] for each in _RADICALS_LISTED.split()}
_RADICAL = re.compile(
    rf"(?P<said>[{''.join(_RADICALS)}])(?P<named>[字之]?[旁头底框]|[（(][㐀-鿿]{{2,4}}[)）])?"
)
_DIAMETER = re.compile(r"(?<![A-Za-z0-9])[Øø⌀∅](?=\s?\d)")


_NUMBER_SIGN = re.compile(r"(?<![A-Za-z0-9])(?:N[oO]\.?|№)\s?(?=\d)")


_PHONE_KEY = re.compile(r"[#*]号?(?=键)")
_FIRST = re.compile(r"(?<![\w#])#(?P<number>\d{1,3})(?=\s?[㐀-鿿])(?![^\n#]{0,30}#)")
_SECTION = re.compile(r"(?<!第)§\s?(?P<number>\d{1,3}(?:\.\d{1,3}){0,3})(?![\d.]\d)")
_MENTION = re.compile(r"(?<![A-Za-z0-9])@(?=\s?[㐀-鿿])")
_ISSUED = re.compile(r"[〔\[［(（](?P<said>(?:19|20)\d\d)(?=[〕\]］)）]\s?(?:第\s?)?\d{1,4}\s?号)")


def _section(match: re.Match[str]) -> str:
    return f"第{'点'.join(number(each, 'zh') for each in match['number'].split('.'))}节"


def _key(match: re.Match[str]) -> str:
    arrows = match["said"]
    return (
        "、".join(_ARROWS[each] for each in arrows) if len(arrows) > 1 else f"{_ARROWS[arrows]}箭头"
    )


def _number_sign(match: re.Match[str]) -> str:
    before = match.string[max(0, match.start() - 2) : match.start()].rstrip(" :：")
    if before.endswith(("第", "号")):
        return "，"
    return "编号" if re.match(r"0\d{3}", match.string[match.end() : match.end() + 4]) else "第"


def _sex(match: re.Match[str]) -> str:
    beside = (
        match.string[max(0, match.start() - 2) : match.start()]
        + match.string[match.end() : match.end() + 2]
    )
    said = _SEXES[match["said"]]
    named = said in beside or ("女" if said == "雌" else "男") in beside
    return "，" if named else f"{said}性"


def _card(match: re.Match[str]) -> str:
    if not _OF_CARDS.search(match.string[max(0, match.start() - 20) : match.end() + 20]):
        return ""
    value = match["value"] or ""
    said = number(value, "zh") if value.isdigit() else f" {spelled(value)}"
    return _SUITS[match["suit"]] + said.rstrip()


def _radical(match: re.Match[str]) -> str:
    named = match["named"] or ""
    if named.startswith(("（", "(")):
        return "，"
    name = _RADICALS[match["said"]]
    return name[:-1] if name.endswith(named[-1:] or " ") else name


RULES = (
    Rule(SYMBOL, _NUMBER_SIGN, _number_sign),
    Rule(SYMBOL, _RADICAL, _radical),
    Rule(SYMBOL, _NUMBERED, lambda match: f"{number(match['number'], 'zh')}号"),
    Rule(SYMBOL, _KEY, _key),
    Rule(SYMBOL, _BOTH_WAYS, lambda _: "到"),
    Rule(SYMBOL, _MARKED, lambda match: _MARKS[match["said"][0]]),
    Rule(SYMBOL, _BETWEEN_STARS, lambda _: "，"),
    Rule(SYMBOL, _SEX, _sex),
    Rule(SYMBOL, _CARD, _card),
    Rule(SYMBOL, _ALONE_PERCENT, lambda _: "百分号"),
    Rule(SYMBOL, _PER_MILLE, lambda _: "千分号"),
    Rule(FORMULA, _STARRED_PRODUCT, lambda _: "乘"),
    Rule(FORMULA, _GREATER, lambda _: "大于"),
    Rule(SYMBOL, _CENTS, lambda m: f"{number(m['after'] or m['before'], 'zh')}美分"),
    Rule(SYMBOL, _DIAMETER, lambda _: "直径"),
    Rule(SYMBOL, _PHONE_KEY, lambda match: "井号" if match[0][0] == "#" else "星号"),
    Rule(SYMBOL, _FIRST, lambda match: f"{number(match['number'], 'zh')}号"),
    Rule(SYMBOL, _SECTION, _section),
    Rule(SYMBOL, _MENTION, lambda _: "艾特"),
    Rule(SYMBOL, _ISSUED, lambda match: digits(match["said"], "zh")),
)
