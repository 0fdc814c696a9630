"""Signs by their names where they stand for themselves; accidentals, slashes between units."""

from __future__ import annotations

import re

from .. import units
from ..found import CHEMISTRY, FORMULA, MONEY, QUANTITY, SYMBOL
from ..letters import spelled
from ..numerals import digits, number
from .prices import CODES
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
    "▶": "播放键", "®": "注册商标", "™": "商标", "♯": "升号", "♭": "降号", "♮": "还原号",
    "♪": "音符", "♩": "音符", "♫": "音符", "♬": "音符", "♀": "雌性符号", "♂": "雄性符号",
    "※": "米字号", "∶": "比号",
    "▲": "实心三角形", "■": "实心方块", "●": "实心圆", "◆": "实心菱形", "◇": "菱形", "℉": "华氏度",
    "¢": "美分", "𝄞": "高音谱号", "𝄢": "低音谱号", "𝄡": "中音谱号", "𝄐": "延长记号",
}  # fmt: skip
_SIGN = "|".join(sorted(map(re.escape, _NAMES), key=len, reverse=True))
_QUOTED = re.compile(rf"(?:[“‘「『\"]|‘’)\s?(?P<said>{_SIGN})\s?[”’」』\"]")
_CALLED = re.compile(
    rf"(?<![\w♯♭♮★☆])(?P<said>{_SIGN})(?=\s?(?:号|符号|键|表示|是|叫|读作|代表|的意思)(?!\d))"
)
_FILLED = re.compile(r"(?:填|写|选|加)[上入写个]?(?P<said>[＜＞<>=+\-−×÷])(?=[，。；、”）)或,]|\Z)")
_GRADE = re.compile(r"(?<![A-Za-z0-9])[A-D](?P<said>[+-])(?=[、，。；）)\s和]|[㐀-鿿]|\Z)")
_FILLED_TOO = re.compile(r"(?<=[、或“和])(?P<said>[＞＜><=])(?=[、或，。”）和]|\Z)")
_REMAINDER = re.compile(r"(?<=[\da-z])\s?(?P<said>…{1,2}|\.{3,6}|·{3,6})(?=\s?[\da-z])")
_SUCH_THAT = re.compile(r"\{[^{}|∣｜\n]{1,24}(?P<said>\s?[|∣｜]\s?)(?=[^{}\n]{1,60}\})")
_GIVEN = re.compile(
    r"(?<![A-Za-z])P[(（][^()（）|∣｜\n]{1,12}(?P<said>\s?[|∣｜]\s?)(?=[^()（）|∣｜\n]{1,12}[)）])"
)
_MEAN = re.compile(r"(?P<name>[A-Za-z])\u0304")
_REPEATING = re.compile(
    r"(?<!\d)(?P<before>\d{1,16}\.\d{0,16}?)(?P<repeats>\d\u0307(?:\d*\d\u0307)?)"
)
_LONE_TICK = re.compile(
    r"(?<![\w\d])(?P<said>[√✓×✗])(?=\s*(?:[㐀-鿿，。；、）)”]|\d{1,2}[.．、]|\Z))"
)
_TICK = re.compile(r"(?:[打画划填]|对的?|正确的?|错误?的?)(?:上|个|“|「|\")?(?P<said>[√✓✔×✗✘])")
_TICKS = {"√": "勾", "✓": "勾", "✔": "勾", "×": "叉", "✗": "叉", "✘": "叉"}
_STARS = re.compile(r"[★☆⭐🌟]{2,10}")
_VERSUS = re.compile(r"(?<![A-Za-z])[Vv][Ss](?:\.|(?![A-Za-z.]))")
_LONE = re.compile(r"(?<=[^\n])[★☆]|[★☆](?![㐀-鿿])|[□◻☐○◯©♮✓✔✗✘]")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉ₙₘₓₐᵢₖ", "0123456789nmxaik")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_SUBSCRIPT = re.compile(r"[₀-₉]+|[ₙₘₓₐᵢₖ]+")
_LONE_NAMES = {
    "★": "星", "☆": "星", "□": "方框", "◻": "方框", "☐": "方框", "○": "圆圈", "◯": "圆圈",
    "©": "版权", "♮": "还原", "✓": "勾", "✔": "勾", "✗": "叉", "✘": "叉",
}  # fmt: skip
_HAN_ZERO = re.compile(
    r"(?<![㐀-鿿])[○◯](?=[一二三四五六七八九]年)|(?<=[零〇一二三四五六七八九○])[○◯](?=[零〇一二三四五六七八九○年])"
)
_ACCIDENTALS = {"♭": "降", "♯": "升", "#": "升", "♮": "还原", "b": "降"}
_BEFORE_NOTE = re.compile(r"(?<![A-Za-z0-9#])(?P<sign>[♭♯#♮])(?P<note>[A-Ga-g])(?![A-Za-z0-9])")
_AFTER_NOTE = re.compile(r"(?<![A-Za-z0-9])(?P<note>[A-G])(?P<sign>[♭♯♮]|#(?!\d))(?![A-Za-z0-9])")
_OF_MUSIC = re.compile("调|音|和弦|键|乐|琴|唱|谱|弹|[♭♯♮]")
_PLUS_PLUS = re.compile(r"(?<![A-Za-z])C(?P<said>\+\+)")
_LINES_SHOWN = re.compile(r"(?<!\d)(?P<said>1080|720|480|2160|1440)(?=[PpIi](?![A-Za-z]))")
_BEAT = re.compile(r"[♩♪](?=\s?=)")
_BASE_TWO = re.compile(r"(?<![\d.])[(（]?(?P<number>[01]{2,})[)）]?₂")
_ACCIDENTAL = re.compile(r"[♭♯]")
_CHORDS = re.compile(
    r"(?<![A-Za-z])(?P<note>[A-G])(?P<kind>m|maj|dim|aug|sus|7|m7)(?![a-zA-Z\d])(?=[—\-–、，,\s和]|[㐀-鿿])"
)
_GAS = re.compile(r"(?<=[A-Za-z0-9₀-₉)）])(?P<said>[↑↓])")
_RISES = re.compile(r"(?<=[㐀-鿿])[↑↓]")
_HAN_UNITS_LISTED = """
千米 公里 分米 厘米 毫米 米 千克 公斤 克 吨 升 毫升 元 角 分 秒 小时 次 人 个 帧
字 页 拍 转 瓦 焦 牛 度 词 下 步 件 斤
"""
_UNDER_LISTED = """
小时 时 分钟 分 秒 天 日 月 年 周 人 个 斤 千克 公斤 克 吨 米 平方米 平方千米 平方公里 立方米 升
次 件 套 只 本 盒 瓶 亩 度 晚 张 位 科 学期 学年 课时 节 间 平 平米 株 棵 袋 包 箱 支 根 双 台 辆
杯 碗 份 门 组 题 票 局 场 床 户 名 家 课 篇 页 道 集 层 千瓦时 人次
"""
_HAN_UNIT, _UNDER = ("|".join(each.split()) for each in (_HAN_UNITS_LISTED, _UNDER_LISTED))
_PER = re.compile(rf"(?:{_HAN_UNIT})\s?(?P<said>/)\s?(?=(?:{_UNDER})(?![A-Za-z]))")
_PER_LATIN = re.compile(
    r"(?<=[次人个字页转帧滴步元下万亿])\s?(?P<said>/\s?(?P<unit>min|s|h|kg|g|km|m²|m³|㎡|m|L|mL|ml|kWh|t|d))(?![A-Za-z0-9/])"
)
_MONEY_PER = re.compile(rf"[$€£¥￥]\d+(?:\.\d+)?\s?(?P<said>/)\s?(?=(?:{_UNDER})(?![A-Za-z]))")
_PER_PIECE = re.compile(
    r"\d\s?(?:mg|kg|g|mL|ml|L|t|km|m|kWh|kJ|kcal|℃|[MG]B)\s?(?P<said>/)\s?(?=[㐀-鿿])"
)
_HOURS_A_DAY = re.compile(r"(?<=\dh)/d(?![A-Za-z])")
_UNKNOWN_PERCENT = re.compile(r"(?<![A-Za-z0-9.])(?P<said>[a-z]\s?[%％])(?![\w(])")
_PARALLEL = re.compile(
    r"(?<![A-Za-z/])[A-Za-z]{1,2}[₀-₉]?(?P<said>\s?//\s?)(?=[A-Za-z]{1,2}(?![A-Za-z]))"
)
_FLAT_KEY = re.compile(r"(?<![A-Za-z])b(?=[A-G][大小]?调)")
_DOLLARS = {
    "US": "美元", "HK": "港元", "NT": "元新台币", "S": "新元", "SG": "新元", "A": "澳元",
    "AU": "澳元",     "C": "加元", "CA": "加元", "NZ": "新西兰元", "MOP": "澳门元", "R": "雷亚尔",
}  # fmt: skip
_DOLLAR = re.compile(
    r"(?<![A-Za-z])(?P<whose>US|HK|NT|SG|S|AU|A|CA|C|NZ|MOP|R)\$\s?(?P<amount>\d+(?:,\d{3})*(?:\.\d+)?)(?P<scale>[万亿]?)(?!\d)"
)
_YUAN = re.compile(
    r"[￥¥]\s?(?P<amount>\d+(?:,\d{3})*(?:\.\d+)?|\d{1,3}(?:[ \u2009]\d{3})+)"
    r"(?P<scale>[百千万亿]{1,2}|(?<=[ \u2009]\d{3}))(?![\d元])"
)
_YUAN_RANGE = re.compile(
    r"[￥¥]\s?(?P<a>\d+(?:\.\d+)?)\s?[-–—~～]\s?(?P<b>\d+(?:\.\d+)?)元?(?![\d.万亿千百])"
)
_SCALED = re.compile(
    r"(?P<sign>[$€£])\s?(?P<amount>\d+(?:,\d{3})*(?:\.\d+)?)\s?(?P<scale>[百千]?[万亿])(?![元美欧英])"
)
_TENS_OF_THOUSANDS = re.compile(
    r"(?:薪|收入|粉丝|播放|浏览|销量|存款|预算|阅读)[㐀-鿿]{0,3}[:：]?\d+(?:\.\d+)?(?P<said>[wW])(?![A-Za-z])"
)
_THOUSANDS_OF = re.compile(r"(?<=\d)[wW](?=[人元粉次块多+])")
_PLAIN_PER = re.compile(rf"(?<=\d{{2}})/(?=(?:{_UNDER})(?![㐀-鿿]))")
_PRICE_OF = re.compile(r"(?<=元)\s?/\s?(?=\d)")
_YUAN_TWICE = re.compile(r"[￥¥]\s?(?P<amount>\d+(?:,\d{3})*(?:\.\d+)?[万亿]?)(?=元)")
_PRICE = re.compile(
    r"(?P<sign>[￥¥$€£])\s?(?P<price>\d+(?:\.\d+)?)\s?/\s?"
    r"(?P<unit>kg|g|L|ml|mL|m²|m|km|h|t)(?![A-Za-z])"
)
_SIGN_NAMES = {"￥": "元", "¥": "元", "$": "美元", "€": "欧元", "£": "英镑"}
_CODED = re.compile(
    rf"(?<![A-Za-z])(?P<code>{'|'.join(CODES)})\s?(?P<amount>\d+(?:,\d{{3}})*(?:\.\d+)?)"
    r"(?P<scale>[万亿]?)(?![\d元])"
)
_OFF = re.compile(r"(?<![\d.])(?P<said>\d\d)(?=折)")
_MORE_MONEY = {
    "₩": "韩元", "₽": "卢布", "₹": "卢比", "฿": "泰铢", "₫": "越南盾", "₱": "比索",
    "₿": "比特币", "₺": "里拉", "₴": "格里夫纳", "₦": "奈拉", "₪": "谢克尔", "₸": "坚戈",
    "₭": "基普", "₮": "图格里克",
}  # fmt: skip
_OTHER_MONEY = re.compile(
    rf"(?P<sign>[{''.join(_MORE_MONEY)}])\s?(?P<amount>\d+(?:,\d{{3}})*(?:\.\d+)?)(?P<scale>[万亿]?)(?!\d)"
)
_SCALED_UNIT = re.compile(rf"(?<=\d[万亿])\s?(?P<said>{units.UNIT.pattern})")
_UNIT_NAMED = re.compile(
    rf"(?:单位[是为]?|换算成|化成|化为|单位[:：])[:：“]?\s?(?P<said>{units.UNIT.pattern})"
)
_LONE_PRODUCT = re.compile(
    r"(?<![A-Za-z0-9·])(?P<said>kW·h|N·m|N·s|J·s|Pa·s|A·h|mA·h|kg·m)(?![A-Za-z/²])"
)
_CONFIGURATION = re.compile(r"(?<![A-Za-z0-9])(?:[1-7][spdf][¹²³⁴-⁹⁰]{1,2}\s?){2,}")
_ISOTOPE = re.compile(
    r"(?<![A-Za-z0-9)）⁻⁺^⁰¹²³⁴-⁹])(?P<mass>[⁰¹²³⁴-⁹]{1,3})(?P<charge>[₀-₉]{0,3})(?P<element>[A-Z][a-z]?)(?![A-Za-z])"
)
_ION = re.compile(
    r"(?<![A-Za-z0-9])(?P<ion>(?P<one>Na|K|Li|Ag|H|Cl|Br|I|F|OH|e|NH4|NO3|HCO3|MnO4|HSO4)"
    r"|Fe|Cu|Zn|Mg|Ca|Ba|Pb|Mn|Al|Hg|Ni|S|O|SO4|CO3|SO3|SiO3|PO4)"
    r"(?P<count>(?(one)|[23]))(?P<sign>[+-])(?![A-Za-z0-9(\u2080-\u2089])"
)
_DERIVED = re.compile(r"(?<![A-Za-z])d(?P<of>[a-z])\s?/\s?d(?P<by>[a-z])(?![A-Za-z])")
_STARRED = re.compile(r"(?<![A-Za-z])(?P<set>[NZQR])(?P<star>[*⁺₊⁻])")
_SET_MARKS = {"*": "星", "⁺": "正", "₊": "正", "⁻": "负"}
_VECTOR = re.compile(r"(?P<name>[A-Za-z]{1,2})\u20d7")
_KEYS = re.compile(r"(?:Ctrl|Shift|Alt|Win|Cmd|Fn|Option|Command)\s?(?P<said>\+)")


