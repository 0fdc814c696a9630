"""Finds formulas and quantities: what has an operator, a relation, a power or a unit in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from ...style import DEFAULT, PAUSE, ReadingStyle
from .. import units
from ..found import CHEMISTRY, FORMULA, QUANTITY, Found
from . import english, mandarin
from .tokens import (
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
    SUBSCRIPTS,
    SUPERSCRIPTS,
    UNIT,
    Token,
    token_runs,
)
from .tree import Leaf, NotAFormula, parsed

_AFTER_OPERAND = OPERANDS | {CLOSE, UNIT, POWER, INDEX, PRIME}
_BEGINS = OPERANDS | {OPEN, ROOT}
_SIGNS = frozenset("+-−–±~～")
_ALWAYS = frozenset("−×÷±∓·⋅∪∩∘")
_NOT_QUOTIENTS = frozenset(("m/s", "w/o", "b/c", "c/o", "n/a", "w/e", "s/o", "y/n", "y/o"))
_NOT_FRACTIONS = frozenset(("24/7", "9/11", "7/11", "50/50", "20/20"))
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d\Z")
_INFERIOR = re.compile(f"[{SUBSCRIPTS}{SUPERSCRIPTS}]")
_OF_CONDITIONS = frozenset(("P", "Pr", "E", "p"))
"""Probabilities and expectations are those of a condition."""
_STRAND = re.compile(r" (?:end|to|strand|cap|carbon|phosphate)\b|-(?:end|UTR)")
"""After the prime of DNA: the 5′ end."""
_VARIABLES = frozenset("xyznkmabcdpqrtuvwXYZ")


def formulas(text: str, style: ReadingStyle = DEFAULT) -> Iterator[Found]:
    """The formulas and quantities of a text, in order."""
    for run in token_runs(text):
        for part in (balanced for each in _parts(run) for balanced in _balanced(each)):
            tokens = _with_fractions(_trimmed(part, text))
            if tokens and _is_formula(tokens, text):
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
        and not (_YEAR.match(above.text) and len(below.text) in (2, 4))  # 2024/25
    )


def _is_division(above: str, below: str, after: Token | None) -> bool:
    """30/5 = 6 divides; 3/4 and 6/3 alone are fractions."""
    return (
        after is not None and after.text == "=" and int(below) > 1 and int(above) % int(below) == 0
    )


def _is_formula(part: list[Token], text: str) -> bool:
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
        if token.kind == INDEX and _INFERIOR.match(text[token.start]) and before is not None:
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
        if token.kind == NAME and _is_call(part, at):
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
            and token.text in ("sin", "cos", "tan", "ln")
        ):
            return after.kind in (GREEK, OPEN) or (
                after.kind == NAME and after.text not in ("a", "I")
            )
        if token.kind == OPERATOR and after is not None and _operates(part, at, text):
            return True
    return False


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
        return is_spaced or before.kind == after.kind == NUMBER or text.count("*") == 1
    if operator.text in "/∕⁄":
        if f"{before.text}/{after.text}" in _NOT_QUOTIENTS:
            return False
        if before.kind == CLOSE and after.kind == OPEN:
            return True
        if not names:
            return is_spaced and before.kind == after.kind == NUMBER  # 45 / 9
        return not all(each.text.isupper() for each in names)
    if _YEAR.match(before.text) and _YEAR.match(after.text):
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


def _is_greek_word(part: list[Token], text: str) -> bool:
    """Greek letters that touch others, or accented ones, are of a Greek word."""
    for before, after in pairwise(part):
        if before.kind == after.kind == GREEK and before.end == after.start:
            return not {token.kind for token in part} & {RELATION, POWER, OPERATOR}
    around = text[part[0].start - 1 : part[0].start] + text[part[-1].end : part[-1].end + 1]
    return any("Ͱ" <= char <= "Ͽ" or "ἀ" <= char <= "῿" for char in around)


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
