"""Gathers the blocks of a file in the child, and holds its limits."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from confined import Refused
from lessons.files.blocks import HEADING, ITEM, NOTE, PARAGRAPH, Block

_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_SENTENCE_END = (*".!?。！？…;；:：", "”", "」")
LONGEST_HEADING = 300


class Collector:
    """The blocks so far, and how often each thing was left out or read in another form."""

    def __init__(self, order: dict[str, Any]) -> None:
        self.order = order
        self.blocks: list[Block] = []
        self.noticed: Counter[str] = Counter()
        self.title = ""
        self._characters = 0

    def heading(self, text: str, level: int = 1) -> None:
        """Add a heading; one as long as a paragraph is a paragraph."""
        text = one_line(text)
        if len(text) > LONGEST_HEADING:
            self._add(PARAGRAPH, text)
        else:
            self._add(HEADING, text, max(1, min(level, 9)))

    def paragraph(self, text: str, speaker: str = "", *, kind: str = PARAGRAPH) -> None:
        """Add a paragraph. Each of its lines becomes one of its own, as in a poem."""
        for line in text.splitlines():
            self._add(kind, one_line(line), 0, speaker)

    def item(self, text: str) -> None:
        """Add an item of a list."""
        self.paragraph(text, kind=ITEM)

    def note(self, text: str) -> None:
        """Add a note behind the slide."""
        self.paragraph(text, kind=NOTE)

    def row(self, cells: list[str]) -> None:
        """Add a row of a table, as a sentence that lists its cells."""
        said = [cell for cell in map(one_line, cells) if cell]
        comma, stop = ("，", "。") if _HAN.search("".join(said)) else (", ", ".")
        text = comma.join(said)
        if text and not text.endswith(_SENTENCE_END):
            text += stop
        self._add(ITEM, text)

    def notice(self, what: str, count: int = 1) -> None:
        """Count something that is left out, or read in another form than it looks."""
        if count:
            self.noticed[what] += count

    def _add(self, kind: str, text: str, level: int = 0, speaker: str = "") -> None:
        if not text:
            return
        self._characters += len(text)
        most = self.order["max_characters"]
        if self._characters > most:
            raise Refused("too_long", max_characters=most)
        self.blocks.append(Block(kind=kind, text=text, level=level, speaker=speaker))


def one_line(text: str) -> str:
    """The text without line breaks and characters that nobody sees."""
    return " ".join(_CONTROL.sub(" ", _INVISIBLE.sub("", text)).split())
