"""What mathematics, physics and chemistry write between formulas: distributions, conditions of
reactions, double bonds, quantities that are named in Han."""

from __future__ import annotations

import re

from ...style import DEFAULT
from ..formulas import formulas
from ..found import CHEMISTRY, FORMULA, QUANTITY
from ..letters import spelled
from ..numerals import number
from .rule import Rule

_DISTRIBUTED = re.compile(
    r"(?<![A-Za-z])(?P<variable>[A-Zξη])\s?[~～∼]\s?(?P<law>[NBUPHEtF])\s?"
    r"[(（](?P<arguments>[^()（）\n]{1,24})[)）]"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_HEATED = re.compile(
    r"={1,2}\s?(?P<how>点燃|加热|高温高压|高温|通电|电解|光照|放电|催化剂|△|Δ)\s?={1,2}(?=\s?[\dA-Z])"
)
_HEATED_ALONE = re.compile(r"(?<=[₀-₉])△(?=\d?[A-Z])")
_BOND = re.compile(r"(?:CH[₂2]?|CHR|CR₂)(?P<said>[=≡])(?=C)")
_NAMED_ATOMS = {
    "C": "碳", "H": "氢", "O": "氧", "N": "氮", "S": "硫", "P": "磷", "Si": "硅", "Cl": "氯",
    "F": "氟", "Br": "溴", "I": "碘",
}  # fmt: skip
_BONDED = "Si|Cl|Br|[CHONSPFI]"
_BOND_OF_TWO = re.compile(
    rf"(?<![A-Za-z0-9₀-₉=≡—–-])(?P<a>{_BONDED})\s?(?P<bond>[=≡＝]|[—–-]{{1,2}}|－)\s?(?P<b>{_BONDED})"
    r"(?![A-Za-z0-9₀-₉=≡—–+×·/^*-])(?P<kind>[双三叁单]?键)?"
)
_BONDS_IN_A_ROW = re.compile(r"(?<![A-Za-z0-9₀-₉=≡])(?:[CONS](?:=|≡)){2}[CONS](?![A-Za-z0-9₀-₉=≡])")
_OF_BONDS = re.compile("键|分子|结构|烯|炔|醛|酮|羧|羰|酯|醇|官能团|不饱和|电子式")
_BLOOD_PRESSURE = re.compile(
    r"(?<![\d./])(?P<high>\d{2,3})\s?/\s?(?P<low>\d{2,3})(?![\d./])"
    r"(?:\s?(?P<unit>mm\s?Hg|毫米汞柱)(?![A-Za-z]))?"
)
_OF_BLOOD = re.compile("血压|收缩压|舒张压|高压")
_RATIO_OF_CALLS = re.compile(r"(?<=[)）])(?P<said>\s?[:：∶]\s?)(?=[A-Za-z]{1,2}[(（])")
_TESLA = re.compile(
    r"(?:B[₀-₉]?\s?=\s?|磁感应强度[^\d，。\n]{0,6})\d+(?:\.\d+)?(?:×10[⁻⁰¹²³⁴-⁹]{1,3})?\s?(?P<said>T)(?![A-Za-z/])"
)
_LOSES = re.compile(r"(?<=[A-Za-z])-(?=\d?e[⁻-])")
_HYBRID = re.compile(r"(?<![A-Za-z])sp(?P<said>[²³])")
_ONE_OVER_NAMED = re.compile(r"(?<![\d.])1/(?P<of>[A-Za-z])(?P<name>[并串总物像合])")
_ELECTRIC = r"\d+(?:\.\d+)?\s?(?:k?V|m?A|W|Hz)"
_EITHER = re.compile(rf"(?<![\d.=×÷/*+-]){_ELECTRIC}(?P<said>/)(?={_ELECTRIC}(?![A-Za-z]|\s?=))")
_PER_HUNDRED = re.compile(r"(?<=[Ll升时])/100\s?km")
_METERED = re.compile(
    r"(?<![\d.])(?P<count>\d{2,5})\s?(?P<of>r|R|revs?|imp|转)\s?/\s?(?:kW[·.•]?h|[(（]kW[·.•]?h[)）])"
)
_UP_TO = re.compile(
    r"(?<![\d.])(?P<usual>\d{1,2}(?:\.\d)?)\s?[(（](?P<most>\d{1,3})[)）]\s?A(?![A-Za-z])"
)
"""The currents of a meter: 10(20)A."""


def _distributed(match: re.Match[str]) -> str:
    arguments = "，".join(_argument(each) for each in re.split("[,，]", match["arguments"]))
    variable = {"ξ": "克西", "η": "伊塔"}.get(match["variable"]) or spelled(match["variable"])
    return f"{variable} 服从 {spelled(match['law'])}，{arguments}"


def _bond_of_two(match: re.Match[str]) -> str:
    """C=C is 碳碳双键; other bonds are such only where bonds are the topic."""
    bond, kind = match["bond"], match["kind"]
    near = match.string[max(0, match.start() - 24) : match.end() + 16]
    is_one_element = match["a"] == match["b"] and match["a"] in "CNO"
    if not kind and not _OF_BONDS.search(near) and not (bond in "=≡＝" and is_one_element):
        return ""
    if bond in "=＝" and not kind and not is_one_element and f"{match['a']}{match['b']}" == "SO":
        return ""
    names = _NAMED_ATOMS[match["a"]] + _NAMED_ATOMS[match["b"]]
    if bond in "=≡＝":
        return names + ("三键" if bond == "≡" else "双键")
    return names + (kind or "单键")


def _bonds_in_a_row(match: re.Match[str]) -> str:
    names = {"=": "双键", "≡": "三键"}
    return " ".join(names.get(char) or spelled(char) for char in match[0])


def _blood_pressure(match: re.Match[str]) -> str:
    near = match.string[max(0, match.start() - 12) : match.start()]
    if not match["unit"] and not _OF_BLOOD.search(near):
        return ""
    high, low = (number(match[name], "zh") for name in ("high", "low"))
    return f"{high}比{low}{'毫米汞柱' if match['unit'] else ''}"


def _argument(written: str) -> str:
    written = written.strip()
    if _NUMBER.fullmatch(written):
        return number(written, "zh")
    found = [each for each in formulas(written, DEFAULT) if each.end - each.start == len(written)]
    return found[0].zh if found else spelled(written)


def _metered(match: re.Match[str]) -> str:
    return f"{number(match['count'], 'zh')}{'脉冲' if match['of'] == 'imp' else '转'}每千瓦时"


def _up_to(match: re.Match[str]) -> str:
    return f"{number(match['usual'], 'zh')}，{number(match['most'], 'zh')}安"


def _how(match: re.Match[str]) -> str:
    how = match["how"]
    return f"{'加热' if how in '△Δ' else how}生成"


RULES = (
    Rule(FORMULA, _DISTRIBUTED, _distributed),
    Rule(CHEMISTRY, _HEATED, _how),
    Rule(CHEMISTRY, _HEATED_ALONE, lambda _: "加热生成"),
    Rule(CHEMISTRY, _BOND, lambda match: "双键" if match["said"] == "=" else "三键"),
    Rule(CHEMISTRY, _BONDS_IN_A_ROW, _bonds_in_a_row),
    Rule(CHEMISTRY, _BOND_OF_TWO, _bond_of_two),
    Rule(QUANTITY, _BLOOD_PRESSURE, _blood_pressure),
    Rule(FORMULA, _RATIO_OF_CALLS, lambda _: "比"),
    Rule(QUANTITY, _TESLA, lambda _: "特斯拉"),
    Rule(CHEMISTRY, _LOSES, lambda _: "减"),
    Rule(CHEMISTRY, _HYBRID, lambda match: "二" if match["said"] == "²" else "三"),
    Rule(FORMULA, _ONE_OVER_NAMED, lambda match: f"{spelled(match['of'])} {match['name']}分之一"),
    Rule(QUANTITY, _EITHER, lambda _: "，"),
    Rule(QUANTITY, _PER_HUNDRED, lambda _: "每百公里"),
    Rule(QUANTITY, _METERED, _metered),
    Rule(QUANTITY, _UP_TO, _up_to),
)
