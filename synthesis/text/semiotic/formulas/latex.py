r"""Finds LaTeX between its dollars or brackets, and says it as the formula that it stands for.

`$\frac{1}{2}$` becomes 1/2, `\sqrt{x+1}` √(x+1): what the tokens of formulas are cut from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...style import ReadingStyle
from ..found import FORMULA, Found
from .finding import formulas
from .vocabulary import FUNCTIONS

_DOLLARS = re.compile(
    r"(?<![\\$\w])\$(?P<many>\$?)(?P<body>[^$\n]{1,300}?)(?<!\\)\$(?P=many)(?![\d$])"
)
_BRACKETS = re.compile(r"\\\((?P<body>[^$\n]{1,300}?)\\\)|\\\[(?P<block>[^$]{1,300}?)\\\]")
_BARE = re.compile(
    r"(?<![\\\w])(?:\d{0,4}\\(?:frac|dfrac"
    r"|sqrt)\s?(?:\[\d\])?\{[^{}\n]{1,60}\}(?:\{[^{}\n]{1,60}\})?)"
)
_MATHEMATICAL = re.compile(r"[\\^_=<>{}]|[A-Za-z] ?[+−*/-] ?\w|\A-?\w{1,3}\Z|\A\w ?[,(] ?\w")
_SIGNS_LISTED = """
times × div ÷ cdot · pm ± mp ∓ leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ approx ≈ equiv ≡ cong ≅ sim ∼
propto ∝ infty ∞ to → rightarrow → longrightarrow → Rightarrow ⇒ implies ⇒ iff ⇔ Leftrightarrow ⇔
rightleftharpoons ⇌ in ∈ notin ∉ cup ∪ cap ∩ subset ⊂ subseteq ⊆ emptyset ∅ varnothing ∅ angle ∠
triangle △ perp ⊥ parallel ∥ circ ° degree ° int ∫ sum ∑ prod ∏ partial ∂ nabla ∇ lt < gt > ast *
subsetneq ⊊ supset ⊃ supseteq ⊇ ni ∋ simeq ≃ gets ← leftrightarrow ↔ longleftrightarrow ↔ iint ∬
oint ∮ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ forall ∀ exists ∃ neg ¬ land ∧ lor ∨ wedge ∧ vee ∨
setminus ∖ prime ′ hbar ℏ ell ℓ mapsto ↦ colon : mid |
ldots … dots … cdots … therefore ∴ because ∵ alpha α beta β gamma γ delta δ epsilon ε varepsilon ε
zeta ζ eta η theta θ iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ sigma σ tau τ upsilon υ
phi φ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Phi Φ Psi Ψ
Omega Ω
"""
_COMMANDS_AND_SIGNS = _SIGNS_LISTED.split()
_SIGNS = dict(zip(_COMMANDS_AND_SIGNS[::2], _COMMANDS_AND_SIGNS[1::2], strict=True))
_TOKEN = re.compile(
    r"\\(?P<command>[A-Za-z]+|.)|(?P<open>\{)|(?P<close>\})|(?P<sign>[\^_])|(?P<other>.)",
    re.DOTALL,
)
_DEEPEST = 12


def latex(text: str, style: ReadingStyle) -> Iterator[Found]:
    """What is set in LaTeX, in the words of its formulas."""
    for match in (*_DOLLARS.finditer(text), *_BRACKETS.finditer(text), *_BARE.finditer(text)):
        groups = match.groupdict()
        body = groups.get("body") or groups.get("block") or match.group()
        if match.re is _DOLLARS and (body != body.strip() or not _MATHEMATICAL.search(body)):
            continue  # two prices
        plain = plain_mathematics(body)
        if plain.strip():
            said = (_said(plain, language, style) for language in ("en", "zh"))
            yield Found(match.start(), match.end(), FORMULA, *said)


def _said(plain: str, language: str, style: ReadingStyle) -> str:
    parts, end = [], 0
    for each in formulas(plain, style):
        parts += [plain[end : each.start], each.said(language)]
        end = each.end
    return "".join([*parts, plain[end:]])


def plain_mathematics(written: str) -> str:
    r"""LaTeX as one would type it: `\frac{a+1}{2}` is (a+1)/2."""
    plain = re.sub(r" +", " ", _Plain(written).until_close(0)).strip()
    return re.sub(r" (?=[_^])", "", plain)


class _Plain:
    def __init__(self, written: str) -> None:
        self._tokens = list(_TOKEN.finditer(written))
        self._at = 0

    def until_close(self, depth: int) -> str:
        parts: list[str] = []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            if token["close"]:
                break
            parts.append(self._one(token, depth))
        return "".join(parts)

    def _one(self, token: re.Match[str], depth: int) -> str:
        if token["open"]:
            return self.until_close(depth + 1)
        if token["sign"]:
            argument = self._argument(depth)
            if argument == "°":
                return "°"
            return token["sign"] + (argument if len(argument) == 1 else f"({argument})")
        if token["command"]:
            return self._command(token["command"], depth)
        return {"~": " ", "&": " "}.get(token["other"], token["other"])

    def _argument(self, depth: int) -> str:
        """The next group in braces, or the next sign."""
        while self._at < len(self._tokens) and self._tokens[self._at]["other"] == " ":
            self._at += 1
        if self._at == len(self._tokens) or depth > _DEEPEST:
            return ""
        token = self._tokens[self._at]
        self._at += 1
        return self._one(token, depth + 1)

    def _command(self, command: str, depth: int) -> str:
        if command in ("frac", "dfrac", "tfrac"):
            above, below = self._argument(depth), self._argument(depth)
            room = " " if above.isdigit() and below.isdigit() and self._after_digit() else ""
            return f"{room}{_grouped(above)}/{_grouped(below)}"
        if command == "sqrt":
            index = self._index(depth)
            return {"3": "∛", "4": "∜"}.get(index, "√") + _grouped(self._argument(depth))
        if command in _SIGNS:
            sign = _SIGNS[command]
            return sign if sign.isalpha() or sign in "°∠△∞·" else f" {sign} "
        if command in FUNCTIONS:
            return f" {command} "
        if command == "vec" or command == "overrightarrow":
            return f" vector {self._argument(depth)}"
        if command in ("text", "mathrm", "mathbf", "textbf", "overline", "mathit", "boxed"):
            return self._argument(depth)
        if command in ("mathbb", "Bbb"):
            letter = self._argument(depth)
            return dict(zip("NZQRC", "ℕℤℚℝℂ", strict=True)).get(letter, letter)
        return {"%": "%", "{": "{", "}": "}", "$": "$", "\\": " "}.get(command, " ")

    def _after_digit(self) -> bool:
        """Whether a digit stands before a fraction, which is then a mixed number."""
        for token in reversed(self._tokens[: self._at]):
            if token["command"] in ("frac", "dfrac", "tfrac"):
                place = token.start()
                return place > 0 and token.string[place - 1].isdigit()
        return False

    def _index(self, depth: int) -> str:
        if self._at < len(self._tokens) and self._tokens[self._at]["other"] == "[":
            self._at += 1
            parts = []
            while self._at < len(self._tokens) and self._tokens[self._at]["other"] != "]":
                parts.append(self._one(self._tokens[self._at], depth))
                self._at += 1
            self._at += 1
            return "".join(parts)
        return ""


def _grouped(argument: str) -> str:
    simple = argument.isalnum() and (argument.isdigit() or len(argument) == 1)
    return argument if simple else f"({argument})"
