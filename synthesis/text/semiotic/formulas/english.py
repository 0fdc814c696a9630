"""Says a formula in English, much as ClearSpeak does: short where nothing is ambiguous."""

from __future__ import annotations

from .. import units
from ..letters import spelled
from ..numerals import digits, english_cardinal, english_ordinal, fraction_of, number
from . import chemistry
from .greek import GREEK_NAMES
from .token import (
    BLANK,
    CHEMICAL,
    CLOSE,
    FUNCTION,
    GREEK,
    INDEX,
    NAME,
    NUMBER,
    OPEN,
    OPERANDS,
    POWER,
    PRIME,
    RELATION,
    UNIT,
)
from .tree import (
    CHARGE,
    NOTHING,
    Applied,
    Chain,
    Group,
    Leaf,
    Marked,
    Node,
    Power,
    in_exponent,
    is_applied,
    is_bounded,
    is_chemical,
    is_inverse,
    is_limit,
    without_brackets,
)

_RELATIONS = {
    "=": "equals", "≠": "is not equal to", "<": "is less than", ">": "is greater than",
    "≤": "is less than or equal to", "≥": "is greater than or equal to",
    "≈": "is approximately equal to", "≡": "is equivalent to", "≅": "is congruent to",
    "∝": "is proportional to", "→": "to", "⇒": "implies", "⇔": "if and only if",
    "⇌": "is in equilibrium with", "∈": "is in", "∉": "is not in", "⊂": "is a subset of",
    "⊆": "is a subset of", "⊄": "is not a subset of", "⊃": "is a superset of",
    "⊇": "is a superset of", "∋": "contains", "≢": "is not equivalent to",
    "≁": "is not similar to", "∦": "is not parallel to", "≮": "is not less than",
    "≯": "is not greater than", "≰": "is not less than or equal to",
    "≱": "is not greater than or equal to",
    "⊥": "is perpendicular to", "∥": "is parallel to",
    "∼": "is similar to", "∽": "is similar to", "←": "from", "↔": "both ways", ":": "to",
}  # fmt: skip
_OPERATORS = {
    "+": "plus", "-": "minus", "−": "minus", "–": "minus", "±": "plus or minus",
    "∓": "minus or plus",
    "×": "times", "·": "times", "⋅": "times", "∙": "times", "*": "times", "÷": "divided by",
    "/": "over", "∕": "over", "⁄": "over", "∘": "of", "to": "to", "~": "to", "～": "to",
    "∪": "union", "∩": "intersection",
}  # fmt: skip
_MINUS = ("negative", "minus")
_SIGNS = {
    "-": "negative",
    "−": "negative",
    "–": "negative",
    "+": "plus",
    "~": "about",
    "～": "about",
}
_FUNCTIONS = {
    "sin": "sine", "cos": "cosine", "tan": "tangent", "cot": "cotangent", "sec": "secant",
    "csc": "cosecant", "log": "log", "ln": "natural log", "lg": "log", "lim": "the limit of",
    "max": "max", "min": "min", "cosec": "cosecant", "sinh": "hyperbolic sine",
    "cosh": "hyperbolic cosine", "tanh": "hyperbolic tangent", "arcsin": "arc sine",
    "arccos": "arc cosine", "arctan": "arc tangent",
}  # fmt: skip
_BEFORE = {"√": "the square root of", "∛": "the cube root of", "∜": "the fourth root of",
           "∠": "angle", "△": "triangle", "▵": "triangle", "⊿": "triangle",
           "▱": "parallelogram", "⌒": "arc", "⊙": "circle"}  # fmt: skip
_BLANKS = dict.fromkeys("□☐◻", "box") | dict.fromkeys("○◯", "circle") | {"…": "dot dot dot"}
_LARGEST_DENOMINATOR = 100
_ROUND = {100: "hundredth", 1_000: "thousandth", 1_000_000: "millionth"}
_MARKS = {
    "′": "prime", "″": "double prime", "!": "factorial", "(aq)": "aqueous", "(s)": "solid",
    "(l)": "liquid", "(g)": "gas", "*": "star",
}  # fmt: skip
_DOTS = frozenset("·⋅∙")
_UNEQUAL, _ARROWS = frozenset("<>≤≥"), frozenset("⇒⇔→")


def say(node: Node) -> str:
    """A formula in English words, with commas where one would pause."""
    if isinstance(node, Leaf):
        return _leaf(node)
    if isinstance(node, Power):
        return _power(node)
    if isinstance(node, Marked):
        return _marked(node)
    if isinstance(node, Applied):
        return _applied(node)
    if isinstance(node, Group):
        if node.bracket == "|":
            return f"the absolute value of {say(node.inner)}"
        return f"open bracket, {say(node.inner)}, close bracket"
    return {"relation": _relations, "sum": _sum, "product": _product}[node.rank](node)