def _quoted(match: re.Match[str]) -> str:
    """But not what parts two that are quoted themselves: "及格","不及格"."""
    around = (
        match.string[match.start() - 1 : match.start()]
        + match.string[match.end() : match.end() + 1]
    )
    is_between = match[0][0] == '"' and len(around) == 2 and around.isalnum()
    return "，" if is_between and match["said"] in ",，、;；" else _named(match)


def _named(match: re.Match[str]) -> str:
    """ "＞号" is 大于号 as "＞" is."""
    name = _NAMES[match["said"]]
    after = match.string[match.end("said") : match.end("said") + 2].lstrip()
    return name[:-1] if name.endswith("号") and after.startswith("号") else name


def _tick(match: re.Match[str]) -> str:
    """A × in quotes beside other signs of sums is 乘号."""
    quoted = match.string[match.start("said") - 1 : match.start("said")] in tuple('“"「')
    near = match.string[max(0, match.start() - 24) : match.end() + 24]
    if match["said"] == "×" and quoted and re.search('[÷乘除]|[“"「][+-]', near):
        return "乘号"
    return _TICKS[match["said"]]


def _subscript(match: re.Match[str]) -> str:
    plain = match[0].translate(_SUBSCRIPTS)
    return number(plain, "zh") if plain.isdigit() else f" {spelled(plain)} "


