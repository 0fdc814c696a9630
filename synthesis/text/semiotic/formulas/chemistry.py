"""Chemical formulas: H₂SO₄, Fe³⁺, CO2, Ca(OH)₂. Symbols are said letter by letter."""

from __future__ import annotations

import re

from ..numerals import number

_ELEMENTS_LISTED = """
He Li Be Ne Na Mg Al Si Cl Ar Ca Sc Ti Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Zr Nb Mo Ru
Rh Pd Ag Cd In Sn Sb Te Xe Cs Ba La Ce Pt Au Hg Tl Pb Bi Po Rn Fr Ra Th Pa Np Pu Am H B C N O F
P S K V Y I W U
"""
_ELEMENTS = _ELEMENTS_LISTED.split()
_ELEMENT = "(?:" + "|".join(_ELEMENTS) + ")"
_SMALL = str.maketrans("₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻₊₋", "01234567890123456789+-+-")
_GROUP = rf"\((?:{_ELEMENT}(?:[₀-₉]+|\d{{1,2}})?){{1,6}}\)(?:[₀-₉]+|\d{{1,2}})?"
_ION = (
    r"(?:(?:Na|Li|Ag|H|K|Cl|Br|OH|NH4|NO3|NO2|HCO3|HSO4|MnO4|H3O|CN|CH3COO)[+-]"
    r"|(?:SO4|SO3|CO3|CrO4|S2O3|Cr2O7) ?2-|PO4 ?3-"
    r"|(?:Mg|Ca|Ba|Fe|Cu|Zn|Pb|Al|Ni|Mn|O|S)\d[+-])(?=[\s,.;:)]|\Z)(?! ?\d)|e[⁻⁺](?!\w)"
    r"|(?<![A-Za-z])e[-−](?=[\s,.;)]|\Z)"
)
CHEMICAL = re.compile(
    rf"{_ION}|(?:{_ELEMENT}(?:[₀-₉]+|\d{{1,2}})?|{_GROUP}){{1,12}}(?:[⁰¹²³⁴-⁹]?[⁺⁻]|\^\d?[+-])?"
    r"(?![A-Za-z0-9₀-₉])[↑↓]?"
)
_PIECE = re.compile(
    rf"(?P<element>{_ELEMENT}|e)|(?P<charge>[⁰¹²³⁴-⁹]?[⁺⁻]|\^\d?[+-]|\d?[+-])"
    r"|(?P<count>[₀-₉]+|\d(?=\d[+-]\Z)|\d+)|(?P<mark>[()])|(?P<leaves>[↑↓])"
)
_ION_ALONE = re.compile(_ION)
_LEAVES = {"↑": ("gas", "气体"), "↓": ("precipitate", "沉淀")}
_COMMON_LISTED = """
H2 O2 N2 O3 Cl2 Br2 CO2 SO2 SO3 NO2 N2O CS2 NH3 PH3 CH4 H2O H2O2 H2S HNO3 HNO2 NaCl HCl NaOH KOH
MgO CuO FeO ZnO CaO Al2O3 Fe2O3 KCl KBr KI HBr HF AgCl NH4 SO4 CO3 NO3 PO4 OH MnO2 SiO2 CO NaBr
NaF AgBr AgI LiF NaH LiH CaS MgS PbS CuI BeO SrO NiO CoO MnO CdS HgS GaAs ZnSe CaSe BaS LiBr
BaO HgO PbO ZnS FeS CuS KNO3 KClO3 K2CO3 H2CO3 H3PO4 HClO HClO4 NaI LiOH LiCl
"""
_COMMON = frozenset(_COMMON_LISTED.split())
_WORDS = frozenset(["CO", "OH", "KI", "HF"])
"""Formulas that are other words as well: taken for chemistry only beside other chemistry."""
_LIKELY = re.compile(
    r"[₀-₉⁺]|\w⁻|[a-z]\d|\d[A-Z(]|\)\d|\^\d?[+-]|[a-z][A-Z]{0,2}O[2-7]|[a-z][A-Z]\d\Z"
)
_ONE_ELEMENT = re.compile(r"[A-Z][₀-₉]+")
_MOLECULES = frozenset(["H₂", "O₂", "N₂", "O₃", "P₄", "S₈"])
_NOT_CHEMISTRY = re.compile(r"[A-Z]\d+[A-Z]\Z|[A-Z]+\d+[A-Z]+\Z")
"""Codes such as R2D, B2B, P2P, K12B."""
_ORGANIC = re.compile(r"CH[34]?[CHON\d]*")


def is_chemical(written: str) -> bool:
    """Whether a text that CHEMICAL matches is a formula wherever it stands."""
    written = written.rstrip("↑↓")
    if _ION_ALONE.fullmatch(written):
        return True
    if written in _COMMON:
        return written not in _WORDS
    if _ONE_ELEMENT.fullmatch(written):
        return written in _MOLECULES  # I₁ is a current, C₅² a combination
    if any(c in "₀₁₂₃₄₅₆₇₈₉⁺⁻" for c in written):
        return True
    is_code = _NOT_CHEMISTRY.match(written) and not _ORGANIC.fullmatch(written)
    return bool(_LIKELY.search(written)) and not is_code


def may_be_chemical(written: str) -> bool:
    """Whether it is a formula beside others, as CO in "2CO + O₂"."""
    return (
        is_chemical(written)
        or written in _COMMON
        or written in _ELEMENTS
        or bool(_ONE_ELEMENT.fullmatch(written))
    )


def said(written: str, language: str) -> list[str]:
    """What is said of each sign: letters, numbers, charges."""
    words: list[str] = []
    for piece in _PIECE.finditer(written):
        if piece["element"]:
            words += [*piece["element"]]
        elif piece["count"]:
            words.append(number(piece["count"].translate(_SMALL), language))
        elif piece["charge"]:
            charge = piece["charge"].translate(_SMALL).lstrip("^")
            if charge[:-1]:
                words.append(number(charge[:-1], language))
            plus = charge[-1] == "+"
            words.append(("plus" if plus else "minus") if language == "en" else "正负"[not plus])
        elif piece["leaves"]:
            words.append(_LEAVES[piece["leaves"]][language == "zh"])
        elif language == "en":
            words.append("," if piece["mark"] == "(" else "")
    return [word for word in words if word]
