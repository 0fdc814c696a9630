"""Cuts a text into the tokens of formulas, and into runs in which a formula may stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import chemistry, named_index
from .measured import unit_at
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
    ROOM,
    ROOT,
    UNIT,
    Token,
    last_kind,
)
from .vocabulary import FUNCTIONS, PLAIN, RELATIONS, SUBSCRIPTS, SUPERSCRIPTS, WORDS

_RELATION = "|".join(sorted(map(re.escape, RELATIONS), key=len, reverse=True))
_IN_BRACES = r"(?:\{[\w+\-−=→ ∞/.]{1,12}\}|\([\w+\-−=→ ∞/.]{1,12}\))"
_TOKEN = re.compile(
    r"(?P<blank>_{2,}|[(（][ \u3000]{1,8}[)）]|[□☐◻○◯]|…{1,2}|\.{3}(?= ?[+×·]))"
    r"|(?P<root>(?<![A-Za-z0-9])[²³⁴]√|[√∛∜]|∁_?\{?[A-Zᵤᵣ]\}?(?=\s?[A-Z(（∁]))"
    r"|(?P<primed>(?<![A-Za-z'’′])(?:[A-Z]['’′]){2,4}(?![A-Za-z]))"
    r"|(?P<number>(?<![\d.][ ])[1-9]\d{0,2}(?:[ \u00a0\u2009]\d{3})+(?![\d,]|[ ]\d)(?:\.\d+)?"
    r"|\d+(?:,\d{3})+(?![\d,])(?:\.\d+)?|\d+(?:\.\d+)?|(?<![\w.])\.\d+|[½¼¾⅓⅔⅛⅜⅝⅞⅕⅖⅗⅘⅙⅚])"
    r"|(?P<factorial>(?<=[\dn)）])!(?==))"
    rf"|(?P<relation>{_RELATION}|[∶]|:(?=\s?\d)|[:：](?=[A-Za-zρη][㐀-鿿]))"
    rf"|(?P<power>[{SUPERSCRIPTS}]+|\^[-−+]?\d+(?!\.\d)|\^[-−]?(?=[A-Za-z(\{{Α-ω½¼¾⅓⅔]|\d+\.\d)|\*\*(?=\d))"
    rf"|(?P<index>[{SUBSCRIPTS}]+(?:\.[₀-₉]+)?|(?<!_)_(?:\d+|[A-Za-z](?![A-Za-z])|{_IN_BRACES}))"
    r"|(?P<prime>[′″]|(?<![A-Za-z][A-Za-z])(?<=[A-Za-z])'{1,2}(?=\(| [=+−∪∩]|\))|!(?!=)"
    r"|(?<=(?<![A-Za-z])[a-z])\*(?= ?=(?!=)))"
    r"|(?P<operator>[+\-−–×÷·⋅∙*/∕⁄±∓∪∩∘]|[~～](?=\d))"
    r"|(?P<open>[(\[{（［|∠△▵▱⊿⌒⊙])"
    r"|(?P<close>[)\]}）］])"
    r"|(?P<greek>[ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρσςτυφχψωϕϵ∞∂∇∑∏∫∅∬∮ℏℕℤℚℝℂ])"
    r"|(?P<name>[A-Za-z]+)"
    r"|(?P<room> {1,2})"
)
_STATE = re.compile(r" ?\((?:aq|s|l|g)\)")
_DIGITS = frozenset("0123456789")
_AFTER_FACTORIAL = re.compile(r" ?[+\-−×÷=/*)]| *\Z")
_ROOTS = {"²√": "√", "³√": "∛", "⁴√": "∜"}
_LETTER = re.compile(r"[^\W\d_]")
_UNBROKEN = re.compile(r"[A-Za-z0-9]")
_LONGEST_NAME, _LONGEST_FIGURE = 3, 6
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,60}>")
_PRODUCTS = frozenset(["at", "as", "me", "my"])
"""Words that are products after an operator in a formula: v = u + at."""


def token_runs(text: str) -> Iterator[list[Token]]:
    """The longest runs of tokens between which something else stands."""
    run: list[Token] = []
    at, length = 0, len(text)
    while at < length:
        token = _token_at(text, at, run)
        if token is None:
            if run:
                yield run
            run = []
            at = _after_word(text, at)
            continue
        run.append(token)
        at = token.end
    if run:
        yield run


def _after_word(text: str, at: int) -> int:
    """The end of the word at a place, or the next character."""
    if tag := _tag_at(text, at):
        return tag.end()
    end = at + 1
    if _UNBROKEN.match(text[at]):
        while end < len(text) and (_UNBROKEN.match(text[end]) or text[end] in "'’"):
            end += 1
    return end


def _tag_at(text: str, at: int) -> re.Match[str] | None:
    """A tag of HTML, which is no relation."""
    if text[at] != "<" or (text[at - 1 : at].isalnum() and text[at + 1 : at + 2] != "/"):
        return None
    return _TAG.match(text, at)


def _token_at(text: str, at: int, run: list[Token]) -> Token | None:
    before = run[-1] if run else None
    if before is not None and before.kind in (NUMBER, POWER) and (unit := unit_at(text, at, run)):
        return unit
    if _tag_at(text, at):
        return None
    of_quantity = before is not None and before.kind in (NAME, GREEK) and before.end == at
    if of_quantity and (index := named_index.index_at(text, at)):
        return Token(INDEX, index, at, at + len(index))
    is_formula = before is not None and before.kind == CHEMICAL and before.end == at
    if is_formula and (state := _STATE.match(text, at)):
        return Token(PRIME, state.group().lstrip(), at, state.end())
    joins_word = at > 0 and bool(_LETTER.match(text[at - 1])) and text[at - 1].isascii()
    if not joins_word and (chemical := chemistry.CHEMICAL.match(text, at)):
        written = chemical.group()
        has_state = len(written) > 1 and _STATE.match(text, chemical.end())
        if chemistry.is_chemical(written) or (
            chemistry.may_be_chemical(written) and (has_state or _near_chemistry(run))
        ):
            return Token(CHEMICAL, written, at, chemical.end())
    match = _TOKEN.match(text, at)
    if match is None:
        return None
    kind, written = str(match.lastgroup), match.group()
    if kind == NAME:
        return _name_at(text, match, run)
    if written[0] in "….":
        written = "…" if kind == BLANK else written
    if written[0] == "…" and (
        last_kind(run) != OPERATOR or text[match.end() :].lstrip()[:1] not in "+-−×·*"
    ):
        return None
    if kind == "factorial":
        kind = PRIME
    elif kind == PRIME and written == "!" and not _is_factorial(text, match, run):
        return None
    if kind == PRIME:
        written = {"'": "′", "''": "″"}.get(written, written)
    elif kind == RELATION and written in ":：∶":
        if not _is_ratio(text, match, run):
            return None
        written = ":"
    elif kind == RELATION:
        written = RELATIONS[written]
    elif kind == ROOT:
        written = _ROOTS.get(written, written)
        if written[0] == "∁":
            written = f"∁ {written.translate(PLAIN).strip('∁_{}').upper()}"
    elif kind == "primed":
        return Token(NAME, re.sub("['’]", "′", written), at, match.end())
    elif kind in (POWER, INDEX):
        written = written.translate(PLAIN).lstrip("^_*").strip("{}").replace("−", "-")
        written = written.strip("()") if match.group()[0] != "^" else written
        written = "^-" if kind == POWER and match.group() in ("^-", "^−") else written
    elif kind == NUMBER and before is not None and before.kind == NAME and before.end == at:
        kind = INDEX  # y2
        written = "half" if written == "½" else written
    elif kind == NUMBER:
        if _ORDINAL_END.match(text, match.end()):
            return None
        written = "".join(written.split())
    elif kind == OPERATOR and written in "-–" and _joins_words(text, match, run):
        return None
    return Token(kind, written, at, match.end())


def _is_factorial(text: str, match: re.Match[str], run: list[Token]) -> bool:
    """Whether "!" after a number or a letter is no sentence's: something is done with it."""
    before = run[-1] if run else None
    if before is None or before.end != match.start():
        return False
    if before.kind == NAME:
        return len(before.text) == 1 and before.text not in "aAI"
    if before.kind not in (NUMBER, CLOSE, INDEX):
        return False
    signs = any(token.kind in (OPERATOR, RELATION) for token in run)
    following = _AFTER_FACTORIAL.match(text, match.end())
    return following is not None and (
        signs or bool(following.group().strip()) or len(run) == 1 == before.end
    )


