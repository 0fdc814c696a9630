"""What a token of a formula is: its kind, its plain form and its place."""

from __future__ import annotations

from dataclasses import dataclass

NUMBER, UNIT, NAME, FUNCTION, CHEMICAL, GREEK, BLANK = (
    "number", "unit", "name", "function", "chemical", "greek", "blank",
)  # fmt: skip
POWER, INDEX, ROOT, PRIME, OPERATOR, RELATION, OPEN, CLOSE, ROOM = (
    "power", "index", "root", "prime", "operator", "relation", "open", "close", "room",
)  # fmt: skip
OPERANDS = frozenset((NUMBER, NAME, FUNCTION, CHEMICAL, GREEK, BLANK))
ANGLES = ("∠", "△", "▵", "▱", "⊿", "⌒", "⊙")
"""Signs before the names of angles and figures."""


@dataclass(frozen=True, slots=True)
class Token:
    """The characters from `start` to `end` are a token of a kind; `text` is its plain form."""

    kind: str
    text: str
    start: int
    end: int


def last_kind(run: list[Token]) -> str:
    """The kind of the last token that is no room."""
    for token in reversed(run[-2:]):
        if token.kind != ROOM:
            return token.kind
    return ""
