"""Units of measure: how they are written, and what they are called in English and Mandarin."""

from __future__ import annotations

import re
import unicodedata
from itertools import takewhile
from typing import NamedTuple


class Unit(NamedTuple):
    """Names of one unit: English one and many, Mandarin."""

    one: str
    many: str
    zh: str


_TABLE = """
m meter 米 · km kilometer 公里 · dm decimeter 分米 · cm centimeter 厘米 · mm millimeter 毫米
µm micrometer 微米 · nm nanometer 纳米 · in. inch/inches 英寸 · ft foot/feet 英尺 · yd yard 码
mi mile 英里
g gram 克 · kg kilogram 千克 · mg milligram 毫克 · µg microgram 微克 · t tonne 吨
lb pound 磅 · lbs pound 磅 · oz ounce 盎司
L liter 升 · l liter 升 · mL milliliter 毫升 · ml milliliter 毫升 · dL deciliter 分升
cL centiliter 厘升
s second 秒 · ms millisecond 毫秒 · µs microsecond 微秒 · ns nanosecond 纳秒 · min minute 分钟
h hour 小时 · hr hour 小时 · hrs hour 小时 · sec second 秒 · mins minute 分钟 · secs second 秒
N newton 牛 · kN kilonewton 千牛 · J joule 焦耳 · kJ kilojoule 千焦 · MJ megajoule 兆焦
W watt 瓦 · kW kilowatt 千瓦 · MW megawatt 兆瓦 · GW gigawatt 吉瓦 · mW milliwatt 毫瓦
kWh kilowatt_hour 千瓦时 · Wh watt_hour 瓦时 · MWh megawatt_hour 兆瓦时
V volt 伏 · kV kilovolt 千伏 · mV millivolt 毫伏 · A ampere 安 · mA milliampere 毫安
µA microampere 微安
mAh milliampere_hour 毫安时 · Ah ampere_hour 安时 · Ω ohm 欧姆 · kΩ kilohm 千欧 · MΩ megohm 兆欧
mΩ milliohm 毫欧
µF microfarad 微法 · nF nanofarad 纳法 · pF picofarad 皮法 · mH millihenry/millihenries 毫亨
Pa pascal 帕 · kPa kilopascal 千帕 · hPa hectopascal 百帕 · MPa megapascal 兆帕
atm atmosphere 个大气压
bar bar 巴 · mmHg millimeter_of_mercury/millimeters_of_mercury 毫米汞柱
psi pound_per_square_inch/pounds_per_square_inch 磅每平方英寸
Hz hertz/hertz 赫兹 · kHz kilohertz/kilohertz 千赫兹 · MHz megahertz/megahertz 兆赫兹
GHz gigahertz/gigahertz 吉赫兹
K kelvin 开尔文 · °C degree_Celsius/degrees_Celsius 摄氏度
℃ degree_Celsius/degrees_Celsius 摄氏度
°F degree_Fahrenheit/degrees_Fahrenheit 华氏度 · ℉ degree_Fahrenheit/degrees_Fahrenheit 华氏度
° degree 度 · % percent/percent % · ‰ per_mille/per_mille ‰
C coulomb 库仑 · mC millicoulomb 毫库 · µC microcoulomb 微库
mol mole 摩尔
mmol millimole 毫摩尔
cal calorie 卡 · kcal kilocalorie 千卡 · eV electronvolt 电子伏 · keV kiloelectronvolt 千电子伏
MeV megaelectronvolt 兆电子伏
dB decibel 分贝 · lx lux/lux 勒克斯 · lm lumen 流明 · cd candela 坎德拉 · rad radian 弧度
Bq becquerel 贝可
㎡ square_meter 平方米 · ㎥ cubic_meter 立方米 · ha hectare 公顷 · px pixel 像素
r/min revolution_per_minute/revolutions_per_minute 转每分钟
rpm revolution_per_minute/revolutions_per_minute 转每分钟
mph mile_per_hour/miles_per_hour 英里每小时 · ppm part_per_million/parts_per_million ppm
KB kilobyte KB · kB kilobyte KB · MB megabyte MB · GB gigabyte GB · TB terabyte TB
PB petabyte PB
KiB kibibyte KiB · MiB mebibyte MiB · GiB gibibyte GiB · TiB tebibyte TiB
bps bit_per_second/bits_per_second 比特每秒 · kbps kilobit_per_second/kilobits_per_second 千比特每秒
Mbps megabit_per_second/megabits_per_second 兆比特每秒
Gbps gigabit_per_second/gigabits_per_second 吉比特每秒
yds yard 码 · kph kilometer_per_hour/kilometers_per_hour 公里每小时 · cc cubic_centimeter 立方厘米
Myr million_years/million_years 百万年 · Gyr billion_years/billion_years 十亿年
tsp teaspoon 茶匙 · tbsp tablespoon 汤匙 · pt pint 品脱 · qt quart 夸脱 · gal gallon 加仑
fps frame_per_second/frames_per_second 帧每秒 · mpg mile_per_gallon/miles_per_gallon 英里每加仑
MP megapixel 百万像素 · bpm beat_per_minute/beats_per_minute 次每分钟 · mSv millisievert 毫西弗
Sv sievert 希沃特 · Wb weber 韦伯 · mT millitesla/millitesla 毫特
µSv microsievert 微西弗 · Gy gray 戈瑞 · mGy milligray 毫戈瑞
kBq kilobecquerel 千贝可 · MBq megabecquerel 兆贝可 · GBq gigabecquerel 吉贝可
µT microtesla/microtesla 微特 · nT nanotesla/nanotesla 纳特 · mWb milliweber 毫韦伯
µH microhenry/microhenries 微亨 · mF millifarad 毫法 · nC nanocoulomb 纳库 · pC picocoulomb 皮库
GΩ gigohm 吉欧 · nA nanoampere 纳安 · pA picoampere 皮安 · kA kiloampere 千安
µV microvolt 微伏 · MV megavolt 兆伏 · kVA kilovolt_ampere 千伏安 · µW microwatt 微瓦
TW terawatt 太瓦 · GWh gigawatt_hour 吉瓦时 · TWh terawatt_hour 太瓦时
mJ millijoule 毫焦 · µJ microjoule 微焦 · GJ gigajoule 吉焦 · TJ terajoule 太焦
GeV gigaelectronvolt 吉电子伏 · TeV teraelectronvolt 太电子伏
MN meganewton 兆牛 · mN millinewton 毫牛 · µN micronewton 微牛 · GPa gigapascal 吉帕
mbar millibar 毫巴 · THz terahertz/terahertz 太赫兹 · µmol micromole 微摩尔
nmol nanomole 纳摩尔 · kmol kilomole 千摩尔 · mM millimolar/millimolar 毫摩每升
fm femtometer 飞米 · Å angstrom 埃 · Mm megameter 兆米
ng nanogram 纳克 · mcg microgram 微克 · cg centigram 厘克 · dg decigram 分克 · Mt megatonne 百万吨
µL microliter 微升 · hL hectoliter 百升
ly light_year 光年 · kpc kiloparsec 千秒差距 · Mpc megaparsec 百万秒差距
AU astronomical_unit 天文单位 · kn knot 节 · kt knot 节 · ppb part_per_billion/parts_per_billion ppb
dpi dot_per_inch/dots_per_inch 点每英寸 · ppi pixel_per_inch/pixels_per_inch 像素每英寸
kbit kilobit 千比特 · Mbit megabit 兆比特 · Gbit gigabit 吉比特
Kb kilobit 千比特 · kb kilobyte KB · Mb megabit 兆比特 · Gb gigabit 吉比特
bhp brake_horsepower/brake_horsepower 制动马力 · cwt hundredweight/hundredweight 英担
kmh kilometer_per_hour/kilometers_per_hour 公里每小时
kmph kilometer_per_hour/kilometers_per_hour 公里每小时
Ωm ohm_meter 欧姆米 · Js joule_second 焦耳秒
Nm newton_meter 牛米 · kNm kilonewton_meter 千牛米 · Ns newton_second 牛秒
ms⁻¹ meter_per_second/meters_per_second 米每秒 · ms^-1 meter_per_second/meters_per_second 米每秒
ms⁻² meter_per_second_squared/meters_per_second_squared 米每二次方秒
ms^-2 meter_per_second_squared/meters_per_second_squared 米每二次方秒
kgs kilogram 千克 · kms kilometer 公里 · cms centimeter 厘米 · mms millimeter 毫米
mls milliliter 毫升 · gms gram 克 · gm gram 克 · mtrs meter 米 · mtr meter 米 · ltrs liter 升
ltr liter 升
rev revolution 转 · kmh⁻¹ kilometer_per_hour/kilometers_per_hour 公里每小时
kmh^-1 kilometer_per_hour/kilometers_per_hour 公里每小时
kms⁻¹ kilometer_per_second/kilometers_per_second 千米每秒
cms⁻¹ centimeter_per_second/centimeters_per_second 厘米每秒
"""


