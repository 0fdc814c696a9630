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
_MINUS_NAMED = re.compile(
    r"(?<=[A-Za-z₀-₉㐀-鿿])(?P<said>\s?[-−–]\s?)(?=[A-Zmvtcpρ][㐀-鿿]{1,2}(?:[\s=+×/，。；、）)-]|\Z))"
)


def _distributed(match: re.Match[str]) -> str:
    arguments = "，".join(_argument(each) for each in re.split("[,，]", match["arguments"]))
    variable = {"ξ": "克西", "η": "伊塔"}.get(match["variable"]) or spelled(match["variable"])
    return f"{variable} 服从 {spelled(match['law'])}，{arguments}"


def _argument(written: str) -> str:
    written = written.strip()
    if _NUMBER.fullmatch(written):
        return number(written, "zh")
    found = [each for each in formulas(written, DEFAULT) if each.end - each.start == len(written)]
    return found[0].zh if found else spelled(written)


def _minus(match: re.Match[str]) -> str:
    return "减" if "=" in match.string[max(0, match.start() - 24) : match.end() + 12] else ""


def _how(match: re.Match[str]) -> str:
    how = match["how"]
    return f"{'加热' if how in '△Δ' else how}生成"


RULES = (
    Rule(FORMULA, _DISTRIBUTED, _distributed),
    Rule(CHEMISTRY, _HEATED, _how),
    Rule(CHEMISTRY, _HEATED_ALONE, lambda _: "加热生成"),
    Rule(CHEMISTRY, _BOND, lambda match: "双键" if match["said"] == "=" else "三键"),
    Rule(FORMULA, _RATIO_OF_CALLS, lambda _: "比"),
    Rule(QUANTITY, _TESLA, lambda _: "特斯拉"),
    Rule(CHEMISTRY, _LOSES, lambda _: "减"),
    Rule(CHEMISTRY, _HYBRID, lambda match: "二" if match["said"] == "²" else "三"),
    Rule(FORMULA, _ONE_OVER_NAMED, lambda match: f"{spelled(match['of'])} {match['name']}分之一"),
    Rule(QUANTITY, _EITHER, lambda _: "，"),
    Rule(QUANTITY, _PER_HUNDRED, lambda _: "每百公里"),
    Rule(FORMULA, _MINUS_NAMED, _minus),
)
