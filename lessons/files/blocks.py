"""What a file holds for a lesson: blocks of text in order, and what was left out."""

from __future__ import annotations

from dataclasses import dataclass

HEADING, PARAGRAPH, ITEM, NOTE = "heading", "paragraph", "item", "note"
KINDS = (HEADING, PARAGRAPH, ITEM, NOTE)
LEFT_OUT = (
    "pictures", "footnotes", "headers", "page_numbers", "comments", "deleted_text", "hidden_text",
    "contents", "formulas", "code", "macros", "charts", "hidden_slides", "sounds", "forms",
    "pronunciations",
)  # fmt: skip
"""What is not read aloud."""
READ_AS = ("tables", "text_boxes")
"""What is read, though perhaps not as it looks: tables are read row by row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A heading, a paragraph, an item of a list or row of a table, or a note behind a slide.

    `level` is that of a heading, from 1. `speaker` says it, where the file itself names one.
    """

    kind: str
    text: str
    level: int = 0
    speaker: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """All of a file. `kind` is what it was read as; `noticed` counts LEFT_OUT and READ_AS."""

    kind: str
    title: str
    blocks: tuple[Block, ...]
    noticed: dict[str, int]
