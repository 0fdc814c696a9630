"""Numbers that are read digit by digit: of telephones, rooms, flights, members, passwords."""

from __future__ import annotations

import re

from ..found import CHEMISTRY, FORMULA, LETTER, SYMBOL, TELEPHONE
from ..letters import spelled
from ..numerals import digits, number
from .rule import Rule

_NAMED = """
电话 手机 传真 热线 客服 短号 分机 转 拨打 拨 致电 拨通 打 报警 急救 火警 QQ QQ群 微信 房间 房 教室
内线 值班室 门卫 门卫室 校医室 医务室 保卫处 前台 服务台
考场 会议 会议室 门牌 车牌 航班 车次 区 班车 公交 Tel tel TEL 联系方式 咨询 总机 直拨
"""
_WRITTEN_NAMED = """
邮编 邮政编码 验证码 密码 学 工 编 考 准考证 座位 身份证 卡 账 订单 单 代码 股票代码 条码 条形码
学籍 ISBN 书 ID 序列 取件码 口令 尾 端口 状态码 错误码
"""
_COUNTED = r"(?:分(?!机)|[个名次元块条份位人天年月日米秒岁度%.,:])"
_TAIL = rf"(?P<said>\d[\d -]{{1,26}}\d)(?!\d|\s?{_COUNTED})"


def _after(words: str) -> re.Pattern[str]:
    names = "|".join(sorted(words.split(), key=len, reverse=True))
    return re.compile(
        rf"(?:{names})(?:号码|号|码)?(?:[是为]|[:：“\"]|\s){{0,3}}(?:[A-Z]{{1,2}})?{_TAIL}"
    )