def _units() -> dict[str, Unit]:
    found = {}
    for row in (row for line in _TABLE.strip().splitlines() for row in line.split(" · ")):
        symbol, english, mandarin = row.split()
        one, _, many = english.replace("_", " ").partition("/")
        found[symbol] = Unit(one, many or f"{one}s", mandarin)
    found["ℓ"] = found["l"]
    for symbol in [each for each in found if "µ" in each]:
        for other in ("μ", "u"):  # Greek mu, and what is typed for it
            found[symbol.replace("µ", other)] = found[symbol]
    for symbol in [each for each in found if "Ω" in each]:
        found[symbol.replace("Ω", "Ω")] = found[symbol]  # U+2126, the sign for ohm
    return found | _in_one_sign(found)


def _in_one_sign(known: dict[str, Unit]) -> dict[str, Unit]:
    """The units that Unicode has as one character: ㎏, ㎖, ㎢."""
    found = {}
    for sign in map(chr, range(0x3371, 0x33E0)):
        symbol, power = unicodedata.normalize("NFKC", sign), ""
        if symbol[-1] in "23":
            symbol, power = symbol[:-1], symbol[-1]
        if sign in known or symbol not in known:
            continue
        unit = known[symbol]
        english, mandarin = {"": ("", ""), "2": ("square ", "平方"), "3": ("cubic ", "立方")}[power]
        found[sign] = Unit(english + unit.one, english + unit.many, mandarin + unit.zh)
    return found


