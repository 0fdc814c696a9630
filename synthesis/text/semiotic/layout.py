"""Marks of layout: what parts the cells of a table, and the numbers of notes in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .found import SYMBOL, Found

_ROW = re.compile(r"(?m)^[ \t]*\|[^\n]*\|[ \t]*$")
_RULE = re.compile(r"(?m)^[ \t]*\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*$")
_BORDER = re.compile(r"[ \t]*\|[ \t]*")
_LOOSE = re.compile(
    r"(?:(?<=[^\W_]{2})(?<!\b[Uu]se)(?<!\b[Tt]he)(?<!\b[Tt]ype)|(?<=[㐀-鿿])) {1,9}\| +(?=[^\s|])"
)
_TAB = re.compile(r"(?<=[^\s.,;:!?。，；：！？、])[ ]?\t[\t ]{0,20}(?=\S)")
_NOTE = re.compile(r"(?<=[.,;:!?”\"’）)》。，；：！？㐀-鿿])\[\d{1,3}\](?![A-Za-z0-9_(\[=])")
_LIST_OF_NOTES = re.compile(r"(?m)注释|注解|^[ \t]{0,20}\[\d{1,3}\]|\bNotes?:")
_PAUSE = (", ", "，")
_NOTHING = (" ", " ")


def layout(text: str) -> Iterator[Found]:
    """Cells of a table are parted by a pause, a row ends with its line, and what only draws the
    table isn't said; nor is the [1] of a note after a mark or a Han character."""
    rows = [match.span() for match in _ROW.finditer(text)]
    for start, end in rows:
        if _RULE.fullmatch(text, start, end):
            yield Found(start, end, SYMBOL, *_NOTHING)
            continue
        borders = [match.span() for match in _BORDER.finditer(text, start, end)]
        for at, border in enumerate(borders):
            is_edge = at in (0, len(borders) - 1)
            yield Found(*border, SYMBOL, *(_NOTHING if is_edge else _PAUSE))
    for pattern in (_LOOSE, _TAB):
        for match in pattern.finditer(text):
            if not any(start <= match.start() < end for start, end in rows):
                yield Found(*match.span(), SYMBOL, *_PAUSE)
    for start, end in note_numbers(text):
        yield Found(start, end, SYMBOL, *_NOTHING)


def note_numbers(text: str) -> list[tuple[int, int]]:
    """Where the [1] of notes are, from bracket to bracket; none in the list of notes itself."""
    if _LIST_OF_NOTES.search(text):
        return []
    return [match.span() for match in _NOTE.finditer(text)]