def _remainder(match: re.Match[str]) -> str:
    """25÷4=6……1: 余, where something was divided."""
    before = match.string[max(0, match.start() - 16) : match.start()]
    return "余" if re.search(r"[÷/]\s?\w+\s?=\s?\w+$", before) else ""


def _repeating(match: re.Match[str]) -> str:
    repeats = digits(match["repeats"].replace("\u0307", ""), "zh")
    whole, _, part = match["before"].partition(".")
    return f"{number(whole, 'zh')}点{digits(part, 'zh')}{repeats}，{repeats}循环"


def _stars(match: re.Match[str]) -> str:
    count = match[0].count("★") or len(match[0])
    return f"{'两' if count == 2 else number(str(count), 'zh')}颗星"


def _lone(match: re.Match[str]) -> str:
    return _LONE_NAMES[match[0]]


def _note(match: re.Match[str]) -> str:
    if match["sign"] == "#" and not _OF_MUSIC.search(
        match.string[max(0, match.start() - 20) : match.end() + 20]
    ):
        return f"{match['note']} sharp"  # the language C#
    return f"{_ACCIDENTALS[match['sign']]} {spelled(match['note'])}"


def _chord(match: re.Match[str]) -> str:
    if not re.search("和弦|伴奏|吉他", match.string[max(0, match.start() - 20) : match.end() + 20]):
        return ""
    kinds = {"7": "七", "m7": "M 七"}
    return f"{spelled(match['note'])} {kinds.get(match['kind'], spelled(match['kind']))}"


