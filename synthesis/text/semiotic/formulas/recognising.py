"""Tells formulas and quantities from the words of a sentence: what only they have."""

from __future__ import annotations

import re
from itertools import pairwise

from .named_index import is_named
from .token import (
    ANGLES,
    CHEMICAL,
    CLOSE,
    FUNCTION,
    GREEK,
    INDEX,
    NAME,
    NUMBER,
    OPEN,
    OPERANDS,
    OPERATOR,
    POWER,
    PRIME,
    RELATION,
    ROOT,
    UNIT,
    Token,
)
from .vocabulary import SUBSCRIPTS, SUPERSCRIPTS

_ALWAYS = frozenset("−×÷±∓·⋅∪∩∘")
_NOT_QUOTIENTS = frozenset(("m/s", "w/o", "b/c", "c/o", "n/a", "w/e", "s/o", "y/n", "y/o"))
YEAR = re.compile(r"(?:1[5-9]|20)\d\d\Z")
_INFERIOR = re.compile(f"[{SUBSCRIPTS}{SUPERSCRIPTS}½]")
_STRAND = re.compile(r" (?:end|to|strand|cap|carbon|phosphate)\b|-(?:end|UTR)")
"""After the prime of DNA: the 5′ end."""
_VARIABLES = frozenset("xyznkmabcdpqrtuvwXYZ")


def is_formula(part: list[Token], text: str) -> bool:
    """Whether a part has a sign that only formulas and quantities have."""
    kinds = {token.kind for token in part}
    if not kinds & OPERANDS:
        return False
    if kinds & {POWER, ROOT, UNIT, CHEMICAL, GREEK}:
        return GREEK not in kinds or not _is_greek_word(part, text)
    for at, token in enumerate(part):
        before = part[at - 1] if at else None
        after = part[at + 1] if at + 1 < len(part) else None
        if token.kind == RELATION and _relates(before, token, after, text):
            return True
        if token.kind == INDEX and before is not None and before.kind == FUNCTION:
            return True  # log_a b
        if token.kind == INDEX and before is not None and _is_sign_of_formula(token, text, kinds):
            return True
        if (
            token.kind == PRIME
            and before is not None
            and (
                token.text == "!"
                or before.kind in (NAME, CLOSE)
                or bool(_STRAND.match(text, token.end))
            )
        ):
            return True
        if token.kind == OPEN and token.text in ANGLES:
            return True
        if token.kind == NAME and ("′" in token.text or _is_call(part, at)):
            return True
        if token.kind == NAME and before is not None and _is_product(before, token):
            return True
        if token.kind == NUMBER and _is_special(token, text):
            return True
        if token.text == "|" and at == 0 and _is_absolute(part, text):
            return True
        if (
            token.kind == FUNCTION
            and after is not None
            and token.text not in ("sec", "max", "min", "lim", "log")
        ):
            return after.kind in (GREEK, OPEN, NUMBER, FUNCTION) or (
                after.kind == NAME and after.text not in ("a", "I")
            )
        if token.kind == OPERATOR and after is not None and _operates(part, at, text):
            return True
    return False


def _is_sign_of_formula(index: Token, text: str, kinds: set[str]) -> bool:
    """Whether an index is small, or one of Han in a formula."""
    if is_named(index.text):
        return bool(kinds & {OPERATOR, RELATION})
    return bool(_INFERIOR.match(text[index.start]))


def _is_special(number: Token, text: str) -> bool:
    """Whether a number is written as only formulas know it: 3/4, ¾, .25, 25 000."""
    written = text[number.start : number.end]
    return (
        not number.text[-1].isdigit()
        or "/" in number.text
        or written[0] == "."
        or (bool(re.search(r"\d\s\d{3}", written)))
    )


def _is_call(part: list[Token], at: int) -> bool:
    """Whether a function has a number or a variable in its brackets: f(4)."""
    kinds = [token.kind for token in part[at + 1 : at + 4]]
    return (
        part[at].text in ("f", "g", "h")
        and kinds in ([OPEN, NUMBER, CLOSE], [OPEN, NAME, CLOSE])
        and part[at + 1].start == part[at].end
    )


def _is_product(number: Token, name: Token) -> bool:
    """Whether variables stand directly after a number: 2xy."""
    variables = len(name.text) > 1 and set(name.text) & set("xyz")
    return number.kind == NUMBER and number.end == name.start and bool(variables)


def _is_absolute(part: list[Token], text: str) -> bool:
    """Whether bars stand close around what is between them: |v|, and no cells of a table."""
    first, last = part[0], part[-1]
    if len(part) < 3 or last.text != "|":
        return False
    around = text[first.start - 1 : first.start] + text[last.end : last.end + 1]
    inside = text[first.end : last.start]
    return inside == inside.strip() and len(inside) < 12 and "|" not in inside + around


def _relates(before: Token | None, token: Token, after: Token | None, text: str) -> bool:
    if before is None and after is None:
        return False
    if token.text == ":" and (before is None or after is None):
        return False
    if before is None and token.text == ">":
        line = text.rfind("\n", 0, token.start) + 1
        return bool(text[line : token.start].strip())  # "> …" quotes a mail
    return True


def _operates(part: list[Token], at: int, text: str) -> bool:
    operator, after = part[at], part[at + 1]
    before = part[at - 1] if at else None
    if before is None:
        return (
            operator.text in "−-±"
            and after.kind in (NUMBER, NAME, GREEK, OPEN)
            and (operator.text != "-" or after.kind == NUMBER)
        )
    if operator.text in _ALWAYS:
        return True
    if operator.text in "~～":
        return False
    is_spaced = before.end < operator.start and operator.end < after.start
    names = [each for each in (before, after) if each.kind == NAME]
    if any(len(each.text) > 1 or each.text in "I" for each in names):
        return False
    if operator.text == "+":
        return True
    if operator.text == "*":
        return is_spaced or before.kind == after.kind == NUMBER or _is_only_star(text, operator)
    if operator.text in "/∕⁄":
        if f"{before.text}/{after.text}" in _NOT_QUOTIENTS:
            return False
        if before.kind == CLOSE and after.kind == OPEN:
            return True
        if not names:
            return is_spaced and before.kind == after.kind == NUMBER  # 45 / 9
        return not all(each.text.isupper() for each in names)
    if YEAR.match(before.text) and YEAR.match(after.text):
        return False
    is_close = before.end == operator.start and operator.end == after.start
    if is_close and operator.text == "-" and before.kind == NAME and at > 1:
        factor = part[at - 2]  # 2a-5
        if factor.kind == NUMBER and factor.end == before.start and before.text.islower():
            return True
    if is_spaced:
        return operator.text == "-" and not any(each.text in "Aa" for each in names)
    if is_close and operator.text == "-":
        return (
            bool(names)
            and all(each.text in _VARIABLES for each in names)
            and (names[0].text in "xyzn")
        )
    return False


def _is_only_star(text: str, star: Token) -> bool:
    """Whether no other star could make a pair with it: **bold**."""
    return text.find("*", star.end) < 0 and text.rfind("*", 0, star.start) < 0


def _is_greek_word(part: list[Token], text: str) -> bool:
    """Greek letters that touch others, or accented ones, are of a Greek word."""
    for before, after in pairwise(part):
        if before.kind == after.kind == GREEK and before.end == after.start:
            return not {token.kind for token in part} & {RELATION, POWER, OPERATOR}
    around = text[part[0].start - 1 : part[0].start] + text[part[-1].end : part[-1].end + 1]
    return any("Ͱ" <= char <= "Ͽ" or "ἀ" <= char <= "῿" for char in around)