def sign_by_sign(kind: str, text: str) -> str:
    """What one token is called where a formula has no structure."""
    if kind in OPERANDS:
        return _leaf(Leaf(kind, text))
    if kind == POWER:
        words = in_exponent(text, "en", minus=_MINUS, operators=_OPERATORS)
        return f"to the power of {' '.join(words)}"
    if kind == INDEX:
        return digits(text, "en") if text.isdigit() else f"sub {spelled(text)}"
    if kind == UNIT:
        return units.said(text.strip(), many=True, language="en")
    if kind == RELATION:
        return _RELATIONS[text]
    if kind in (OPEN, CLOSE):
        return _BEFORE.get(text, f"{kind} bracket")
    return _BEFORE.get(text) or _OPERATORS.get(text) or _MARKS.get(text, "prime")


def fraction(above: str, below: str) -> str:
    """ "three quarters"; a fraction with a large denominator is "3 over 450"."""
    top, bottom = int(above), int(below)
    if bottom in _ROUND:
        return f"{english_cardinal(above)} {_ROUND[bottom]}{'' if top == 1 else 's'}"
    if not 1 < bottom <= _LARGEST_DENOMINATOR:
        return f"{english_cardinal(above)} over {english_cardinal(below)}"
    names = {2: ("half", "halves"), 4: ("quarter", "quarters")}
    name = english_ordinal(bottom)
    one, many = names.get(bottom, (name, f"{name}s"))
    return f"{english_cardinal(above)} {one if top == 1 else many}"


def _leaf(leaf: Leaf) -> str:
    if leaf.kind == NUMBER:
        whole, above, below = fraction_of(leaf.text)
        if not below:
            return number(leaf.text, "en")
        part = fraction(above, below)
        return f"{number(whole, 'en')} and {part}" if whole else part
    if leaf.kind == GREEK:
        return GREEK_NAMES[leaf.text][0]
    if leaf.kind == CHEMICAL:
        said = (
            spelled(each) if len(each) == 1 else each for each in chemistry.said(leaf.text, "en")
        )
        return " ".join(said).replace(" ,", ",")
    if leaf.kind == FUNCTION:
        return _FUNCTIONS[leaf.text]
    if leaf.kind == BLANK:
        return leaf.text if leaf.text == "," else _BLANKS.get(leaf.text[0], "blank")
    return spelled(leaf.text).replace(" ′", " prime")


def _power(node: Power) -> str:
    base = say(node.base)
    if isinstance(node.base, Group):
        base += ","
    exponent = node.exponent
    if is_inverse(node):
        return f"{base} inverse"
    if isinstance(exponent, Leaf) and exponent.text[-1:] in ("+", "-"):  # X²⁻
        count = exponent.text[:-1]
        said = number(count, "en") if count.isdigit() else spelled(count)
        return f"{base} {said} {'plus' if exponent.text[-1] == '+' else 'minus'}"
    if is_bounded(node) and isinstance(node.base, Marked):
        mark = node.base.mark
        start = _of_index(mark)
        return f"{say(node.base.inner).removesuffix(' of')} from {start} to {say(exponent)} of"
    if isinstance(exponent, Leaf) and exponent.text == "T":
        return f"{base} transpose"
    if isinstance(exponent, Leaf) and exponent.text in ("2", "3"):
        return f"{base} {'squared' if exponent.text == '2' else 'cubed'}"
    return f"{base} to the power of {say(exponent)}"


def _marked(node: Marked) -> str:
    inner = say(node.inner)
    if node.kind == UNIT:
        written = node.inner.text if isinstance(node.inner, Leaf) else ""
        whole, _, below = fraction_of(written) if written else ("", "", "")
        is_part = below and not whole
        unit = units.said(node.mark.strip(), many=written != "1" and not is_part, language="en")
        if is_part and unit[0].isalpha() and not unit.startswith("per"):
            article = "an" if unit[0] in "aeio" or unit.startswith("hour") else "a"
            return f"{inner} of {article} {unit}".replace("one half of", "half")
        return f"{inner} {unit}"
    if node.mark == "!":
        return f"{say(node.inner)} factorial"
    if node.kind == PRIME:
        return f"{inner} {_MARKS[node.mark]}"
    if node.kind == CHARGE:
        many = f" {number(node.mark[:-1], 'en')}" if node.mark[:-1] else ""
        return f"{inner}{many} {'plus' if node.mark[-1] == '+' else 'minus'}"
    if node.mark.isdigit():
        if isinstance(node.inner, Leaf) and node.inner.kind == NUMBER:  # 1010₂
            return f"{digits(node.inner.text, 'en')} base {number(node.mark, 'en')}"
        return f"{inner} {digits(node.mark, 'en')}"
    return f"{inner} half" if node.mark == "half" else f"{inner} sub {_of_index(node.mark)}"


