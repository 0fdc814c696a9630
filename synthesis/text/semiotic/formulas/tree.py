"""Parses the tokens of a formula into a tree, by the usual rules of precedence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..letters import spelled
from ..numerals import number
from .token import (
    ANGLES,
    BLANK,
    CHEMICAL,
    CLOSE,
    FUNCTION,
    GREEK,
    INDEX,
    NAME,
    NUMBER,
    OPEN,
    OPERATOR,
    POWER,
    PRIME,
    RELATION,
    ROOT,
    UNIT,
    Token,
)

CHARGE = "charge"
_CHARGE = re.compile(r"\d?[+-]")
DEEPEST = 16
"""Brackets and powers inside of each other; more is read sign by sign."""
_SIGNS = frozenset("-−–")
SUMS, PRODUCTS = frozenset("+-−–±∓∪∩~") | {"to"}, frozenset("×÷·⋅∙*/∕⁄∘")


class NotAFormula(ValueError):
    """The tokens don't form one expression."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A number, a name, a Greek letter, a chemical formula or a function without an argument."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Chain:
    """Operands between operators of one rank; the first operator is "" unless it is a sign.

    In a product "" is written as nothing: 2ab. An operand is None where a relation has nothing
    on its side: "> 5".
    """

    rank: str
    parts: tuple[tuple[str, Node | None], ...]


@dataclass(frozen=True, slots=True)
class Power:
    """A base and its exponent."""

    base: Node
    exponent: Node


@dataclass(frozen=True, slots=True)
class Marked:
    """An operand with an index, a unit or primes after it; `kind` says which."""

    kind: str
    inner: Node
    mark: str


@dataclass(frozen=True, slots=True)
class Applied:
    """A function, a root or an angle's sign before its argument."""

    name: str
    argument: Node
    power: Node | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """What stands in brackets, the opening one."""

    bracket: str
    inner: Node


Node = Leaf | Chain | Power | Marked | Applied | Group


NOTHING = Leaf(NAME, "")
_SEQUENCES = frozenset("TSUVNHpqvsy")
_FUNCTION_NAMES = frozenset("fgFGhPE")
_NAMED_FUNCTIONS = frozenset(["Var", "Cov", "SD", "Re", "Im", "det", "arg", "exp"])


def is_limit(chain: Chain, at: int) -> bool:
    """Whether an arrow has a variable before it and a bound after it: x → 0."""
    before, after = chain.parts[at - 1][1] if at else None, chain.parts[at][1]
    if not isinstance(before, Leaf) or before.kind != NAME or not before.text.islower():
        return False
    if isinstance(after, Leaf):
        return after.kind != NAME
    return after is None or not _has(after, before)  # f: x → 3x - 2 is none


def _has(node: Node, leaf: Leaf) -> bool:
    """Whether a leaf stands in a sum or a product."""
    if isinstance(node, Chain):
        return any(_has(each, leaf) for _, each in node.parts if each is not None)
    if isinstance(node, Power):
        return _has(node.base, leaf)
    return node == leaf


def is_chemical(node: Node) -> bool:
    """Whether a chemical formula stands in it, outside of brackets."""
    if isinstance(node, Chain):
        return any(is_chemical(each) for _, each in node.parts if each is not None)
    if isinstance(node, Marked):
        return is_chemical(node.inner)
    return isinstance(node, Leaf) and node.kind == CHEMICAL


def is_bounded(node: Power) -> bool:
    """Whether it is a sum or an integral with its bounds: ∫₀¹, ∑ᵢⁿ."""
    base = node.base
    return (
        isinstance(base, Marked)
        and base.kind == INDEX
        and isinstance(base.inner, Leaf)
        and base.inner.text in ("∫", "∑", "∏")
    )


def is_function(node: Node | None) -> bool:
    """Whether it is a letter that functions are called by: brackets after it hold an argument.
    Its inverse and its derivative are functions as well."""
    if isinstance(node, Power):
        return is_inverse(node)
    if isinstance(node, Marked):
        return node.kind == PRIME and is_function(node.inner)
    return isinstance(node, Leaf) and node.text in _FUNCTION_NAMES