_NUMBER = re.compile(
    r"(?<![\d.,-])(?<!\+\d )(?<!\+\d\d )(?<!\+\d{3} )"
    r"(?P<said>0\d{2,3}[- ]\d{3,4}[- ]?\d{3,4}(?:-\d{1,5})?|[48]00[- ]?\d{3,4}[- ]?\d{3,4}"
    r"|1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?![\d.]|\s?[元个人米])"
)
_LOCAL = r"[2-8]\d{2,3}[- ]?\d{4}"
_OF_PLACE = re.compile(
    rf"(?:[室处台部科办厅店院站亭校]\s?[:：]|[☎📞])\s?(?P<said>{_LOCAL})(?!\d|\s?{_COUNTED})"
)
_SECOND = re.compile(
    rf"(?<=\d{{4}})\s?(?:[/／、，,]|或者?)\s?(?P<said>{_LOCAL})(?![\d.]|\s?{_COUNTED})"
)
_OF_CALLS = re.compile(r"电话|热线|传真|咨询|联系|致电|拨|手机|总机|[Tt]el|TEL|0\d{2,3}-")
_BRACKETED = re.compile(
    r"[（(](?P<area>0\d{1,3})[)）]\s?(?P<local>\d{3,4}[- ]?\d{4})"
    r"(?:转(?P<extension>\d{1,5}))?(?!\d)"
)
_EMERGENCY = re.compile(
    r"(?<![\d.])(?P<said>1(?:10|19|20|22|14))(?=报警|急救|火警|指挥|电话|救护|平台|热线)"
)
_AS_A_NUMBER = re.compile(
    r"(?<![\d.,:/+-])(?P<said>11[049]|12[02])(?=[㐀-鿿]|\s?(?:BPM|bpm|USD|RMB))(?!年|来|到)"
)
_TRAIN = re.compile(r"(?<![A-Za-z0-9])[GDCZTKYL](?P<said>\d{3,4})(?=次)")
_ROAD = re.compile(r"(?<!\d)(?P<said>\d{3})(?=国道|省道|县道)")
_IN_HOUSE = re.compile(
    r"(?:(?<=[座楼栋幢层])|(?<=单元))(?P<said>[1-9]\d{2,3})(?![\d.]|[年人元户栋层米平])"
)
_PLATE = re.compile(
    r"(?<=[京沪粤津渝冀晋辽吉黑苏浙皖闽赣鲁豫鄂湘桂琼川贵云藏陕甘青宁新])"
    r"(?P<said>[A-Z][·• ]?[A-Z0-9]{5,6})(?![A-Za-z0-9])"
)
_MASKED = re.compile(r"(?<!\d)(?P<said>\d{3,6}\*{2,12}\d{2,4}[0-9Xx]?)(?!\d)")
_IP = re.compile(r"(?<![\d.])(?P<said>\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2}|:\d{2,5})?)(?![\d.])")
_ROOM = re.compile(
    r"(?<![\d.,])(?P<said>[1-9]\d{2,3})"
    r"(?=房|室|教室|宿舍|号房|号教室|号室|寝室|包厢|会议室|病房|实验室)"
)
_BUS = re.compile(r"(?<![\d.,])(?P<said>[1-9]\d{2,3})(?=路(?!程)|次列车|次航班)")
# C919, CA1234, GB2312: letters with three figures and more, without a unit.
_MODEL = re.compile(
    rf"(?<![A-Za-z0-9])(?!BPM|AQI|GDP|CPI)(?:[A-Z]{{1,3}}-?|(?:ISO|GB|GB/T|RFC)\s?)(?P<said>\d{{3,5}})"
    rf"(?![\d-]|\s?{_COUNTED}|[万亿]|年|[A-Za-z])"
)
_NUMBERED = re.compile(
    r"(?<![A-Za-z0-9=+*/×÷−<>])[A-OQ-Z](?P<said>\d{1,2})(?![\d.A-Za-z%:+*/^=°′↑↓-])"
)
_PLANE = re.compile(r"(?:波音|空客|麦道|歼|图)-?(?P<said>\d{3})(?!\d)")
_WORKS = re.compile(
    r"(?<![A-Za-z])(?:BWV|KV?|Anh|Op|Hob|RV)\.?\s?(?:Anh\.?\s?)?(?P<said>\d{1,4})(?![\d.,A-Za-z])"
)
_ISOTOPE = re.compile(
    r"(?<![A-Za-z-])(?P<element>H|C|N|O|P|S|K|I|U|[A-Z][a-z])-(?P<mass>\d{1,3})(?![\d.A-Za-z-])"
)
_BINARY = re.compile(
    r"(?:二进制数?|八进制数?|十六进制数?|编码为?|电平|代码为?)[是为“\"：:]?\s?(?P<said>[01]{2,})(?![\d.])"
)
_IN_BASE = re.compile(r"(?<![\d.])(?P<number>[01]{2,})[(（]2[)）]")


_STATUS = re.compile(r"(?<![\d.])(?P<said>[1-5]\d\d)(?=错误|报错|状态码)")
_VITAMIN = re.compile(r"维生素\s?[A-Z](?P<said>[₀-₉]{1,2})")
_SECRET = re.compile(
    r"(?:密码|口令|账号|用户名|验证码|激活码|邀请码)(?:是|为|[:：])?\s?"
    r"(?P<said>(?=[A-Za-z@#_.-]{0,20}\d)(?=[\d@#_.-]{0,20}[A-Za-z])[A-Za-z0-9@#_.-]{4,20})"
    r"(?![A-Za-z0-9@])",
    re.ASCII,
)
_SECRET_SIGNS = {"@": " at ", "#": "井号", "_": "下划线", ".": "点", "-": "杠"}


def _secret(match: re.Match[str]) -> str:
    return "".join(
        digits(char, "zh")
        if char.isdigit()
        else _SECRET_SIGNS.get(char) or f" {spelled(char.upper())} "
        for char in match["said"]
    )


def _plate(match: re.Match[str]) -> str:
    return "".join(
        digits(char, "zh") if char.isdigit() else f" {spelled(char)} "
        for char in match["said"]
        if char.isalnum()
    )