def _of_index(mark: str) -> str:
    """What stands below: "n plus one", "i equals one"."""
    if mark.isdigit():
        return digits(mark, "en")
    names = _OPERATORS | {"=": "equals", "→": "approaches", "∞": "infinity"}
    return " ".join(in_exponent(mark, "en", minus=_MINUS, operators=names))


def _applied(node: Applied) -> str:
    name, _, index = node.name.partition(" ")
    if name == "∁":
        return f"the complement of {say(without_brackets(node.argument))} in {spelled(index)}"
    words = _BEFORE.get(name) or _FUNCTIONS[name]
    if index and name == "lim":
        return f"the limit as {_of_index(index)} of {say(node.argument)}"
    if index:
        is_number = index.replace("/", "").replace(".", "").isdigit()
        words += f" base {_leaf(Leaf(NUMBER, index)) if is_number else _of_index(index)}"
    if name == "lim" and node.power is not None:
        return f"the limit as {say(node.power)} of {say(node.argument)}"
    if node.power is not None:
        inverse = isinstance(node.power, Chain)
        words = f"inverse {words}" if inverse else f"{words}{_power(Power(NOTHING, node.power))}"
    argument = node.argument.inner if isinstance(node.argument, Group) else node.argument
    if name == "lim":
        return _limit(argument)
    return f"{words} {say(argument)}"


def _limit(argument: Node) -> str:
    """ "the limit as x approaches zero": what it is the limit of follows."""
    if not isinstance(argument, Chain) or argument.rank != "relation":
        return f"the limit of {say(argument)}"
    return f"the limit as {_relations(argument)} of"


def _relations(chain: Chain) -> str:
    reacts = is_chemical(chain)
    words: list[str] = []
    for at, (relation, operand) in enumerate(chain.parts):
        if relation == "→" and reacts:
            words.append("yields")
        elif relation in ("⇔", "↔") and reacts:
            words.append(_RELATIONS["⇌"])
        elif relation == "→" and is_limit(chain, at):
            words.append("approaches")
        elif relation in _UNEQUAL and at > 1 and chain.parts[at - 1][0] not in _ARROWS:
            words.append(f"which {_RELATIONS[relation]}")
        elif relation:
            words.append(_RELATIONS[relation])
        if operand is not None:
            words.append(say(operand))
    return " ".join(words)


def _sum(chain: Chain) -> str:
    words: list[str] = []
    for at, (operator, operand) in enumerate(chain.parts):
        if operator:
            words.append(
                _SIGNS.get(operator, _OPERATORS[operator]) if at == 0 else _OPERATORS[operator]
            )
        if operand is not None:
            words.append(say(operand))
    return " ".join(words)


def _product(chain: Chain) -> str:
    said = ""
    before: Node | None = None
    for at, (operator, operand) in enumerate(chain.parts):
        if operand is None:
            continue
        words = say(operand)
        if at == 0:
            said = words
        elif operator in ("/", "∕", "⁄"):
            above = _above(said, before if at == 1 else None)
            said = f"{above} over {say(without_brackets(operand))}"
        elif operator in _DOTS and before is not None and is_chemical(before):
            said = f"{said} dot {words}"
        elif operator in _DOTS and _is_letter(before) and _is_letter(operand):
            said = f"{said} dot {words}"  # a · b: numbers are multiplied without a sign
        elif operator:
            said = f"{said} {_OPERATORS[operator]} {words}"
        elif isinstance(operand, Group) and is_applied(before, operand):
            said = f"{said} of {say(operand.inner)}"
        elif isinstance(operand, Group) and said.endswith(" of"):
            said = f"{said} {words}"
        elif isinstance(operand, Group):
            said = f"{said} times, {words}"
        else:
            said = f"{said} {words}"
        before = operand
    return said


def _is_letter(node: Node | None) -> bool:
    return isinstance(node, Leaf) and (node.kind == NAME or node.text == "∇")


def _above(said: str, node: Node | None) -> str:
    if node is None or node is without_brackets(node):
        return said
    return f"{say(without_brackets(node))},"
