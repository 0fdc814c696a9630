"""OpenDocument texts (ISO/IEC 26300), as LibreOffice writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from confined import Refused
from lessons.files.collecting import Collector
from lessons.files.package import Package
from lessons.files.xml_tree import attribute, child, children, descendants, local

_LEFT_OUT = {
    "note": "footnotes",
    "annotation": "comments",
    "annotation-end": "",
    "tracked-changes": "deleted_text",
    "table-of-content": "contents",
    "illustration-index": "contents",
    "alphabetical-index": "contents",
    "page-number": "page_numbers",
    "hidden-text": "hidden_text",
    "ruby-text": "",
    "forms": "",
    "sequence-decls": "",
}
_HEADING_STYLE = re.compile(r"Heading_20_(\d)")
_CONTAINERS = {"section", "list", "list-item", "list-header", "index-body", "numbered-paragraph"}


def read(package: Package, found: Collector) -> None:
    """Read the document's content."""
    if package.has("META-INF/manifest.xml"):
        manifest = package.xml("META-INF/manifest.xml")
        if any(True for _ in descendants(manifest, "encryption-data")):
            raise Refused("encrypted")
    content = package.xml("content.xml")
    styles = package.xml("styles.xml") if package.has("styles.xml") else None
    text = child(content, "body", "text")
    if text is not None:
        sheets = [sheet for sheet in (styles, content) if sheet is not None]
        _Reader(found, _heading_levels(sheets)).container(text, in_list=False)
    found.title = package.core_title("meta.xml")
    found.notice("macros", int(any(name.startswith("Basic/") for name in package.names)))
    if styles is not None:
        for each in descendants(styles, "header", "footer"):
            found.notice("headers", int(any(text.strip() for text in map(str, each.itertext()))))


def _heading_levels(sheets: list[etree._Element]) -> dict[str, int]:
    """The levels of the styles that are headings, themselves or by what they derive from.

    Writer's editor for web pages writes its headings as paragraphs of such styles.
    """
    parents, levels = {}, {"Title": 1}
    for sheet in sheets:
        for style in descendants(sheet, "style"):
            if attribute(style, "family") == "paragraph":
                name = attribute(style, "name")
                parents[name] = attribute(style, "parent-style-name")
                if number := _HEADING_STYLE.fullmatch(name):
                    levels[name] = int(number[1])
    for name, parent in parents.items():
        if parent in levels and name not in levels:
            levels[name] = levels[parent]
    return levels


class _Reader:
    def __init__(self, found: Collector, levels: dict[str, int]) -> None:
        self.found = found
        self._levels = levels
        self._boxes: list[etree._Element] = []

    def container(self, element: etree._Element, *, in_list: bool) -> None:
        """Read headings, paragraphs, lists and tables."""
        for each in element:
            name = local(each)
            if name in _LEFT_OUT:
                self.found.notice(_LEFT_OUT[name], int(bool(_LEFT_OUT[name])))
            elif name == "h":
                outline = attribute(each, "outline-level")
                self.found.heading("".join(self._text(each)), _whole(outline, 1))
            elif name == "p":
                text = "".join(self._text(each))
                level = self._levels.get(attribute(each, "style-name"), 0)
                if level and not in_list:
                    self.found.heading(text, level)
                elif in_list:
                    self.found.item(text)
                else:
                    self.found.paragraph(text)
            elif name == "table":
                self._table(each)
            elif name in _CONTAINERS:
                self.container(each, in_list=in_list or name == "list")
            elif name == "frame":
                self._frame(each)
            boxes, self._boxes = self._boxes, []
            for box in boxes:
                self.found.notice("text_boxes")
                self.container(box, in_list=False)

    def _table(self, table: etree._Element) -> None:
        self.found.notice("tables")
        for row in descendants(table, "table-row"):
            cells = []
            for cell in children(row, "table-cell"):
                texts = ("".join(self._text(each)) for each in descendants(cell, "p", "h"))
                cells.append(" ".join(text for text in texts if text.strip()))
            self.found.row(cells)

    def _text(self, element: etree._Element) -> Iterator[str]:
        yield element.text or ""
        for each in element:
            name = local(each)
            if name in _LEFT_OUT:
                self.found.notice(_LEFT_OUT[name], int(bool(_LEFT_OUT[name])))
                self.found.notice("pronunciations", int(name == "ruby-text"))
            elif name == "s" or name == "tab":
                yield " "
            elif name == "line-break":
                yield "\n"
            elif name == "frame":
                self._frame(each)
            else:
                yield from self._text(each)
            yield each.tail or ""

    def _frame(self, frame: etree._Element) -> None:
        box = child(frame, "text-box")
        if box is not None:
            self._boxes.append(box)
        elif child(frame, "object") is not None:
            self.found.notice("formulas")
        else:
            self.found.notice("pictures")


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else otherwise
