"""Mathematics of older school years and universities that has names of its own: "ẋ", "E[X]",
"P(A | B)", "17 ≡ 2 (mod 5)", "opp/hyp", and the electrons 1s22s2."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....style import ReadingStyle
from ...found import CHEMISTRY, FORMULA, Found
from ...letters import spelled
from ...numerals import english_cardinal, number
from ..found import english

_DOTTED = dict(zip("ẋẏżṙṡ", "xyzrs", strict=True)) | dict(zip("ẍÿ", "xy", strict=True))
_RATE = re.compile(
    rf"(?<!\w)(?P<name>[{''.join(_DOTTED)}])(?: ?= ?(?P<factor>[-−]?\d{{1,3}})(?P<by>[a-z])"
    rf"(?!\w))?(?!\w)"
)
_LOWERED = dict(zip("ₓₙₕₜₖ₀₁₂₃₄₅₆₇₈₉∞", "xnhtk0123456789∞", strict=True))
_LIMIT = re.compile(r"\blim(?P<name>[ₓₙₕₜₖ]) ?→ ?(?P<bound>[₀-₉]{1,3}|∞|[0-9]{1,3})")
_LIMIT_BELOW = re.compile(
    r"\blim ?┬ ?[({](?P<name>[a-z]) ?(?:→|->) ?(?P<bound>[-−+]?(?:\d{1,4}|∞|[a-z]))[)}]"
)
_GIVEN = re.compile(r"(?<=P\()(?P<first>[^()|\n]{1,20}?)(?P<bar> ?\| ?)(?=[^()|\n]{1,20}\))")
_COMPLEMENT = re.compile(r"(?<![A-Za-z])(?P<set>[A-Z])ᶜ(?!\w)")
_NAMED = {
    r"\bVar\((?P<of>[A-Za-z])\)": "the variance of ",
    r"\bE\[(?P<of>[A-Z])\]": "E of ",
    r"\bRe\((?P<of>[a-z])\)": "the real part of ",
    r"\bIm\((?P<of>[a-z])\)": "the imaginary part of ",
    r"\barg(?: |\()(?P<of>z|w)(?!\w)\)?": "the argument of ",
    r"\bdet (?P<of>[A-Z])(?!\w)": "the determinant of ",
    r"\bexp\((?P<of>[a-z])\)": "e to the power of ",
}
_CALLS = tuple((re.compile(pattern), said) for pattern, said in _NAMED.items())
_SAID = {
    r"(?<![A-Za-z/])F/m(?![\w/²³])": "farads per meter",
    r"(?<![A-Za-z/])H/m(?![\w/²³])": "henries per meter",
    r"≡(?=[^≡\n]{1,20}\bmod\b)": "is congruent to",
    r"∃!": "there exists a unique ",
    r"(?<=\b[p-rP-R] )↔(?= ?¬?[p-rP-R]\b)": "if and only if",
    r"(?<=\b[p-r])(?: ?→ ?)(?=¬?[p-r]\b)": " implies ",
    r"ℤ[⁺+](?!\w)": "the positive integers",
    r"ℝ⁺(?!\w)": "the positive real numbers",
    r"(?<=[Δδ][a-z]) ?→ ?(?=0)": " approaches ",
    r"\bm(?=∠[A-Z])": "the measure of ",
    r"(?<![A-Za-z])opp/hyp\b": "opposite over hypotenuse",
    r"(?<![A-Za-z])adj/hyp\b": "adjacent over hypotenuse",
    r"(?<![A-Za-z])opp/adj\b": "opposite over adjacent",
    r"(?<=\d)\*(?= (?:hotels?|rating|rated|resort|review|school|restaurant)\b)": " star",
    r"(?<=\d )[○◯](?= \d)": "circle",
    r"(?<=\d )[□▢](?= \d)": "box",
    r"\b[Nn][º°]\.?(?= ?\d)": "number",
    r"(?<=% )w/v\b": "weight by volume",
    r"(?<=% )w/w\b": "weight by weight",
    r"(?<=% )v/v\b": "volume by volume",
    r"(?<=Δ[GHS])°": " standard",
    r"\bNAD[⁺+](?!\w)": "N A D plus",
    r"\bNADP[⁺+](?!\w)": "N A D P plus",
    r"\bC[nₙ]H(?:2n|₂ₙ)(?:\+2|₊₂)(?!\w)": "C n H two n plus two",
    r"\bC[nₙ]H(?:2n|₂ₙ)(?![\w+₊])": "C n H two n",
    r"\bMr ?(?=\([A-Z][A-Za-z\d₀-₉()]{0,16}\))": "M R of ",
    r"\bAr ?(?=\([A-Z][a-z]?\))": "A R of ",
    r"\bsp³": "S P three",
    r"\bEM(?= (?:spectrum|waves?|radiation|fields?)\b)": "E M",
    r"(?<=UV, )IR\b|(?<=UV and )IR\b|\bIR(?= (?:radiation|rays?|light|cameras?|spectr))": "I R",
    r"(?<!\w)t_?\{?1/2\}?(?=[ =,.]|\Z)": "T half",
    r"[Σ∑] ?\(x ?[−–-] ?(?:x\u0304|x\u0305|x̄)\)(?:²|\^2)": "the sum of x minus x bar squared",
    r"\bpK[aw]\b": "P K A",
    r"\bCFCs\b": "C F C's",
    r"(?<=[CN])≡(?=[CN])": " triple bond ",
    r"(?<!\w)aq\.(?= [A-Z])": "aqueous",
    r"(?<=\()conc\.?(?=\))": "concentrated",
    r"(?<=\()dil\.?(?=\))": "dilute",
    r"(?<!\w)m\.?p\.(?= ?[=:\d−-])": "melting point",
    r"(?<!\w)b\.?p\.(?= ?[=:\d−-])": "boiling point",
    r"(?:(?<=[Aa]tomic )|(?<=[Mm]ass )|(?<=[Pp]roton ))no\.?(?=\W)": "number",
    r"\bQED\b": "Q E D",
}
_PATTERNS = tuple((re.compile(pattern), said) for pattern, said in _SAID.items())
_TYPED_POWER = re.compile(
    r"(?<![\w.,])(?P<number>\d+\.\d+)[eE](?P<sign>[+−-]?)(?P<power>\d{1,3})(?![\w.])"
)
_CHOSEN = re.compile(r"(?P<of>[₀-₉]{1,2})[CP](?P<some>[₀-₉]{1,2})(?![\w₀-₉])")
_GRAPH = re.compile(
    r"(?<![\w–-])(?P<one>[A-Za-z])[–-](?P<other>[A-Za-z])(?= (?:graphs?|curves?|plots?"
    r"|characteristics?)\b)"
)
_ANGLE = re.compile(r"[∡∢](?P<name>[A-Z]{1,3})(?!\w)")
_LOWERED_FIGURES = str.maketrans("₂₃", "23")
_SUM_OVER = re.compile(r"[Σ∑](?P<above>f?[xy]) ?/ ?[Σ∑](?P<below>f|n)(?!\w)")
_BONDS = re.compile(r"(?<![\w=–-])(?:[CON]=){1,2}[CON](?![\w=])(?! (?:double )?(?:bond|group))")
_SHELLS = re.compile(r"(?<!\w)1s2(?:2s[12](?:2p[1-6](?:3s[12](?:3p[1-6](?:4s[12])?)?)?)?)(?!\w)")
_ELECTRONS = re.compile(r"(?<![\w.])2\.8(?:\.8)?\.[1-8](?![\w.]\w)")
_OF_SOFTWARE = re.compile(r"(?i)\b(?:version|v|python|release|java|node|update|section|chapter)\b")
_SYMBOLS = (
    r"(?:Li|Na|Mg|Al|Si|Cl|Ar|Ca|Fe|Cu|Zn|Ag|Au|Pb|Hg|Br|Kr|Xe|Rb|Cs|Ne|Sc|Ti|Mn|Co|Ni|Ba|Sr"
    r"|H|He|Be|B|C|N|O|F|P|S|K|I)"
)
_ELEMENTS = re.compile(
    rf"(?<![\w,]){_SYMBOLS}(?:, {_SYMBOLS}){{1,9}}(?:,? (?:and|or) {_SYMBOLS}|, {_SYMBOLS})(?!\w)"
)
_ION = re.compile(
    r"(?<![\w(])(?P<symbol>[A-Z][a-z]?)(?P<many>[23]?)(?P<charge>[+-])\((?P<state>aq|g|s|l)\)"
)
_ELEMENT_NAMES_LISTED = """
hydrogen H helium He lithium Li beryllium Be boron B carbon C nitrogen N oxygen O fluorine F neon Ne
sodium Na magnesium Mg aluminium Al aluminum Al silicon Si phosphorus P sulfur S sulphur S
chlorine Cl argon Ar potassium K calcium Ca scandium Sc titanium Ti vanadium V chromium Cr
manganese Mn iron Fe cobalt Co nickel Ni copper Cu zinc Zn gallium Ga germanium Ge arsenic As
selenium Se bromine Br krypton Kr rubidium Rb strontium Sr silver Ag cadmium Cd tin Sn antimony Sb
iodine I xenon Xe caesium Cs cesium Cs barium Ba tungsten W platinum Pt gold Au mercury Hg lead Pb
bismuth Bi polonium Po radon Rn radium Ra uranium U plutonium Pu thorium Th francium Fr
"""
_NAMES_AND_SYMBOLS = _ELEMENT_NAMES_LISTED.split()
_SYMBOL_OF = dict(zip(_NAMES_AND_SYMBOLS[::2], _NAMES_AND_SYMBOLS[1::2], strict=True))
_NAMED_SYMBOL = re.compile(
    rf"\b(?P<name>(?i:{'|'.join(_SYMBOL_OF)}))(?:,? \(?|: ?| ?= ?)(?P<symbol>[A-Z][a-z])(?![\w'’])"
)
"""sodium (Na)"""
_BONDED = re.compile(rf"(?<![\w–-])(?P<first>{_SYMBOLS}|R)[–—](?P<last>{_SYMBOLS}|R)(?![\w–-])")
_OF_BONDS = re.compile(r"\bbond")
_GROUP = re.compile(
    r"(?:(?<![\w–-])(?P<rest>R)?)[-–](?P<group>OH|COOH|NH[2₂]|CH[3₃]|CHO|COO|CN|NO[2₂]|Cl|Br)(?![\w–])"
)
_NUCLIDE = re.compile(
    r"(?<![\w.,$€£])(?P<mass>\d{1,3})(?P<symbol>Cl|Mg|Ca|Fe|Cu|Zn|Br|Sr|Kr|Xe|Rn|Ra|Cs|Co)(?!\w)"
)
_OF_NUCLIDES = re.compile(r"(?i)isotop|nucl(?:ide|eus|ei)|abundan|neutron|relative atomic")
_STATES = {"aq": "aqueous", "g": "gas", "s": "solid", "l": "liquid"}
_TWO_LETTERS = re.compile(r"\b[A-Z][a-z]\b")
_WORDS = frozenset(["He", "Be"])


def notation(text: str, style: ReadingStyle) -> Iterator[Found]:
    """Such notation, in words."""
    for match in _RATE.finditer(text):
        dots = "double dot" if match["name"] in "ẍÿ" else "dot"
        said = f"{spelled(_DOTTED[match['name']])} {dots}"
        if factor := match["factor"]:
            sign = "negative " if factor[0] in "-−" else ""
            figure = number(factor.lstrip("-−"), "en")
            said += f" equals {sign}{figure} {spelled(match['by'])}"
        yield english(match, FORMULA, said)
    for match in _LIMIT.finditer(text):
        bound = "".join(_LOWERED.get(each, each) for each in match["bound"])
        to = "infinity" if bound == "∞" else number(bound, "en")
        name = _LOWERED[match["name"]]
        yield english(match, FORMULA, f"the limit as {name} approaches {to} of ")
    for match in _LIMIT_BELOW.finditer(text):
        bound = match["bound"].lstrip("-−+")
        to = "infinity" if bound == "∞" else number(bound, "en") if bound.isdigit() else bound
        sign = {"-": "negative ", "−": "negative "}.get(match["bound"][0], "")
        of = " of " if text[match.end() :].strip(" .,\n") else ""
        yield english(match, FORMULA, f"the limit as {match['name']} approaches {sign}{to}{of}")
    for match in _GIVEN.finditer(text):
        if len(match["first"].strip()) > 1:  # P(A|B) is a formula's
            yield english(match, FORMULA, " given ", "bar")
    for match in _COMPLEMENT.finditer(text):
        yield english(match, FORMULA, f"{spelled(match['set'])} complement")
    for pattern, said in _CALLS:
        for match in pattern.finditer(text):
            yield english(match, FORMULA, said + spelled(match["of"]))
    for pattern, said in _PATTERNS:
        for match in pattern.finditer(text):
            yield english(match, FORMULA, said)
    for match in _ANGLE.finditer(text):
        yield english(match, FORMULA, f"angle {spelled(match['name'])}")
    for match in _TYPED_POWER.finditer(text):
        sign = "negative " if match["sign"] and match["sign"] in "-−" else ""
        power = english_cardinal(str(int(match["power"])))
        said = f"{number(match['number'], 'en')} times ten to the power of {sign}{power}"
        yield english(match, FORMULA, said)
    for match in _CHOSEN.finditer(text):
        of, some = (
            english_cardinal("".join(_LOWERED[each] for each in match[name]))
            for name in ("of", "some")
        )
        yield english(match, FORMULA, f"{of} {match.group()[len(match['of'])]} {some}")
    for match in _GRAPH.finditer(text):
        yield english(match, FORMULA, f"{spelled(match['one'])} {spelled(match['other'])}")
    for match in _SUM_OVER.finditer(text):
        above = spelled(match["above"])
        said = f"the sum of {above} over {'the sum of ' * (match['below'] == 'f')}{match['below']}"
        yield english(match, FORMULA, said)
    yield from _chemistry(text)


def _chemistry(text: str) -> Iterator[Found]:
    for match in _NAMED_SYMBOL.finditer(text):
        if _SYMBOL_OF[match["name"].lower()] == match["symbol"]:
            yield english(match, CHEMISTRY, spelled(match["symbol"]), "symbol")
    if _OF_BONDS.search(text):
        for match in _BONDED.finditer(text):
            said = f"{spelled(match['first'])} {spelled(match['last'])}"
            yield english(match, CHEMISTRY, said)
    for match in _GROUP.finditer(text):
        parts = (
            english_cardinal(each.translate(_LOWERED_FIGURES)) if each in "23₂₃" else spelled(each)
            for each in (match["rest"] or "") + match["group"]
        )
        yield english(match, CHEMISTRY, " ".join(parts))
    if _OF_NUCLIDES.search(text):
        for match in _NUCLIDE.finditer(text):
            said = f"{english_cardinal(match['mass'])} {spelled(match['symbol'])}"
            yield english(match, CHEMISTRY, said)
    for match in _ION.finditer(text):
        many = f" {english_cardinal(match['many'])}" if match["many"] else ""
        charge = "plus" if match["charge"] == "+" else "minus"
        said = f"{spelled(match['symbol'])}{many} {charge} {_STATES[match['state']]}"
        yield english(match, CHEMISTRY, said)
    for match in _BONDS.finditer(text):
        said = " double bond ".join(match.group().split("="))
        yield english(match, CHEMISTRY, said)
    for match in _SHELLS.finditer(text):
        pieces = re.findall(r"(\d)([sp])(\d)", match.group())
        said = " ".join(
            f"{english_cardinal(shell)} {spelled(name)} {english_cardinal(count)}"
            for shell, name, count in pieces
        )
        yield english(match, CHEMISTRY, said)
    for match in _ELECTRONS.finditer(text) if not _OF_SOFTWARE.search(text) else ():
        yield english(match, CHEMISTRY, ", ".join(map(english_cardinal, match.group().split("."))))
    for match in _ELEMENTS.finditer(text):
        listed = match.group()
        if len([each for each in _TWO_LETTERS.findall(listed) if each not in _WORDS]) > 1:
            for piece in _TWO_LETTERS.finditer(listed):
                at = match.start() + piece.start()
                yield Found(at, at + 2, CHEMISTRY, spelled(piece.group()), "")