def _is_ratio(text: str, match: re.Match[str], run: list[Token]) -> bool:
    """Whether a colon stands between the sides of a ratio: 3 : 2, and 2:3 = 4:6."""
    last = next((token for token in reversed(run[-2:]) if token.kind != ROOM), None)
    if last is not None and last.kind == INDEX and named_index.is_named(last.text):
        return bool(_NAME_BEGINS.match(text, match.end()))
    if last is None or last.kind not in (NUMBER, NAME):
        return False
    if match.group() == "∶":
        return True
    if last.kind == NAME:
        return False
    after = text[match.end() : match.end() + 1]
    is_spaced = last.end < match.start() and after == " "
    equals = _EQUAL_RATIO.match(text, match.end()) or any(token.text in "=:" for token in run)
    return is_spaced or (after.isdigit() and last.end == match.start() and bool(equals))


_NAME_BEGINS = re.compile(r"\s?[A-Za-zρη][㐀-鿿]")
_ORDINAL_END = re.compile(r"(?:st|nd|rd|th)\b")
_EQUAL_RATIO = re.compile(r"\d{1,6} ?= ?[\d_(（]")


def _near_chemistry(run: list[Token]) -> bool:
    return any(token.kind == CHEMICAL for token in run[-6:])


def _name_at(text: str, match: re.Match[str], run: list[Token]) -> Token | None:
    """Letters that are a function or variables; None for a word."""
    written, start, end = match.group(), match.start(), match.end()
    if text[end : end + 1] in ("'", "’") and text[end + 1 : end + 2].isalpha():
        return None
    if start and (text[start - 1] in "'’@#$_\\" or _is_other_letter(text[start - 1])):
        return None
    if _is_other_letter(text[end : end + 1]):
        return None
    if written in FUNCTIONS:
        return Token(FUNCTION, written, start, end)
    if factors := _FACTORS_OF_FUNCTION.match(text, start):  # mgcosθ
        return Token(NAME, factors[1], start, start + len(factors[1]))
    if joined := _JOINED_FUNCTION.fullmatch(written):  # sinx
        return Token(FUNCTION, joined[1], start, start + len(joined[1]))
    if written in _TYPED_ROOTS and text[end : end + 1] == "(":
        return Token(ROOT, _TYPED_ROOTS[written], start, end)
    before = run[-1] if run else None
    if written.isupper() and len(written) > 2 and text[end : end + 1] == "(":
        return None  # =SUM(A1:A5)
    if written in ("x", "X") and _multiplies(text, end, run):
        return Token(OPERATOR, "×", start, end)
    after_operator = last_kind(run) in (OPERATOR, RELATION, ROOT, OPEN, POWER)
    before_sign = text[end : end + 1] in SUPERSCRIPTS + SUBSCRIPTS + "^" and end < len(text)
    if len(written) == 1 or (written in ("Mr", "Ar") and text[end : end + 1] in ("(", "（")):
        return Token(NAME, written, start, end)
    if before is not None and before.kind == OPEN and before.text in ANGLES:
        return Token(NAME, written, start, end) if len(written) <= _LONGEST_FIGURE else None
    if len(written) > _LONGEST_NAME:
        return None
    touches = before is not None and before.end == start
    if (
        before is not None
        and touches
        and (
            before.kind in (NUMBER, GREEK, POWER, CLOSE)
            or (before.kind == INDEX and named_index.is_named(before.text))
        )
    ):
        if re.match(r"(?:st|nd|rd|th|s|am|pm)\Z", written):
            return None
        return Token(NAME, written, start, end)
    looks_spelled = written[1:] != written[1:].lower() or not re.search("[aeiouy]", written.lower())
    follows = text[end : end + 3].lstrip(" ")[:1]
    before_operator = follows in RELATIONS or follows in ("+", "−", "×", "÷", "/")
    is_word = written.lower() in WORDS and written[1:] == written[1:].lower()
    if is_word and written[0].isupper():  # Vs/Vp, Q = It
        is_word = not (text[end : end + 1] == "/" or (after_operator and follows in _ENDS))
    if is_word and not (after_operator and written in _PRODUCTS and len(run) > 3):
        return None
    if (looks_spelled or len(written) == 2) and (
        before_sign or ((after_operator or before_operator) and follows != "'")
    ):
        return Token(NAME, written, start, end)
    return None