def _gas(match: re.Match[str]) -> str:
    return "气体" if match["said"] == "↑" else "沉淀"


def _configuration(match: re.Match[str]) -> str:
    parts = re.findall(r"(\d)([spdf])([⁰¹²³⁴-⁹]+)", match[0])
    return "，".join(
        f"{number(n, 'zh')} {shell} {number(of.translate(_SUPERSCRIPTS), 'zh')}"
        for n, shell, of in parts
    )


def _isotope(match: re.Match[str]) -> str:
    mass = match["mass"].translate(_SUPERSCRIPTS)
    said = number(mass, "zh") if len(mass) < 3 else digits(mass, "zh")
    return f" {spelled(match['element'])} {said}"


def _ion(match: re.Match[str]) -> str:
    letters = re.sub(r"\d", lambda digit: f" {number(digit[0], 'zh')} ", " ".join(match["ion"]))
    count = number(match["count"], "zh") if match["count"] else ""
    return f" {letters} {count}{'正' if match['sign'] == '+' else '负'}"


def _per_unit(match: re.Match[str]) -> str:
    unit = match["unit"]
    return f"每{'天' if unit == 'd' else units.said(unit, many=True, language='zh')}"


def _dollars(match: re.Match[str]) -> str:
    return f"{number(match['amount'], 'zh')}{match['scale']}{_DOLLARS[match['whose']]}"


