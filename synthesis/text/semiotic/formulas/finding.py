"""Finds formulas and quantities: what has an operator, a relation, a power or a unit in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ...style import DEFAULT, PAUSE, ReadingStyle
from .. import units
from ..found import CHEMISTRY, FORMULA, QUANTITY, Found
from . import english, mandarin
from .recognising import YEAR, is_formula
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
    OPERANDS,
    OPERATOR,
    POWER,
    PRIME,
    RELATION,
    ROOM,
    ROOT,
    UNIT,
    Token,
)
from .tokens import token_runs
from .tree import Leaf, NotAFormula, parsed

_AFTER_OPERAND = OPERANDS | {CLOSE, UNIT, POWER, INDEX, PRIME}
_BEGINS = OPERANDS | {OPEN, ROOT}
_SIGNS = frozenset("+-−–±~～")
_NOT_FRACTIONS = frozenset(("24/7", "9/11", "7/11", "50/50", "20/20"))
_OF_CONDITIONS = frozenset(("P", "Pr", "E", "p"))
"""Probabilities and expectations are those of a condition."""


def formulas(text: str, style: ReadingStyle = DEFAULT) -> Iterator[Found]:
    """The formulas and quantities of a text, in order."""
    for run in token_runs(text):
        for part in (balanced for each in _parts(run) for balanced in _balanced(each)):
            tokens = _with_fractions(_trimmed(part, text))
            if tokens and is_formula(tokens, text):
                part = _with_pauses(tokens) if style.blanks == PAUSE else tokens
                yield _attributive(text, part) or _found(part)


_ARTICLE = re.compile(r"(?i:\b(?:an?|the|each|every|this|that|my|our|your|his|her|per)) \Z")
_NOUN = re.compile(
    r" (?!(?:long|wide|tall|high|deep|thick|away|apart|of|in|on|at|and|or|to|from|is|are|was|were"
    r"|per|by)\b)[a-z]{3,}"
)


def _attributive(text: str, part: list[Token]) -> Found | None:
    """A quantity before what it tells more about, whose unit has no plural: "a 10 km run"."""
    if [token.kind for token in part] != [NUMBER, UNIT] or "/" in part[1].text:
        return None
    start, end = part[0].start, part[1].end
    if not (_ARTICLE.search(text[max(0, start - 7) : start]) and _NOUN.match(text, end)):
        return None
    whole = _found(part)
    unit = units.said(part[1].text.strip(), many=False, language="en")
    number = english.say(Leaf(NUMBER, part[0].text))
    return replace(whole, en=f"{number} {unit}")


def _with_pauses(part: list[Token]) -> list[Token]:
    """Blanks as pauses."""
    return [
        replace(each, text=",") if each.kind == BLANK and each.text[0] != "…" else each
        for each in part
    ]


def _parts(run: list[Token]) -> Iterator[list[Token]]:
    """Cut a run where two operands have only room between them, and drop the room."""
    part: list[Token] = []
    has_room = False
    for token in run:
        if token.kind == ROOM:
            has_room = True
            continue
        if has_room and part and _are_apart(part, token):
            yield part
            part = []
        part.append(token)
        has_room = False
    if part:
        yield part


def _are_apart(part: list[Token], token: Token) -> bool:
    last = part[-1]
    if token.kind in (POWER, INDEX, PRIME):
        return True
    if last.kind == CLOSE and part[0].text == "lim":
        return False
    if last.kind not in _AFTER_OPERAND or token.kind not in _BEGINS:
        return False
    if last.kind == FUNCTION or (
        last.kind in (INDEX, POWER) and len(part) > 1 and part[-2].kind == FUNCTION
    ):
        return False  # log₂ 8
    if last.kind == NUMBER and token.kind == CHEMICAL:
        return False  # 2 H₂O
    return not (last.kind == NUMBER and token.kind == NUMBER and last.text.isdigit())


def _balanced(part: list[Token]) -> Iterator[list[Token]]:
    """Cut a part at brackets without their counterparts, and take off those around all of it:
    both are the sentence's."""
    partner = _partners(part)
    for opening in [
        at for at in partner if part[at].kind == OPEN and _is_remark(part, at, partner)
    ]:
        del partner[partner.pop(opening)]
    start = 0
    for at in range(len(part) + 1):
        if at == len(part) or (_is_bracket(part[at]) and at not in partner):
            first, last = start, at - 1
            while first < last and partner.get(first) == last:
                first, last = first + 1, last - 1
            if first <= last:
                yield part[first : last + 1]
            start = at + 1


def _is_remark(part: list[Token], opening: int, partner: dict[int, int]) -> bool:
    """Whether brackets after an operand hold a condition: y = kx + b (k ≠ 0), not P(X = 3)."""
    inside = part[opening + 1 : partner[opening]]
    before = part[opening - 1] if opening else None
    return (
        any(token.kind == RELATION for token in inside)
        and before is not None
        and before.kind in _AFTER_OPERAND
        and before.kind != FUNCTION
        and before.text not in _OF_CONDITIONS
    )


