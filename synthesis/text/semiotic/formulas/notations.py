"""Chemistry that is no formula of its own: isotopes, oxidation numbers, electrons in shells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...style import ReadingStyle
from ..found import CHEMISTRY, Found
from ..letters import spelled
from ..numerals import number

_SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_PLAIN = str.maketrans(_SUPERSCRIPT + "₀₁₂₃₄₅₆₇₈₉", "0123456789" * 2)
_ELEMENTS_LISTED = """
H hydrogen 氢 · He helium 氦 · Li lithium 锂 · Be beryllium 铍 · B boron 硼 · C carbon 碳
N nitrogen 氮 · O oxygen 氧 · F fluorine 氟 · Ne neon 氖 · Na sodium 钠
Mg magnesium 镁 · Al aluminium 铝
Si silicon 硅 · P phosphorus 磷 · S sulfur 硫 · Cl chlorine 氯 · Ar argon 氩 · K potassium 钾
Ca calcium 钙 · Fe iron 铁 · Co cobalt 钴 · Ni nickel 镍 · Cu copper 铜 · Zn zinc 锌 · Kr krypton 氪
Sr strontium 锶 · Ag silver 银 · Sn tin 锡 · I iodine 碘 · Xe xenon 氙 · Cs caesium 铯
Ba barium 钡 · Pt platinum 铂 · Au gold 金 · Hg mercury 汞 · Pb lead 铅 · Po polonium 钋
Rn radon 氡 · Ra radium 镭
Th thorium 钍 · U uranium 铀 · Pu plutonium 钚 · Am americium 镅 · Tc technetium 锝
"""
_ELEMENTS = {
    symbol: (english, mandarin)
    for line in _ELEMENTS_LISTED.strip().splitlines()
    for symbol, english, mandarin in (row.split() for row in line.split(" · "))
}
_SYMBOL = "(?:" + "|".join(sorted(_ELEMENTS, key=len, reverse=True)) + ")"
_ISOTOPE = re.compile(
    rf"(?<![A-Za-z0-9{_SUPERSCRIPT}⁺⁻])(?P<mass>[{_SUPERSCRIPT}]{{1,3}})[₀-₉]{{0,3}}"
    rf"(?P<symbol>{_SYMBOL})(?![A-Za-z0-9₀-₉⁺⁻])"
)
_SHELL = rf"[1-7][spdf](?:[{_SUPERSCRIPT}]{{1,2}})"
_SHELLS = re.compile(
    rf"(?<![\w{_SUPERSCRIPT}])(?:\[(?P<core>{_SYMBOL})\]\s?)?{_SHELL}(?:\s?{_SHELL}){{0,12}}"
    rf"(?![\w{_SUPERSCRIPT}])"
)
_TYPED_SHELLS = re.compile(r"(?<![\w])[1-7][spdf]\d{1,2}(?:\s[1-7][spdf]\d{1,2}){1,12}(?!\w)")
_PIECE = re.compile(rf"([1-7])([spdf])([{_SUPERSCRIPT}]+|\d+)")
_OXIDATION = re.compile(
    r"(?:(?<=[a-z])|(?<=[Cc]opper )|(?<=[Ii]ron )|(?<=[Ll]ead )|(?<=[Cc]obalt )|"
    r"(?<=[Nn]ickel )|(?<=[Mm]anganese )|(?<=[Cc]hromium )|(?<=[Tt]in ))\((?P<roman>IV|VI{0,2}"
    r"|I{1,3})\)(?!\w)"
)
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7}


def notations(text: str, style: ReadingStyle) -> Iterator[Found]:
    """Isotopes ¹²C, shells 1s² 2s², iron(III)."""
    for match in _ISOTOPE.finditer(text):
        mass, names = match["mass"].translate(_PLAIN), _ELEMENTS[match["symbol"]]
        english = f"{names[0]} {number(mass, 'en')}"
        yield Found(*match.span(), CHEMISTRY, english, names[1] + number(mass, "zh"))
    for pattern in (_SHELLS, _TYPED_SHELLS):
        for match in pattern.finditer(text):
            core = match.groupdict().get("core")
            pieces = _PIECE.findall(match.group())
            said = [
                " ".join(_shell(piece, language) for piece in pieces) for language in ("en", "zh")
            ]
            if core:
                said = [f"{_ELEMENTS[core][at]} {each}" for at, each in enumerate(said)]
            yield Found(*match.span(), CHEMISTRY, *said)
    for match in _OXIDATION.finditer(text):
        value = str(_ROMAN[match["roman"]])
        yield Found(*match.span(), CHEMISTRY, f" {number(value, 'en')}", number(value, "zh"))


def _shell(piece: tuple[str, str, str], language: str) -> str:
    number_of_shell, letter, electrons = piece
    count = number(electrons.translate(_PLAIN), language)
    return f"{number(number_of_shell, language)} {spelled(letter)} {count}"