_ENDS = ("", ".", ",", ";", "=", "/", "+")
_JOINED_FUNCTION = re.compile(r"(sin|cos|tan|cot|sec|csc|ln|lg)[xABC]")
"""A function and what it is of, without room between them."""
_FACTORS_OF_FUNCTION = re.compile(r"([A-Zmgvrkxab][A-Za-z]{0,2}?)(?:sin|cos|tan)(?=[α-ω\d(（²])")
_FUNCTION_BEGINS = re.compile(r"(?:sin|cos|tan|ln|lg|log)(?![a-wyz])")
_TYPED_ROOTS = {"sqrt": "√", "cbrt": "∛"}


_POWER_OF_TEN = re.compile(rf" ?10[\^{SUPERSCRIPTS}]")


def _multiplies(text: str, end: int, run: list[Token]) -> bool:
    """Whether an x with room around stands between two numbers: 7 x 8."""
    if run and run[-1].kind == NUMBER and _POWER_OF_TEN.match(text, end):
        return True  # 4.5x10^5
    spaced = len(run) > 1 and run[-1].kind == ROOM and run[-2].kind in (NUMBER, UNIT, CLOSE)
    return spaced and bool(re.match(r" [-−(√\d_]", text[end : end + 2]))


def _is_other_letter(char: str) -> bool:
    """A letter of the Latin alphabet that formulas don't have: the é of café."""
    return bool(char) and "À" <= char <= "ɏ" and char not in "×÷"


def _joins_words(text: str, match: re.Match[str], run: list[Token]) -> bool:
    """Whether a hyphen ties words together: "well-known", "T-shirt", "10-year"."""
    if run and run[-1].end == match.start() and _FUNCTION_BEGINS.match(text, match.end()):
        return False  # cos²θ-sin²θ
    if any(token.text == "=" for token in run) and (
        match.end() + 1 == len(text) or named_index.begins_quantity(text, match.end())
    ):
        return False  # y=3x-k, W额=W总-W有
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 2]
    return bool(before.isalpha() and _LETTER.match(after) and after.isalpha()) or (
        before in _DIGITS and after.isalpha() and len(after) == 2 and after.isascii()
    )