def _partners(part: list[Token]) -> dict[int, int]:
    """The index of the closing bracket for that of each opening one, and the other way round."""
    partner: dict[int, int] = {}
    opened: list[int] = []
    for at, token in enumerate(part):
        if not _is_bracket(token):
            continue
        if token.kind == OPEN:
            opened.append(at)
        elif opened:
            partner[at] = opened.pop()
            partner[partner[at]] = at
    return partner


def _is_bracket(token: Token) -> bool:
    return token.kind == CLOSE or (token.kind == OPEN and token.text not in (*ANGLES, "|"))


def _trimmed(part: list[Token], text: str) -> list[Token]:
    """Leave out what can't stand at the edge of a formula."""
    first, last = 0, len(part)
    while first < last and not _may_begin(part, first, text):
        first += 1
    while first < last and part[last - 1].kind in (OPERATOR, ROOT):
        last -= 1
    return part[first:last]


def _may_begin(part: list[Token], at: int, text: str) -> bool:
    token = part[at]
    if token.kind in (CLOSE, INDEX, POWER, PRIME, UNIT, ROOM):
        return False
    if token.kind != OPERATOR:
        return True
    following = part[at + 1] if at + 1 < len(part) else None
    return (
        token.text in _SIGNS
        and not (token.text in "-–−" and following is not None and following.kind == CHEMICAL)
        and following is not None
        and following.kind in _BEGINS
        and following.start == token.end
        and not (text[token.start - 1 : token.start].isalnum() and text[token.start - 1].isascii())
    )


def _with_fractions(part: list[Token]) -> list[Token]:
    """Make one number of "3/4" and "1 3/4"; nothing of a part with two numbers side by side."""
    out: list[Token] = []
    at = 0
    while at < len(part):
        token = part[at]
        if _is_fraction(part, at):
            token = Token(
                NUMBER, f"{token.text}/{part[at + 2].text}", token.start, part[at + 2].end
            )
            at += 2
        has_part = "/" in token.text or token.text in "½¼¾⅓⅔⅛⅜⅝⅞⅕⅖⅗⅘⅙⅚"
        if token.kind == NUMBER and out and out[-1].kind == NUMBER and out[-1].text.isdigit():
            if not has_part:
                return []
            token = Token(NUMBER, f"{out[-1].text} {token.text}", out[-1].start, token.end)
            out.pop()
        out.append(token)
        at += 1
    return out


def _is_fraction(part: list[Token], at: int) -> bool:
    if at + 2 >= len(part):
        return False
    above, slash, below = part[at : at + 3]
    after = part[at + 3] if at + 3 < len(part) else None
    return (
        above.kind == below.kind == NUMBER
        and above.text.isdigit()
        and below.text.isdigit()
        and slash.kind == OPERATOR
        and slash.text in "/⁄∕"
        and above.end == slash.start
        and slash.end == below.start
        and not (after is not None and (after.text == "/" or after.kind == POWER))
        and not _is_division(above.text, below.text, after)
        and not (at and (part[at - 1].text in ("/", "⁄") or part[at - 1].kind == ROOT))
        and f"{above.text}/{below.text}" not in _NOT_FRACTIONS
        and not (YEAR.match(above.text) and len(below.text) in (2, 4))  # 2024/25
    )


def _is_division(above: str, below: str, after: Token | None) -> bool:
    """30/5 = 6 divides; 3/4 and 6/3 alone are fractions."""
    return (
        after is not None and after.text == "=" and int(below) > 1 and int(above) % int(below) == 0
    )


def _found(part: list[Token]) -> Found:
    part = _with_ranges(part)
    kinds = {token.kind for token in part}
    kind = FORMULA
    if CHEMICAL in kinds:
        kind = CHEMISTRY
    elif UNIT in kinds and not kinds & {NAME, GREEK, RELATION}:
        kind = QUANTITY
    try:
        tree = parsed(part)
        in_english, in_mandarin = english.say(tree), mandarin.say(tree)
    except NotAFormula:
        in_english = " ".join(english.sign_by_sign(each.kind, each.text) for each in part)
        in_mandarin = "".join(mandarin.sign_by_sign(each.kind, each.text) for each in part)
    return Found(part[0].start, part[-1].end, kind, in_english, in_mandarin)


def _with_ranges(part: list[Token]) -> list[Token]:
    """Take a dash between two numbers with a unit for "to": 5-10 kg."""
    if {token.kind for token in part} - {NUMBER, UNIT, OPERATOR}:
        return part
    out = list(part)
    for at in range(1, len(part) - 1):
        before, dash, after = part[at - 1 : at + 2]
        if (
            dash.text in ("-", "–", "~", "～")
            and before.kind in (NUMBER, UNIT)
            and after.kind == NUMBER
            and before.end == dash.start
            and dash.end == after.start
        ):
            out[at] = Token(OPERATOR, "to", dash.start, dash.end)
    return out