def is_applied(node: Node | None, group: Group) -> bool:
    """Whether brackets hold the argument of what is before them: f(x), and T(n)."""
    if is_function(node) or _is_composed(node):
        return True
    inner = group.inner
    if isinstance(node, Leaf) and node.text in _NAMED_FUNCTIONS:
        return True
    of_substance = is_chemical(inner) or (isinstance(node, Leaf) and node.text in ("Ar", "Mr"))
    if of_substance and isinstance(node, Leaf) and node.kind in (NAME, GREEK):  # n(NaOH), ω(KCl)
        return True
    if not isinstance(node, Leaf) or node.kind != NAME:
        return False
    if isinstance(inner, Leaf) and inner.kind == NAME and len(node.text) == 1:
        return len(inner.text) == 1  # Q(x): nobody multiplies so
    return isinstance(inner, Leaf) and inner.text in ("x", "n", "t") and node.text in _SEQUENCES


def _is_composed(node: Node | None) -> bool:
    """Whether it is functions of each other in brackets: (f ∘ g)."""
    inner = node.inner if isinstance(node, Group) else None
    return isinstance(inner, Chain) and any(operator == "∘" for operator, _ in inner.parts)


def is_inverse(node: Power) -> bool:
    """Whether it is the inverse of a function: f⁻¹."""
    minus_one = Chain("sum", (("-", Leaf(NUMBER, "1")),))
    return node.exponent == minus_one and is_function(node.base)


def without_brackets(node: Node) -> Node:
    """What stands in its brackets, where a fraction's bar stands for them."""
    return node.inner if isinstance(node, Group) and node.bracket != "|" else node


def in_exponent(
    text: str, language: str, *, minus: tuple[str, str], operators: Mapping[str, str]
) -> Iterator[str]:
    """The words for an exponent in a formula without structure: -4, n+1. A minus has one name at
    the beginning and another one after it."""
    for at, part in enumerate(re.findall(r"\d+(?:\.\d+)?|\S", text.lstrip("^"))):
        if part[0].isdigit():
            yield number(part, language)
        elif part in "-−⁻":
            yield minus[min(at, 1)]
        else:
            yield operators.get(part) or spelled(part)


def parsed(tokens: Sequence[Token]) -> Node:
    """The tree of a whole formula. Raises NotAFormula."""
    parser = _Parser(tokens)
    node = parser.relations()
    if parser.at < len(tokens):
        raise NotAFormula(tokens[parser.at].text)
    return node


