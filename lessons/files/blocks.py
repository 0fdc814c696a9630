"""What a file holds for a lesson: blocks of text in order, and what was left out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

HEADING, PARAGRAPH, ITEM, NOTE = "heading", "paragraph", "item", "note"
KINDS = (HEADING, PARAGRAPH, ITEM, NOTE)
FILE_KINDS = ("text", "markdown", "html", "subtitles", "docx", "pptx", "odt", "epub", "pdf")
LONGEST_TITLE, LONGEST_SPEAKER = 200, 60
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


def script_text(script: Script) -> str:
    """The script as JSON, for `script_from`."""
    blocks = [(block.kind, block.text, block.level, block.speaker) for block in script.blocks]
    data = {
        "kind": script.kind,
        "title": script.title,
        "noticed": script.noticed,
        "blocks": blocks,
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def script_from(text: str | bytes, *, max_characters: int) -> Script:
    """The script of such JSON, which may come from anybody. Raises ValueError."""
    try:
        data = json.loads(text)
        script = _script(data)
    except (KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise ValueError("no script") from error
    if sum(len(block.text) for block in script.blocks) > max_characters:
        raise ValueError("more text than allowed")
    return script


def _script(data: dict[str, Any]) -> Script:
    noticed = {name: int(data["noticed"].get(name, 0)) for name in (*LEFT_OUT, *READ_AS)}
    return Script(
        kind=_one_of(data["kind"], FILE_KINDS),
        title=_text(data["title"])[:LONGEST_TITLE],
        blocks=tuple(
            Block(
                kind=_one_of(kind, KINDS),
                text=_text(text),
                level=int(level),
                speaker=_text(speaker)[:LONGEST_SPEAKER],
            )
            for kind, text, level, speaker in data["blocks"]
        ),
        noticed={name: count for name, count in noticed.items() if count > 0},
    )


def _one_of(value: object, known: tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in known:
        raise ValueError("an unknown kind")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("a text that is none")
    value.encode()
    # Of texts that did not come from our own reader.
    return " ".join(value.replace("\0", " ").split())
