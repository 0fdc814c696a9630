"""Units of measure: how they are written, and what they are called in English and Mandarin."""

from __future__ import annotations

import re
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
"""


def _units() -> dict[str, Unit]:
    found = {}
    for row in (row for line in _TABLE.strip().splitlines() for row in line.split(" · ")):
        symbol, english, mandarin = row.split()
        one, _, many = english.replace("_", " ").partition("/")
        found[symbol] = Unit(one, many or f"{one}s", mandarin)
    for sign, symbol in (
        ("㎏", "kg"),
        ("㎎", "mg"),
        ("㎝", "cm"),
        ("㎜", "mm"),
        ("㎞", "km"),
        ("ℓ", "l"),
    ):
        found[sign] = found[symbol]
    for symbol in [each for each in found if "µ" in each]:
        for other in ("μ", "u"):  # Greek mu, and what is typed for it
            found[symbol.replace("µ", other)] = found[symbol]
    for symbol in [each for each in found if "Ω" in each]:
        found[symbol.replace("Ω", "Ω")] = found[symbol]  # U+2126, the sign for ohm
    return found


UNITS = _units()
_ATOM = "(?:" + "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True)) + ")"
_POWER = r"(?:⁻?[¹²³]|\^-?[123]|[23](?![0-9]))?"
UNIT = re.compile(
    rf"(?:{_ATOM}{_POWER})(?:(?:[/·⋅]|\s(?=[a-z]{{1,3}}⁻)|(?<=[NJ]) (?=[ms](?![\w'’/]))|(?=°C"
    rf"|℃)){_ATOM}{_POWER}){{0,3}}"
    rf"(?:/\({_ATOM}{_POWER}[ ·⋅.]?{_ATOM}{_POWER}\))?(?![A-Za-z0-9Α-ω'’_²³])"
)
"""A unit, with powers and by other units, after which no word goes on."""
_PART = re.compile(rf"(?P<joint>[/·⋅\s]?\(?)(?P<atom>{_ATOM})(?P<power>{_POWER})")
_EXPONENTS = {"": 1, "¹": 1, "²": 2, "³": 3, "2": 2, "3": 3, "^1": 1, "^2": 2, "^3": 3}
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
        written = part["power"]
        inverse = "⁻" in written or "-" in written
        power = _EXPONENTS[written.replace("⁻", "").replace("-", "")]
        is_below = part["joint"][:1] == "/" or inverse
        if language == "zh":
            name = unit.zh
            if power > 1 and part["atom"] in LENGTHS:
                name = _SQUARE[power][1] + name
            elif power > 1:
                name = f"{'二三'[power - 2]}次方{name}"
            parts.append(f"每{name}" if is_below else name)
            continue
        last = many and not is_below and not divided
        name = unit.many if last else unit.one
        if power > 1:
            if part["atom"] in LENGTHS:
                name = _SQUARE[power][0] + name
            else:
                name += " squared" if power == 2 else " cubed"
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
