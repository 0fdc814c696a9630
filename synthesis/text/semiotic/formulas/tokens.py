"""Cuts a text into the tokens of formulas, and into runs in which a formula may stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .. import units
from ..by_han import is_by_han
from . import chemistry

NUMBER, UNIT, NAME, FUNCTION, CHEMICAL, GREEK, BLANK = (
    "number", "unit", "name", "function", "chemical", "greek", "blank",
)  # fmt: skip
POWER, INDEX, ROOT, PRIME, OPERATOR, RELATION, OPEN, CLOSE, ROOM = (
    "power", "index", "root", "prime", "operator", "relation", "open", "close", "room",
)  # fmt: skip
OPERANDS = frozenset((NUMBER, NAME, FUNCTION, CHEMICAL, GREEK, BLANK))

SUPERSCRIPTS, SUBSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ⁽⁾ⁱˣ", "₀₁₂₃₄₅₆₇₈₉₊₋ₙₐₓᵢₖₘₚₛₜⱼᵣᵥₑₒₗₕ"
_PLAIN = str.maketrans(
    SUPERSCRIPTS + SUBSCRIPTS, "0123456789+-n()ix" + "0123456789+-naxikmpstjrveolh"
)
_FUNCTIONS_LISTED = """
sin cos tan cot sec csc log ln lg lim max min
"""
FUNCTIONS = frozenset(_FUNCTIONS_LISTED.split())
RELATIONS = {
    "═": "=", "══": "=",
    "=": "=", "==": "=", "≠": "≠", "!=": "≠", "<": "<", ">": ">", "≤": "≤", "<=": "≤", "≥": "≥",
    ">=": "≥", "≦": "≤", "≧": "≥", "⩽": "≤", "⩾": "≥", "≈": "≈", "≡": "≡", "≅": "≅", "≌": "≅",
    "∝": "∝",
    "→": "→", "->": "→", "⟶": "→", "⇒": "⇒", "=>": "⇒", "⇔": "⇔",
    "<=>": "⇔", "⇌": "⇌", "∈": "∈", "∉": "∉",
    "⊂": "⊂", "⊆": "⊆", "⊄": "⊄", "⊥": "⊥", "∥": "∥", "∼": "∼", "∽": "∼",
    "←": "←", "↔": "↔", "≪": "<", "≫": ">",
    "＜": "<", "＞": ">",
}  # fmt: skip
_RELATION = "|".join(sorted(map(re.escape, RELATIONS), key=len, reverse=True))
_TOKEN = re.compile(
    r"(?P<blank>_{2,}|[(（][ \u3000]{1,8}[)）]|[□☐◻○◯]|…{1,2})"
    r"|(?P<root>(?<![A-Za-z0-9])[²³⁴]√|[√∛∜])"
    r"|(?P<number>(?<![\d.][ ])[1-9]\d{0,2}(?:[ \u00a0\u2009]\d{3})+(?![\d,]|[ ]\d)(?:\.\d+)?"
    r"|\d+(?:,\d{3})+(?![\d,])(?:\.\d+)?|\d+(?:\.\d+)?|(?<![\w.])\.\d+|[½¼¾⅓⅔⅛⅜⅝⅞⅕⅖⅗⅘⅙⅚])"
    r"|(?P<factorial>(?<=[\dn)）])!(?==))"
    rf"|(?P<relation>{_RELATION}|[∶]|:(?=\s?\d))"
    rf"|(?P<power>[{SUPERSCRIPTS}]+|\^[-−+]?\d+(?!\.\d)|\^(?=[A-Za-z(\{{Α-ω])|\*\*(?=\d))"
    rf"|(?P<index>[{SUBSCRIPTS}]+|(?<!_)_(?:\d+|[A-Za-z](?![A-Za-z])))"
    r"|(?P<prime>[′″]|(?<![A-Za-z][A-Za-z])(?<=[A-Za-z])'{1,2}(?=\(| [=∪∩]|\))|!(?!=))"
    r"|(?P<operator>[+\-−–×÷·⋅∙*/∕⁄±∓∪∩∘]|[~～](?=\d))"
    r"|(?P<open>[(\[{（［|∠△▵▱⊿])"
    r"|(?P<close>[)\]}）］])"
    r"|(?P<greek>[ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρσςτυφχψωϕϵ∞∂∇∑∏∫∅])"
    r"|(?P<name>[A-Za-z]+)"
    r"|(?P<room> {1,2})"
)
_STATE = re.compile(r" ?\((?:aq|s|l|g)\)")
_AFTER_FACTORIAL = re.compile(r" ?[+\-−×÷=/*)]| *\Z")
_ROOTS = {"²√": "√", "³√": "∛", "⁴√": "∜"}
_LETTER = re.compile(r"[^\W\d_]")
_UNBROKEN = re.compile(r"[A-Za-z0-9]")
_LONGEST_NAME, _LONGEST_FIGURE = 3, 6
ANGLES = ("∠", "△", "▵", "▱", "⊿")
"""Signs before the names of angles and figures."""
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,60}>")
# Short words that stand between formulas, not in them.
_WORDS_LISTED = """
is if in on at as by to of or so be do go he it me my no up us we an am the and are for not but
let can its has had was you our all any one two set out off per via yes vs row day may how who
why his her she him get got put see say new old ten six use way too now ok
"""
WORDS = frozenset(_WORDS_LISTED.split())
_PRODUCTS = frozenset(["at", "as", "me", "my"])
"""Words that are products after an operator in a formula: v = u + at."""


@dataclass(frozen=True, slots=True)
class Token:
    """The characters from `start` to `end` are a token of a kind; `text` is its plain form."""

    kind: str
    text: str
    start: int
    end: int


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
    if before is not None and before.kind in (NUMBER, POWER) and (unit := _unit_at(text, at, run)):
        return unit
    if _tag_at(text, at):
        return None
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
    if written[0] == "…" and (
        _last(run) != OPERATOR or text[match.end() :].lstrip()[:1] not in "+-−×·*"
    ):
        return None
    if kind == "factorial":
        kind = PRIME
    elif kind == PRIME and written == "!" and not _is_factorial(text, match, run):
        return None
    if kind == PRIME:
        written = {"'": "′", "''": "″"}.get(written, written)
    elif kind == RELATION and written in ":∶":
        if not _is_ratio(text, match, run):
            return None
        written = ":"
    elif kind == RELATION:
        written = RELATIONS[written]
    elif kind == ROOT:
        written = _ROOTS.get(written, written)
    elif kind in (POWER, INDEX):
        written = written.translate(_PLAIN).lstrip("^_*").replace("−", "-")
        written = written.strip("()") if match.group()[0] != "^" else written
    elif kind == NUMBER and before is not None and before.kind == NAME and before.end == at:
        kind = INDEX  # y2
        written = "half" if written == "½" else written
    elif kind == NUMBER:
        if _ORDINAL_END.match(text, match.end()):
            return None
        written = "".join(written.split())
    elif kind == OPERATOR and written in "-–" and _joins_words(text, match):
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


_ORDINAL_END = re.compile(r"(?:st|nd|rd|th)\b")
_EQUAL_RATIO = re.compile(r"\d{1,6} ?= ?[\d_(（]")
_CONVERTED = re.compile(r"\s?=\s?\d+(?:\.\d+)?\s?[A-Za-zµμ]")  # 1h = 60min
_OF_CURRENT = re.compile("电流|安培|量程|保险丝|充电|标有")
_DECADE = re.compile(r"(?:(?:1[0-9]|20)\d|[2-9])0\Z")
_MEASURED_IN = {"s": "tTs", "h": "t", "m": "shxLldrRHS", "g": "mM"}
"""What is measured in units that else are variables: t = 3s."""
_BEGINS_A_WORD = re.compile(r" [a-z]")


def _unit_at(text: str, at: int, run: list[Token]) -> Token | None:
    """A unit directly after a number, or after a space."""
    start = at + (text[at] == " ")
    match = units.UNIT.match(text, start)
    if match is None:
        return None
    written = match.group()
    if written[-1] in "23" and "/" not in written and written[:-1].rstrip("^") not in units.LENGTHS:
        return None  # 3V3
    has_units = any(token.kind == UNIT for token in run[-8:])
    decade = start == at and written == "s" and _DECADE.match(run[-1].text)
    if decade and not has_units and not is_by_han(text, run[-1].start, match.end()):
        return None  # the 1990s
    if written == "C" and run[-1].kind != POWER:
        return None
    needs_room = start == at and written in units.AFTER_A_SPACE
    needs_room = needs_room and not has_units and run[-1].kind != POWER
    if needs_room and not (_is_measured(text, match, run) or _is_by_itself(text, match, run)):
        return None
    if start == at and written == "s" and text[run[-1].start - 1 : run[-1].start] == "-":
        return None  # under-11s
    if written in ("A", "K") and _BEGINS_A_WORD.match(text, match.end()):
        return None  # 5 A students, a 5 K run
    number = run[-1]
    if text[number.start - 1 : number.start] in tuple("$€£¥￥"):
        return None  # £5m: five million
    is_variable = start == at and len(written) == 1 and written.isalpha() and written != "Ω"
    if is_variable and not (has_units or needs_room) and _is_algebra(text, match, run):
        return None
    return Token(UNIT, written, at, match.end())


_NAMED = re.compile(r"[A-Z][A-Za-z]+ ?\Z")


def _is_by_itself(text: str, unit: re.Match[str], run: list[Token]) -> bool:
    """Whether a capital directly after a number is a unit in English: 1.5L, a 60W bulb. That of
    "Class 4W" is none."""
    before = text[max(0, run[-1].start - 12) : run[-1].start]
    if len(run) > 1 or is_by_han(text, run[0].start, unit.end()) or _NAMED.search(before):
        return False
    return "." in run[-1].text or (unit.group() in "VWL" and int(run[-1].text.replace(",", "")) > 0)


def _is_measured(text: str, unit: re.Match[str], run: list[Token]) -> bool:
    """Whether a capital after a number is a unit: 220V的电压, P = 220V × 0.5A."""
    if unit.group() not in units.CAPITALS:
        return False
    if "." in run[-1].text or unit.group() in ("V", "W"):
        return True  # 1.5L, 9V
    after = text[unit.end() : unit.end() + 2].lstrip(" ")[:1]
    if _last(run[:-1]) in (RELATION, OPERATOR) and (not after or after in "=×÷*,，。；;、)）≈"):
        return run[-2].text not in "+-−" and run[-3:-2] != []
    if len(run) == 1 and run[0].text == "1" and after == "=":
        return True  # 1N=1kg·m/s²
    if not is_by_han(text, run[0].start, unit.end()):
        return False
    if unit.group() in units.IN_MANDARIN:
        return True
    near = text[max(0, run[0].start - 16) : unit.end() + 8]
    return "." in run[-1].text or bool(_OF_CURRENT.search(near))


def _measured_by(run: list[Token]) -> str:
    """The name before the relation that the last number follows: t of t = 3s."""
    tokens = [token for token in run[-6:] if token.kind != ROOM]
    if len(tokens) < 3 or tokens[-2].kind != RELATION or tokens[-3].kind not in (NAME, GREEK):
        return ""
    return tokens[-3].text


def _is_algebra(text: str, unit: re.Match[str], run: list[Token]) -> bool:
    """Whether "2m" stands in an equation, where m is a variable."""
    scientific = run[-1].kind == POWER and len(run) > 1 and run[-2].text == "10"
    quotient = text[unit.end() : unit.end() + 1] == "/" and text[unit.end() + 1 : unit.end() + 2]
    if scientific or (quotient and quotient.isdigit() and len(run[-1].text) > 1):
        return False
    if len(run) == 1 and _CONVERTED.match(text, unit.end()):
        return False
    name = _measured_by(run)
    if name and name in _MEASURED_IN.get(unit.group(), ""):
        return False
    if any(token.kind in (NAME, GREEK) for token in run[-8:]):
        return True
    after = text[unit.end() : unit.end() + 3].lstrip(" ")[:1]
    return after in ("+", "−", "=", "^", "(", "-", "<", ">") and after != ""


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
    if joined := _JOINED_FUNCTION.fullmatch(written):  # sinx
        return Token(FUNCTION, joined[1], start, start + len(joined[1]))
    if written in _TYPED_ROOTS and text[end : end + 1] == "(":
        return Token(ROOT, _TYPED_ROOTS[written], start, end)
    before = run[-1] if run else None
    if written.isupper() and len(written) > 2 and text[end : end + 1] == "(":
        return None  # =SUM(A1:A5)
    if written in ("x", "X") and _multiplies(text, end, run):
        return Token(OPERATOR, "×", start, end)
    after_operator = _last(run) in (OPERATOR, RELATION, ROOT, OPEN, POWER)
    before_sign = text[end : end + 1] in SUPERSCRIPTS + SUBSCRIPTS + "^" and end < len(text)
    if len(written) == 1:
        return Token(NAME, written, start, end)
    if before is not None and before.kind == OPEN and before.text in ANGLES:
        return Token(NAME, written, start, end) if len(written) <= _LONGEST_FIGURE else None
    if len(written) > _LONGEST_NAME:
        return None
    if before is not None and before.end == start and before.kind in (NUMBER, GREEK, POWER, CLOSE):
        if re.match(r"(?:st|nd|rd|th|s|am|pm)\Z", written):
            return None
        return Token(NAME, written, start, end)
    looks_spelled = written[1:] != written[1:].lower() or not re.search("[aeiouy]", written.lower())
    follows = text[end : end + 3].lstrip(" ")[:1]
    before_operator = follows in RELATIONS or follows in ("+", "−", "×", "÷", "/")
    is_word = written.lower() in WORDS and written[1:] == written[1:].lower()
    if is_word and not (after_operator and written in _PRODUCTS and len(run) > 3):
        return None
    if (looks_spelled or len(written) == 2) and (
        before_sign or ((after_operator or before_operator) and follows != "'")
    ):
        return Token(NAME, written, start, end)
    return None


_JOINED_FUNCTION = re.compile(r"(sin|cos|tan|cot|sec|csc|ln|lg)[xABC]")
"""A function and what it is of, without room between them."""
_TYPED_ROOTS = {"sqrt": "√", "cbrt": "∛"}


def _multiplies(text: str, end: int, run: list[Token]) -> bool:
    """Whether an x with room around stands between two numbers: 7 x 8."""
    spaced = len(run) > 1 and run[-1].kind == ROOM and run[-2].kind in (NUMBER, UNIT, CLOSE)
    return spaced and bool(re.match(r" [-−(√\d_]", text[end : end + 2]))


def _last(run: list[Token]) -> str:
    """The kind of the last token that is no room."""
    for token in reversed(run[-2:]):
        if token.kind != ROOM:
            return token.kind
    return ""


def _is_other_letter(char: str) -> bool:
    """A letter of the Latin alphabet that formulas don't have: the é of café."""
    return bool(char) and "À" <= char <= "ɏ" and char not in "×÷"


def _joins_words(text: str, match: re.Match[str]) -> bool:
    """Whether a hyphen ties words together: "well-known", "T-shirt", "10-year"."""
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 2]
    return bool(before.isalpha() and _LETTER.match(after) and after.isalpha()) or (
        before.isdigit() and after.isalpha() and len(after) == 2 and after.isascii()
    )
