"""Markdown (CommonMark, with tables): headings, paragraphs, lists and quotations."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markdown_it import MarkdownIt
from markdown_it.token import Token

from lessons.files.collecting import Collector
from lessons.files.kinds import html

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
_TITLE = re.compile(r"^title:[ \t]*(.+)$", re.MULTILINE)
_NOTE = re.compile(r"^\[\^[^\]\n]{1,100}\]:.*\n?(?:(?: {4}|\t).*\n?)*", re.MULTILINE)
_NOTE_MARK = re.compile(r"\[\^[^\]\n]{1,100}\]")


def read(text: str, found: Collector) -> None:
    """Read a text with Markdown."""
    front = _FRONT_MATTER.match(text)
    if front:
        text = text[front.end() :]
        title = _TITLE.search(front[1])
        found.title = title[1].strip("\"' ") if title else ""
    text, notes = _NOTE.subn("", text)
    text, marks = _NOTE_MARK.subn("", text)
    found.notice("footnotes", max(notes, marks))
    _Reader(found).read(MarkdownIt("commonmark").enable("table").parse(text))


class _Reader:
    def __init__(self, found: Collector) -> None:
        self.found = found
        self._open: list[Token] = []
        self._cells: list[str] = []

    def read(self, tokens: Iterable[Token]) -> None:
        for token in tokens:
            if token.nesting == 1:
                self._open.append(token)
                if token.type == "table_open":
                    self.found.notice("tables")
            elif token.nesting == -1:
                self._open.pop()
                if token.type == "tr_close":
                    self.found.row(self._cells)
                    self._cells = []
            elif token.type == "inline":
                self._add("".join(self._text(token.children or [])))
            elif token.type == "html_block":
                root = html.parse_page(token.content)
                if root is not None:
                    html.read_chapter(root, self.found)
            elif token.type in ("fence", "code_block"):
                self.found.notice("code")

    def _add(self, text: str) -> None:
        around = self._open[-1] if self._open else None
        if around is not None and around.type == "heading_open":
            self.found.heading(text, int(around.tag[1:]))
        elif around is not None and around.type in ("td_open", "th_open"):
            self._cells.append(text)
        elif any(each.type == "list_item_open" for each in self._open):
            self.found.item(text)
        else:
            self.found.paragraph(text)

    def _text(self, tokens: Iterable[Token]) -> Iterable[str]:
        for token in tokens:
            if token.type in ("text", "code_inline"):
                yield token.content
            elif token.type == "softbreak":
                yield " "
            elif token.type == "hardbreak":
                yield "\n"
            elif token.type == "image":
                self.found.notice("pictures")