def _masked(match: re.Match[str]) -> str:
    first, last = re.split(r"\*+", match["said"])
    return f"{digits(first, 'zh')}，星号，{digits(last, 'zh')}"


def _ip(match: re.Match[str]) -> str:
    address, _, port = match["said"].partition(":")
    address, _, bits = address.partition("/")
    said = "点".join(digits(part, "zh") for part in address.split("."))
    if port:
        return f"{said}冒号{digits(port, 'zh')}"
    return said + (f"斜杠{number(bits, 'zh')}" if bits else "")


def _called(match: re.Match[str]) -> str:
    """As on the telephone, where 1 is 幺."""
    return _digits(match["said"]).replace("一", "幺")


def _written(match: re.Match[str]) -> str:
    return _digits(match["said"])


def _digits(written: str) -> str:
    groups = [digits(group, "zh") for group in re.split(r"[- ]+", written)]
    return "，".join(group for group in groups if group)


def _second(match: re.Match[str]) -> str:
    """Another number after the first."""
    before = match.string[max(0, match.start() - 40) : match.start()]
    return _called(match) if _OF_CALLS.search(before) else ""


def _bracketed(match: re.Match[str]) -> str:
    said = f"{digits(match['area'], 'zh')}，{_digits(match['local'])}"
    if match["extension"]:
        said += f"转{digits(match['extension'], 'zh')}"
    return said.replace("一", "幺")


def _in_base(match: re.Match[str]) -> str:
    return digits(match["number"], "zh")


def _work(match: re.Match[str]) -> str:
    written = match["said"]
    return number(written, "zh") if len(written) < 4 else digits(written, "zh")


def _isotope(match: re.Match[str]) -> str:
    mass = match["mass"]
    said = digits(mass, "zh") if len(mass) > 2 else number(mass, "zh")
    return f" {spelled(match['element'])} {said}"


RULES = (
    Rule(TELEPHONE, _STATUS, _written),
    Rule(
        CHEMISTRY,
        _VITAMIN,
        lambda m: number("".join(str(ord(c) - ord("₀")) for c in m["said"]), "zh"),
    ),
    Rule(SYMBOL, _WORKS, _work),
    Rule(CHEMISTRY, _ISOTOPE, _isotope),
    Rule(TELEPHONE, _MASKED, _masked),
    Rule(TELEPHONE, _SECRET, _secret),
    Rule(TELEPHONE, _BRACKETED, _bracketed),
    Rule(TELEPHONE, _NUMBER, _called),
    Rule(TELEPHONE, _after(_NAMED), lambda match: _called(match) if _is_code(match) else ""),
    Rule(TELEPHONE, _after(_WRITTEN_NAMED), lambda m: _written(m) if _is_code(m) else ""),
    Rule(TELEPHONE, _OF_PLACE, _called),
    Rule(TELEPHONE, _SECOND, _second),
    Rule(TELEPHONE, _EMERGENCY, _called),
    # wetext calls them wherever they stand: 120拍.
    Rule(FORMULA, _AS_A_NUMBER, lambda match: number(match["said"], "zh")),
    Rule(TELEPHONE, _TRAIN, _called),
    Rule(TELEPHONE, _ROAD, _called),
    Rule(TELEPHONE, _IN_HOUSE, _called),
    Rule(TELEPHONE, _PLATE, _plate),
    Rule(TELEPHONE, _IP, _ip),
    Rule(TELEPHONE, _ROOM, _called),
    Rule(TELEPHONE, _BUS, _called),
    Rule(TELEPHONE, _IN_BASE, _in_base),
    Rule(TELEPHONE, _BINARY, _written),
    Rule(TELEPHONE, _PLANE, _written),
    Rule(TELEPHONE, _MODEL, _written),
    Rule(LETTER, _NUMBERED, lambda match: number(match["said"], "zh")),
)


def _is_code(match: re.Match[str]) -> bool:
    """Whether there are figures enough: 转802, but 密码10位."""
    return sum(map(str.isdigit, match["said"])) >= 3
