"""Mathematics that English says by other words than its signs: choices, sets, maps, bars."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....style import ReadingStyle
from ...formulas.english import fraction
from ...found import FORMULA, Found
from ...letters import spelled
from ...numerals import english_ordinal, number
from ..found import SILENT, english

_SMALL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")
_CHOICE = re.compile(
    r"(?<!\w)(?P<of>[⁰-⁹¹²³]{1,2}|ⁿ|[nN]|\d{1,2})(?P<kind>[CP])(?P<out>[₀-₉]{1,2}|[rk]|ᵣ|ₖ)(?!\w)"
)
_SUCH_THAT = re.compile(r"(?<=\{)\s?(?P<name>[a-z])\s?(?P<bar>[|:∣])")
_MAPS = re.compile(r"(?P<arrow>\s?↦\s?)")
_LOGIC = {
    "∧": "and",
    "∨": "or",
    "¬": "not ",
    "∀": "for all ",
    "∃": "there exists ",
    "⊙": "circle ",
    "⌊": "the floor of ",
    "⌋": SILENT,
    "⌈": "the ceiling of ",
    "⌉": SILENT,
    "∖": " minus ",
    "⦵": " standard",
}
_LOGICAL = re.compile("[" + "".join(_LOGIC) + "]")
_BAR = re.compile(r"(?<!\w)(?P<name>[A-Za-z])(?P<mark>[\u0304\u0305\u20d7\u0302])")
_MARKS = {"\u0304": "bar", "\u0305": "bar", "\u20d7": "", "\u0302": "hat"}
_DERIVED = re.compile(r"(?<![\w/])d(?P<twice>²)?/d(?P<by>[xtyθ])²?(?=\s?[\[(A-Za-z])")
_SUM = re.compile(r"[ΣΣ∑](?=\s?(?:f?[xyfFp]|\(|n²)(?![A-Za-z]{2}))")
_SIZE = re.compile(r"(?<![\w])n\((?P<set>[A-Z][′']?(?: ?[∪∩] ?[A-Z][′']?)*)\)")
_PARALLEL = re.compile(
    r"(?<![\w/|:.])(?P<first>[A-Z]{2}) ?(?P<sign>//|\|\||‖) ?(?P<second>[A-Z]{2})(?![\w/|.])"
)
_FOLLOWS = re.compile(r"\b[A-Z] ?(?P<sign>[~∼]) ?(?=(?:N|B|Po|Bin|U|Geo)\()")
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
_BRACED = re.compile(
    r"(?<![\w])(?P<name>[A-Za-z])_\{(?P<index>[a-z0-9]{1,3}(?: ?[-+−] ?[a-z0-9]{1,3})?)\}"
)
_INDEX_PART = re.compile(r"\d+|[a-z]|[-+−]")
_INDEX_WORDS = {"-": "minus", "−": "minus", "+": "plus"}
_BOUNDED_SUM = re.compile(
    r"(?P<sign>[Σ∑∏])_[{(](?P<name>[a-z]) ?= ?(?P<low>\d{1,3}|[a-z])[})]"
    r"\^(?:[{(](?P<high>\d{1,4}|[a-zN]|∞)[})])"
)
_SIMILAR = re.compile(
    r"[Δ∆△](?P<first>[A-Z]{3}) ?(?P<sign>[~∼∽≅≡]) ?[Δ∆△](?P<second>[A-Z]{3})(?!\w)"
)
_COMPOSED = re.compile(
    r"(?<![\w])(?P<names>fg|gf|gh|hg|ff|gg|fh|hf)\((?P<of>[a-z]|(?P<minus>[-−]?)(?P<value>\d{1,3}))\)"
)
_NEGATIVE_CALL = re.compile(r"(?<![\w])(?P<name>[fgh])\([-−](?P<value>\d{1,3})\)(?! ?[=+×−/*^²³-])")
_QUANTIFIED = re.compile(r"(?P<sign>[∀∃])\s?(?P<name>[a-zεδ])\s?∈")
_FACTORS = re.compile(
    r"(?<!\w)(?P<name>HCF|LCM|GCD|GCF|hcf|lcm|gcd|gcf|max|min)[({]"
    r"(?P<values>\d{1,6}(?:, ?\d{1,6}){1,5})[)}]"
)
_LOWER_SUM = re.compile(
    r"(?P<sign>[∑Σ∏])(?P<name>[ᵢₖₙᵣⱼ])₌(?P<low>[₀-₉]+)(?P<high>[ⁿ∞]|[⁰¹²³⁴-⁹]+)"
)
_LOWER_NAMES = dict(zip("ᵢₖₙᵣⱼ", "iknrj", strict=True))
_VECTOR = re.compile(
    r"(?<![\w])(?:→|\\(?:vec|overrightarrow)\{)(?P<name>[A-Z]{2}|[a-z])\}?(?![\w])(?=\s?[=+−.,·-]|\s*\Z)"
)
_UNKNOWN = re.compile(
    r"(?:(?<=[=+−×÷])|(?<=[=+−×÷-] ))\?(?!\w)|(?<![^\s(])\?(?=\s?[+−×÷=]\s?\d|/\d| - \d)"
)
_HALF_LIFE = re.compile(r"\b(?P<name>[tT])(?:₁[/⁄]₂|_1/2|_\{1/2\}|½)(?!\w)")
_NAMED_INDEX = re.compile(
    r"(?<!\w)(?P<name>[FVIRTEPvWQm])(?P<index>net|total|max|min|out|rms)(?= ?[=<>/×+−])"
)
_OF_RATIO = r"(?:\d{0,4}[a-z]|[A-Z]{1,3}|\d{1,4})"
_CHAIN = re.compile(
    rf"(?<![\w:.])(?=[^\s:]{{1,5}} ?:){_OF_RATIO}(?: ?: ?{_OF_RATIO}){{1,3}}"
    rf" ?= ?{_OF_RATIO}(?: ?: ?{_OF_RATIO}){{1,3}}(?![\w:]|\.\d)"
)
_SIDE = re.compile(r"(?P<number>\d*)(?P<name>[A-Za-z]*)")
_RATIOS = re.compile(
    r"(?<![\w:.])(?P<a>\d{1,4}|[a-zA-Z]) ?: ?(?P<b>\d{1,4}|[a-zA-Z]) ?= ?"
    r"(?P<c>\d{1,4}|[a-zA-Z]) ?: ?(?P<d>\d{1,4}|[a-zA-Z])(?![\w:]|\.\d)"
)
_MONOMIALS = re.compile(
    r"(?<![\w./])(?P<m>\d{1,3})(?P<above>[abcnpqxyz]{1,3})"
    r"/(?P<n>\d{1,3})(?P<below>[abcnpqxyz]{1,2})(?![\w/²³⁴])"
)
_ORDINAL_SUM = re.compile(
    r"(?<!\w)\((?P<name>[a-z]) ?(?P<sign>[-+−]) ?(?P<number>\d{1,2})\)(?:th|st|nd|rd)\b"
)
_DX = re.compile(r"(?<=[\s)²³⁴a-z\d])d(?P<by>[xtyu])(?=\s*\Z|[ ,.=])(?<!/d[xtyu])")
_EVENTS = re.compile(
    r"(?<!\w)P\((?P<events>not [A-Za-z]+|(?:not )?[A-Za-z]+(?: (?:or|and"
    r"|given) (?:not )?[A-Za-z]+)+|[a-z]{3,}(?: \w+){0,3})\)"
)


def mathematics(text: str, style: ReadingStyle) -> Iterator[Found]:
    """Such signs, in words."""
    for match in _CHOICE.finditer(text):
        of, out = match["of"].translate(_SMALL), match["out"].translate(_SMALL)
        out = {"ᵣ": "r", "ₖ": "k"}.get(out, out)
        of = "n" if of == "ⁿ" else of
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
        first, second = spelled(match["first"]), spelled(match["second"])
        yield english(match, FORMULA, f"{first} is parallel to {second}")
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
    yield from _typed(text)
    yield from _ordinals(text)


def _typed(text: str) -> Iterator[Found]:
    """What is typed with braces, and signs that triangles and products of functions have."""
    for match in _BRACED.finditer(text):
        parts = (_INDEX_WORDS.get(each) or each for each in _INDEX_PART.findall(match["index"]))
        said = " ".join(number(each, "en") if each.isdigit() else each for each in parts)
        yield english(match, FORMULA, f"{spelled(match['name'])} sub {said} ")
    for match in _BOUNDED_SUM.finditer(text):
        low, high = (
            number(each, "en") if each.isdigit() else "infinity" if each == "∞" else spelled(each)
            for each in (match["low"], match["high"])
        )
        kind = "sum" if match["sign"] != "∏" else "product"
        name = spelled(match["name"])
        yield english(match, FORMULA, f"the {kind} from {name} equals {low} to {high} of ")
    for match in _SIMILAR.finditer(text):
        first, second = spelled(match["first"]), spelled(match["second"])
        relation = "congruent" if match["sign"] in "≅≡" else "similar"
        said = f"triangle {first} is {relation} to triangle {second}"
        yield english(match, FORMULA, said)
    for match in _COMPOSED.finditer(text):
        names = " ".join(spelled(each) for each in match["names"])
        yield english(match, FORMULA, f"{names} of {_argument(match, match['of'])}")
    for match in _NEGATIVE_CALL.finditer(text):
        of = number(match["value"], "en")
        yield english(match, FORMULA, f"{spelled(match['name'])} of negative {of}")
    for match in _CHAIN.finditer(text):
        sides = (_of_ratio(side) for side in re.split(r" ?= ?", match.group()))
        yield english(match, FORMULA, " equals ".join(sides))
    for match in _FACTORS.finditer(text):
        *others, last = (number(each, "en") for each in re.findall(r"\d+", match["values"]))
        shown = match["name"]
        name = shown if shown in ("max", "min") else spelled(shown.upper())
        yield english(match, FORMULA, f"{name} of {', '.join(others)} and {last}")
    for match in _LOWER_SUM.finditer(text):
        low = number(match["low"].translate(_SMALL), "en")
        high = match["high"].translate(_SMALL)
        high = number(high, "en") if high.isdigit() else "n" if high == "ⁿ" else "infinity"
        kind, name = "product" if match["sign"] == "∏" else "sum", _LOWER_NAMES[match["name"]]
        yield english(match, FORMULA, f"the {kind} from {name} equals {low} to {high} of ")
    for match in _VECTOR.finditer(text):
        yield english(match, FORMULA, f"vector {spelled(match['name'])}")
    for match in _UNKNOWN.finditer(text):
        yield english(match, FORMULA, "what" + " over" * text.startswith("/", match.end()))
    for match in _HALF_LIFE.finditer(text):
        yield english(match, FORMULA, f"{spelled(match['name'])} half")
    for match in _NAMED_INDEX.finditer(text):
        yield english(match, FORMULA, f"{spelled(match['name'])} {match['index']}")
    for match in _QUANTIFIED.finditer(text):
        name = {"ε": "epsilon", "δ": "delta"}.get(match["name"]) or spelled(match["name"])
        yield english(match, FORMULA, f"{_LOGIC[match['sign']]}{name} in ")
    for match in _RATIOS.finditer(text):
        a, b, c, d = (
            spelled(each) if each.isalpha() else number(each, "en") for each in match.groups()
        )
        yield english(match, FORMULA, f"{a} to {b} equals {c} to {d}")
    for match in _MONOMIALS.finditer(text):
        above, below = (
            f"{number(part[0], 'en')} {spelled(part[1])}".strip()
            for part in ((match["m"], match["above"]), (match["n"], match["below"]))
        )
        yield english(match, FORMULA, f"{above} over {below}")
    for match in _ORDINAL_SUM.finditer(text):
        sign = "plus" if match["sign"] == "+" else "minus"
        said = f"{spelled(match['name'])} {sign} {_ordinal_end(match)}"
        yield english(match, FORMULA, said)
    for match in _DX.finditer(text) if "∫" in text else ():
        yield english(match, FORMULA, f"D {spelled(match['by'])}")


def _argument(match: re.Match[str], of: str) -> str:
    if not match["value"]:
        return spelled(of)
    return f"{'negative ' * bool(match['minus'])}{number(match['value'], 'en')}"


def _of_ratio(written: str) -> str:
    sides = []
    for side in re.split(r" ?: ?", written):
        if match := _SIDE.fullmatch(side):
            words = [number(match["number"], "en")] if match["number"] else []
            sides.append(" ".join([*words, *([spelled(match["name"])] if match["name"] else [])]))
    return " to ".join(sides)


def _ordinal_end(match: re.Match[str]) -> str:
    """ "first" for 1st; "one th" for 1th, which n + 1 has as well."""
    written, value = match.group(), int(match["number"])
    said = english_ordinal(value)
    return said if said.endswith(written[-2:]) else f"{number(str(value), 'en')} th"


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