UNITS = _units()
_ATOM = "(?:" + "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True)) + ")"
_POWER = r"(?:⁻?[¹²³⁴]|\^\{?-?[1234]\}?|[23](?![0-9]))?"
_BELOW = r"(?:⁻[¹²³⁴]|\^\{?-[1234]\}?|-[1234](?![\d.]))"
"""A power that divides. Written as -3 it needs another unit before it: "5 m-3 cm" is a range."""
_JOINT = (
    rf"(?:[/·⋅]|\s?(?={_ATOM}{_BELOW})|(?<=[NJWVCAΩ]) (?=[msh](?![\w'’/]))"
    r"|(?<=[Ng]) (?=m[²2](?!\d))|(?=°C|℃)|(?<=g) (?=°C|℃|K(?![\w'’])))"
)
UNIT = re.compile(
    rf"(?:{_ATOM}{_POWER})(?:{_JOINT}{_ATOM}(?:{_BELOW}|{_POWER})){{0,3}}"
    rf"(?:/\({_ATOM}{_POWER}[ ·⋅.]?{_ATOM}{_POWER}\))?(?![A-Za-z0-9Α-ω'’_²³⁻])"
)
"""A unit, with powers and by other units, after which no word goes on."""
_PART = re.compile(rf"(?P<joint>[/·⋅\s]?\(?)(?P<atom>{_ATOM})(?P<power>{_BELOW}|{_POWER})")
_PLAIN_POWER = str.maketrans("⁻¹²³⁴", "-1234", "^{}")
_POWERS = {1: "", 2: " squared", 3: " cubed", 4: " to the fourth"}
_SQUARE = {2: ("square ", "平方"), 3: ("cubic ", "立方")}
LENGTHS = frozenset(["m", "km", "dm", "cm", "mm", "µm", "μm", "um", "nm", "in.", "ft", "yd", "mi"])
"""Units that powers are written behind in figures: m2, cm3."""
AFTER_A_SPACE = frozenset(["A", "K", "N", "J", "W", "V", "L", "C"])
"""Units that are letters of much else without a space before them: 4K, 3A, 5V."""
CAPITALS = frozenset(["N", "J", "W", "V", "L", "A"])
"""Those that are taken for units without a space in an equation: P = 220V × 0.5A."""
IN_MANDARIN = CAPITALS - {"A"}
"""Those that Mandarin texts write without a space: 220V的电压, but 5A景区."""


def said(symbol: str, *, many: bool, language: str) -> str:
    """The name of a unit that UNIT matches, "" for one that would say nothing."""
    if "(" in symbol:  # J/(kg·K)
        above, _, below = symbol.partition("/(")
        symbol = "/".join([above, *re.split("[·⋅.]", below.rstrip(")"))])
    parts: list[str] = []
    divided = False
    for part in _PART.finditer(symbol):
        unit = UNITS[part["atom"]]
        written = part["power"].translate(_PLAIN_POWER)
        inverse = written.startswith("-")
        power = int(written.lstrip("-") or 1)
        is_below = part["joint"][:1] == "/" or inverse
        if language == "zh":
            name = unit.zh
            if power in _SQUARE and part["atom"] in LENGTHS:
                name = _SQUARE[power][1] + name
            elif power > 1:
                name = f"{'二三四'[power - 2]}次方{name}"
            parts.append(f"每{name}" if is_below else name)
            continue
        last = many and not is_below and not divided
        name = unit.many if last else unit.one
        if power > 1:
            multiplied = bool(parts) and not is_below  # newton meters squared
            if part["atom"] in LENGTHS and power in _SQUARE and not multiplied:
                name = _SQUARE[power][0] + name
            else:
                name += _POWERS[power]
        parts.append(f"per {name}" if is_below else name)
        divided = divided or is_below
    if language == "zh":
        return "".join(parts)
    # "newton meters": only the last of a product has the plural.
    heads = list(takewhile(lambda each: not each.startswith("per "), parts))
    if many and len(heads) > 1:
        first = _PART.match(symbol)
        if first:
            parts[0] = parts[0].replace(UNITS[first["atom"]].many, UNITS[first["atom"]].one)
    return " ".join(parts)