class _Parser:
    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self.at = 0
        self._depth = 0

    def _peek(self) -> Token | None:
        return self._tokens[self.at] if self.at < len(self._tokens) else None

    def _is(self, kind: str, texts: frozenset[str] | None = None) -> bool:
        token = self._peek()
        return token is not None and token.kind == kind and (texts is None or token.text in texts)

    def _take(self) -> Token:
        token = self._tokens[self.at]
        self.at += 1
        return token

    def relations(self) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise NotAFormula("too deep")
        parts: list[tuple[str, Node | None]] = []
        if not self._is(RELATION):
            parts.append(("", self._sum()))
        while self._is(RELATION):
            relation = self._take().text
            ends = self._peek() is None or self._is(CLOSE) or self._is(RELATION)
            parts.append((relation, None if ends else self._sum()))
        self._depth -= 1
        if len(parts) == 1 and parts[0][0] == "" and parts[0][1] is not None:
            return parts[0][1]
        return Chain("relation", tuple(parts))

    def _sum(self) -> Node:
        parts: list[tuple[str, Node | None]] = []
        sign = self._take().text if self._is(OPERATOR, SUMS) else ""
        parts.append((sign, self._product()))
        while self._is(OPERATOR, SUMS):
            operator = self._take().text
            if self._is(OPERATOR, _SIGNS):  # 5 - -3
                inner = Chain("sum", ((self._take().text, self._product()),))
                parts.append((operator, inner))
            else:
                parts.append((operator, self._product()))
        return _chain("sum", parts)

    def _product(self) -> Node:
        parts: list[tuple[str, Node | None]] = [("", self._power())]
        while True:
            if self._is(OPERATOR, PRODUCTS):
                operator = self._take().text
                if self._is(OPERATOR, SUMS):  # 3 × -2
                    sign = self._take().text
                    parts.append((operator, Chain("sum", ((sign, self._power()),))))
                    continue
                parts.append((operator, self._power()))
            elif self._begins_operand():
                parts.append(("", self._power()))
            else:
                return _chain("product", parts)

    def _begins_operand(self) -> bool:
        token = self._peek()
        return token is not None and token.kind in (
            NUMBER, NAME, GREEK, FUNCTION, CHEMICAL, BLANK, ROOT, OPEN,
        ) and not (token.text == "|" and self._depth > 1)  # fmt: skip

    def _power(self) -> Node:
        node = self._primary()
        most = self.at + 2 * DEEPEST
        while (token := self._peek()) is not None:
            if self.at > most:
                raise NotAFormula("too many powers")
            if token.kind == POWER and _CHARGE.fullmatch(token.text):
                node = Marked(CHARGE, node, self._take().text)
            elif token.kind == POWER:
                node = Power(node, self._exponent())
            elif token.kind in (INDEX, UNIT, PRIME):
                node = Marked(token.kind, node, self._take().text)
            else:
                break
        return node

    def _exponent(self) -> Node:
        written = self._take().text
        if written in ("", "^-"):  # ^ before a letter or a bracket
            node = self._primary()
            node = node.inner if isinstance(node, Group) else node
            return Chain("sum", (("-", node),)) if written else node
        if written[0] in "+-" and written[1:].isdigit():
            return Chain("sum", ((written[0], Leaf(NUMBER, written[1:])),))
        if written.isdigit():
            return Leaf(NUMBER, written)
        if written[-1] in "+-":  # the charge of an ion
            return Leaf(NAME, written)
        parts: list[tuple[str, Node | None]] = []
        sign = ""
        for char in written:
            if char in "+-":
                sign = char
            elif char not in "()":
                kind = NUMBER if char.isdigit() else NAME
                parts.append((sign, Leaf(kind, char)))
                sign = ""
        if not parts:
            raise NotAFormula(written)
        return _chain("sum", parts)

    def _bound(self) -> Node:
        """What a limit is taken at: x → 0, in brackets or not."""
        variable = self._power()
        if not self._is(RELATION, frozenset("→")):
            return variable
        self._take()
        return Chain("relation", (("", variable), ("→", self._power())))

    def _primary(self) -> Node:
        token = self._peek()
        if token is None:
            raise NotAFormula("nothing follows")
        self._depth += 1
        if self._depth > DEEPEST:
            raise NotAFormula("too deep")
        node = self._operand(self._take())
        self._depth -= 1
        return node

    def _limit(self) -> Node:
        """What stands after lim: its bound in brackets, and of what it is."""
        bound = self._primary()
        if not isinstance(bound, Group) or not self._begins_operand():
            return Applied("lim", bound)
        return Applied("lim", self._product(), bound.inner)

    def _operand(self, token: Token) -> Node:
        if token.kind in (NUMBER, NAME, GREEK, CHEMICAL, BLANK):
            leaf = Leaf(token.kind, token.text)
            after = self._peek()
            if token.text == "Δ" and after is not None and after.kind in (NAME, GREEK):
                return Chain("product", (("", leaf), ("", self._primary())))  # Δv/Δt
            return leaf
        if token.kind == ROOT:
            if self._is(OPERATOR, SUMS):  # ³√-8
                sign = self._take().text
                return Applied(token.text, Chain("sum", ((sign, self._primary()),)))
            return Applied(token.text, self._primary())
        if token.kind == FUNCTION:
            if token.text == "lim" and self._begins_operand():
                return self._limit() if self._is(OPEN) else Applied(token.text, self._bound())
            power = self._exponent() if self._is(POWER) else None
            if self._is(INDEX):
                name = f"{token.text} {self._take().text}"
                of = self._product() if token.text == "lim" else self._power()
                return Applied(name, of, power)
            return (
                Applied(token.text, self._power(), power)
                if self._begins_operand()
                else Leaf(FUNCTION, token.text)
            )
        if token.kind == OPEN and token.text in ANGLES:
            return Applied(token.text, self._primary())
        if token.kind == OPEN:
            inner = self.relations()
            closing = self._peek()
            if closing is None or not (
                closing.kind == CLOSE or (token.text == "|" and closing.text == "|")
            ):
                raise NotAFormula("a bracket stays open")
            self._take()
            return Group(token.text, inner)
        raise NotAFormula(token.text)


def _chain(rank: str, parts: list[tuple[str, Node | None]]) -> Node:
    first = parts[0]
    if len(parts) == 1 and first[0] == "" and first[1] is not None:
        return first[1]
    return Chain(rank, tuple(parts))