def _yuan(match: re.Match[str]) -> str:
    amount = number(re.sub(r"\s", "", match["amount"]), "zh")
    return f"{amount}{match['scale']}元"


def _scaled(match: re.Match[str]) -> str:
    return f"{number(match['amount'], 'zh')}{match['scale']}{_SIGN_NAMES[match['sign']]}"


def _yuan_twice(match: re.Match[str]) -> str:
    amount = match["amount"]
    return number(amount.rstrip("万亿"), "zh") + amount[len(amount.rstrip("万亿")) :]


def _price(match: re.Match[str]) -> str:
    unit = units.said(match["unit"], many=True, language="zh")
    return f"{number(match['price'], 'zh')}{_SIGN_NAMES[match['sign']]}每{unit}"


def _coded(match: re.Match[str]) -> str:
    return f"{number(match['amount'], 'zh')}{match['scale']}{CODES[match['code']]}"


def _money(match: re.Match[str]) -> str:
    return f"{number(match['amount'], 'zh')}{match['scale']}{_MORE_MONEY[match['sign']]}"


def _unit(match: re.Match[str]) -> str:
    return units.said(match["said"], many=True, language="zh")


RULES = (
    Rule(SYMBOL, _STARS, _stars),
    Rule(SYMBOL, _VERSUS, lambda _: "对"),
    Rule(SYMBOL, _FILLED, _named),
    Rule(SYMBOL, _GRADE, lambda match: "加" if match["said"] == "+" else "减"),
    Rule(SYMBOL, _FILLED_TOO, _named),
    Rule(FORMULA, _REMAINDER, _remainder),
    Rule(FORMULA, _SUCH_THAT, lambda _: "满足"),
    Rule(FORMULA, _GIVEN, lambda _: "竖线"),
    Rule(FORMULA, _MEAN, lambda match: f" {match['name']} 拔"),
    Rule(FORMULA, _REPEATING, _repeating),
    Rule(SYMBOL, _TICK, _tick),
    Rule(SYMBOL, _LONE_TICK, _tick),
    Rule(SYMBOL, _QUOTED, _quoted),
    Rule(SYMBOL, _CALLED, _named),
    Rule(SYMBOL, _BEFORE_NOTE, _note),
    Rule(SYMBOL, _AFTER_NOTE, _note),
    Rule(SYMBOL, _CHORDS, _chord),
    Rule(SYMBOL, _PLUS_PLUS, lambda _: "加加"),
    Rule(SYMBOL, _LINES_SHOWN, lambda match: digits(match["said"], "zh")),
    Rule(SYMBOL, _BEAT, lambda match: "四分音符" if match[0] == "♩" else "八分音符"),
    Rule(FORMULA, _BASE_TWO, lambda match: digits(match["number"], "zh")),
    Rule(SYMBOL, _HAN_ZERO, lambda _: "零"),
    Rule(MONEY, _DOLLAR, _dollars),
    Rule(
        MONEY,
        _YUAN_RANGE,
        lambda match: f"{number(match['a'], 'zh')}到{number(match['b'], 'zh')}元",
    ),
    Rule(MONEY, _YUAN, _yuan),
    Rule(MONEY, _SCALED, _scaled),
    Rule(MONEY, _TENS_OF_THOUSANDS, lambda _: "万"),
    Rule(MONEY, _THOUSANDS_OF, lambda _: "万"),
    Rule(MONEY, _PLAIN_PER, lambda _: "每"),
    Rule(MONEY, _PRICE_OF, lambda _: "每"),
    Rule(MONEY, _YUAN_TWICE, _yuan_twice),
    Rule(MONEY, _PRICE, _price),
    Rule(MONEY, _CODED, _coded),
    Rule(MONEY, _OFF, lambda match: digits(match["said"], "zh")),
    Rule(MONEY, _OTHER_MONEY, _money),
    Rule(QUANTITY, _PER_PIECE, lambda _: "每"),
    Rule(QUANTITY, _HOURS_A_DAY, lambda _: "每天"),
    Rule(FORMULA, _UNKNOWN_PERCENT, lambda match: f"百分之 {spelled(match['said'][0])}"),
    Rule(SYMBOL, _PARALLEL, lambda match: "并联" if match[0][0] == "R" else "平行于"),
    Rule(SYMBOL, _FLAT_KEY, lambda _: "降"),
    Rule(MONEY, _MONEY_PER, lambda _: "每"),
    Rule(QUANTITY, _PER, lambda _: "每"),
    Rule(QUANTITY, _PER_LATIN, _per_unit),
    Rule(QUANTITY, _SCALED_UNIT, _unit),
    Rule(QUANTITY, _UNIT_NAMED, _unit),
    Rule(QUANTITY, _LONE_PRODUCT, _unit),
    Rule(CHEMISTRY, _CONFIGURATION, _configuration),
    Rule(CHEMISTRY, _ISOTOPE, _isotope),
    Rule(CHEMISTRY, _ION, _ion),
    Rule(FORMULA, _DERIVED, lambda match: f"d {match['of']} 比 d {match['by']}"),
    Rule(FORMULA, _STARRED, lambda match: f"{match['set']}{_SET_MARKS[match['star']]}"),
    Rule(FORMULA, _VECTOR, lambda match: f"向量 {spelled(match['name'])} "),
    Rule(SYMBOL, _KEYS, lambda _: "加"),
)
LATE_RULES = (
    Rule(CHEMISTRY, _GAS, _gas),
    Rule(SYMBOL, _RISES, lambda match: "上升" if match[0] == "↑" else "下降"),
    Rule(SYMBOL, _LONE, _lone),
    Rule(SYMBOL, _SUBSCRIPT, _subscript),
    Rule(SYMBOL, _ACCIDENTAL, lambda match: _ACCIDENTALS[match[0]]),
)
"""For what nothing else has taken: a box may stand in a formula."""
