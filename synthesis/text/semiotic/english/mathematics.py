"""Mathematics that English says by other words than its signs: choices, sets, maps, bars."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...style import ReadingStyle
from ..formulas.english import fraction
from ..found import FORMULA, Found
from ..letters import spelled
from ..numerals import english_ordinal, number
from .found import english

_SMALL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")
_CHOICE = re.compile(
    r"(?<!\w)(?P<of>[⁰-⁹¹²³]{1,2}|[nN]|\d{1,2})(?P<kind>[CP])(?P<out>[₀-₉]{1,2}|[rk]|ᵣ|ₖ)(?!\w)"
)
_SUCH_THAT = re.compile(r"(?<=\{)\s?(?P<name>[a-z])\s?(?P<bar>[|:∣])")
_MAPS = re.compile(r"(?P<arrow>\s?↦\s?)")
_LOGIC = {"∧": "and", "∨": "or", "¬": "not ", "∀": "for all ", "∃": "there exists ", "⊙": "circle "}
_LOGICAL = re.compile("[" + "".join(_LOGIC) + "]")
_BAR = re.compile(r"(?<!\w)(?P<name>[A-Za-z])(?P<mark>[\u0304\u0305\u20d7\u0302])")
_MARKS = {"\u0304": "bar", "\u0305": "bar", "\u20d7": "", "\u0302": "hat"}
_DERIVED = re.compile(r"(?<![\w/])d(?P<twice>²)?/d(?P<by>[xtyθ])²?(?=\s?[\[(A-Za-z])")
_SUM = re.compile(r"[ΣΣ∑](?=\s?(?:f?[xyf]|\(|n²)(?![A-Za-z]{2}))")
_SIZE = re.compile(r"(?<![\w])n\((?P<set>[A-Z][′']?(?: ?[∪∩] ?[A-Z][′']?)*)\)")
_PARALLEL = re.compile(r"(?<=[A-Z]{2}) (?P<sign>//|\|\|) (?=[A-Z]{2}\b)")
_FOLLOWS = re.compile(r"(?<=\b[A-Z] )(?P<sign>~)(?= ?(?:N|B|Po|Bin|U|Geo)\()")
_ANGLE = re.compile(
    r"(?<![\w.])(?P<degrees>\d{1,3})°\s?(?P<minutes>\d{1,2})[′'](?:\s?(?P<seconds>\d{1,2})"
    r"(?:[″\"]|'{2}))?"
)
_INTEGRAL = re.compile(r"∫(?P<low>[₀-₉]+)(?P<high>[⁰¹²³⁴-⁹]+)")
_TH = re.compile(
    r"(?P<number>\d{1,3}(?:,\d{3})+|\d+)(?P<many>ths)(?!\w)"
    r"|(?<![\w.])(?P<comma>\d{1,3}(?:,\d{3})+)th\b|(?<![\w.])1/(?P<part>\d+)th\b"
)
_YEARS = re.compile(r"\b(?:Year|Grade|Form|[Uu]nder)[ -](?P<many>(?P<number>\d{1,2})s)\b")


_DERIVATIVE = re.compile(r"(?<![\w/])d(?P<above>[a-zA-Z])/d(?P<below>[a-zθ])(?![\w/])")
_LIMIT = re.compile(
    r"\blim_?[{(]\s?(?P<name>[a-z])\s?(?:→|->)\s?(?P<bound>[-−+]?\d+|∞|[a-z])\s?[})]"
)
_EVENTS = re.compile(
    r"(?<!\w)P\((?P<events>not [A-Za-z]+|(?:not )?[A-Za-z]+(?: (?:or|and"
    r"|given) (?:not )?[A-Za-z]+)+|[a-z]{3,}(?: \w+){0,3})\)"
)


def mathematics(text: str, style: ReadingStyle) -> Iterator[Found]:
    """Such signs, in words."""
    for match in _CHOICE.finditer(text):
        of, out = match["of"].translate(_SMALL), match["out"].translate(_SMALL)
        out = {"ᵣ": "r", "ₖ": "k"}.get(out, out)
        if of.isdigit() == out.isdigit() or match["of"] != of:
            sides = [number(each, "en") if each.isdigit() else spelled(each) for each in (of, out)]
            yield english(match, FORMULA, f"{sides[0]} {match['kind']} {sides[1]}")
    for match in _SUCH_THAT.finditer(text):
        yield english(match, FORMULA, " such that ", "bar")
    for match in _MAPS.finditer(text):
        yield english(match, FORMULA, " maps to ")
    for match in _LOGICAL.finditer(text):
        yield english(match, FORMULA, _LOGIC[match.group()])
    for match in _BAR.finditer(text):
        said, mark = spelled(match["name"]), _MARKS[match["mark"]]
        yield english(match, FORMULA, f"{said} {mark}" if mark else f"vector {said}")
    for match in _DERIVED.finditer(text):
        by = "theta" if match["by"] == "θ" else match["by"]
        twice = " squared" if match["twice"] else ""
        yield english(match, FORMULA, f"d{twice} by d {by}{twice} of ")
    for match in _SUM.finditer(text):
        yield english(match, FORMULA, "the sum of ")
    for match in _SIZE.finditer(text):
        words = {"∪": "union", "∩": "intersection", "′": "prime", "'": "prime"}
        parts = (words.get(c) or spelled(c) for c in match["set"] if c != " ")
        yield english(match, FORMULA, f"n of {' '.join(parts)}")
    for match in _PARALLEL.finditer(text):
        yield english(match, FORMULA, "is parallel to", "sign")
    for match in _FOLLOWS.finditer(text):
        yield english(match, FORMULA, "follows", "sign")
    for match in _ANGLE.finditer(text):
        yield english(match, FORMULA, _angle(match))
    for match in _INTEGRAL.finditer(text):
        low, high = (number(match[name].translate(_SMALL), "en") for name in ("low", "high"))
        yield english(match, FORMULA, f"the integral from {low} to {high} of ")
    for match in _DERIVATIVE.finditer(text):
        below = "theta" if match["below"] == "θ" else match["below"]
        yield english(match, FORMULA, f"d {match['above']} by d {below}")
    for match in _LIMIT.finditer(text):
        bound = match["bound"].replace("−", "-")
        figure = bound.lstrip("+-")
        said = "infinity" if bound == "∞" else number(figure, "en") if figure.isdigit() else figure
        sign = "negative " if bound[0] == "-" else ""
        yield english(match, FORMULA, f"the limit as {match['name']} approaches {sign}{said} of ")
    for match in _EVENTS.finditer(text):
        yield english(
            match, FORMULA, f"P of {' '.join(map(spelled_letter, match['events'].split()))}"
        )
    yield from _ordinals(text)


def spelled_letter(word: str) -> str:
    """A letter by its name; a longer word as it is."""
    return spelled(word) if len(word) == 1 else word


def _angle(match: re.Match[str]) -> str:
    names = (("degrees", "degree"), ("minutes", "minute"), ("seconds", "second"))
    parts = ((match[many], many, one) for many, one in names)
    return " ".join(
        f"{number(written, 'en')} {one if written == '1' else many}"
        for written, many, one in parts
        if written
    )


def _ordinals(text: str) -> Iterator[Found]:
    for match in _TH.finditer(text):
        if match["many"]:
            said = english_ordinal(int(match["number"].replace(",", ""))) + "s"
        elif match["comma"]:
            said = english_ordinal(int(match["comma"].replace(",", "")))
        else:
            said = fraction("1", match["part"])
        yield english(match, FORMULA, said)
    for match in _YEARS.finditer(text):
        one = number(match["number"], "en")
        many = f"{one[:-1]}ies" if one[-1] == "y" else f"{one}{'es' if one[-1] == 'x' else 's'}"
        yield english(match, FORMULA, many, "many")
