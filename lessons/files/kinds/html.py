"""Web pages, and the chapters of books: what a reader would read of them."""

from __future__ import annotations

import re

from lxml import etree

from lessons.files.collecting import Collector
from lessons.files.xml_tree import children, descendants, local

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = {
    "p", "div", "section", "article", "main", "body", "html", "blockquote", "ul", "ol", "dl",
    "dt", "dd", "figure", "figcaption", "address", "center", "details", "summary", "hr", "tr",
    "td", "th", "caption", "fieldset", "legend", "form", "aside", "header", "hgroup", "li", "pre",
}  # fmt: skip
_LEFT_OUT = {
    "img": "pictures", "svg": "pictures", "picture": "pictures", "canvas": "pictures",
    "video": "pictures", "audio": "pictures", "iframe": "pictures", "object": "pictures",
    "math": "formulas", "nav": "contents", "footer": "headers", "input": "forms",
    "select": "forms", "textarea": "forms", "button": "forms", "rt": "pronunciations",
    "del": "deleted_text", "s": "deleted_text", "strike": "deleted_text",
    "script": "", "style": "", "template": "", "noscript": "", "head": "", "rp": "", "title": "",
}  # fmt: skip
_NOTES = re.compile(r"(?:doc-)?(?:noteref|footnotes?|endnotes?|rearnotes?|pagebreak)\Z")
# Of pandoc, and of LibreOffice.
_NOTE_CLASSES = re.compile(r"footnote-ref|footnotes?|sd(?:foot|end)note(?:anc|sym)?")
_NOTE_ELEMENTS = {"a", "aside", "section", "div", "li", "sup", "span", "p"}
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_DEEPEST = 200


def read(text: str, found: Collector) -> None:
    """Read a page."""
    root = parse_page(text)
    if root is None:
        return
    title = next(descendants(root, "title"), None)
    found.title = (title.text or "") if title is not None else ""
    _Reader(found).read(root)


def parse_page(text: str) -> etree._Element | None:
    """The root element of a page, however it is written; None where there is nothing."""
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    data = text.encode("utf-8", "replace")
    try:
        return etree.fromstring(data, parser) if data.strip() else None
    except (etree.XMLSyntaxError, ValueError):
        return None


def read_chapter(root: etree._Element, found: Collector) -> None:
    """Read a page that is part of a book."""
    _Reader(found).read(root)


class _Reader:
    def __init__(self, found: Collector) -> None:
        self.found = found
        self._parts: list[str] = []
        self._in_list = 0
        self._in_cell = False

    def read(self, root: etree._Element) -> None:
        self._element(root, 0)
        self._flush()

    def _element(self, element: etree._Element, depth: int) -> None:
        name = local(element)
        if not name or depth > _DEEPEST:
            return
        if self._is_left_out(element, name):
            return
        if name in _HEADINGS:
            self._flush()
            self._inside(element, depth)
            text, self._parts = "".join(self._parts), []
            self.found.heading(text, _HEADINGS[name])
        elif name == "table":
            self._flush()
            self._table(element, depth)
        elif name == "br":
            self._parts.append("\n")
        elif name in _BLOCKS:
            self._flush()
            self._in_list += name in ("ul", "ol")
            if name == "pre":
                self.found.notice("code")
            else:
                self._inside(element, depth)
            self._flush()
            self._in_list -= name in ("ul", "ol")
        else:
            self._inside(element, depth)

    def _inside(self, element: etree._Element, depth: int) -> None:
        self._parts.append(_spaced(element.text))
        for each in element:
            self._element(each, depth + 1)
            self._parts.append(_spaced(each.tail))

    def _is_left_out(self, element: etree._Element, name: str) -> bool:
        roles = f"{element.get('role', '')} {element.get('epub:type', '')}".split()
        classes = element.get("class", "").split()
        if name in _NOTE_ELEMENTS and (
            any(map(_NOTES.match, roles)) or any(map(_NOTE_CLASSES.fullmatch, classes))
        ):
            self.found.notice("footnotes", int(not any("pagebreak" in each for each in roles)))
            return True
        if name in _LEFT_OUT:
            if _LEFT_OUT[name]:
                self.found.notice(_LEFT_OUT[name])
            return True
        hidden = "hidden" in element.attrib or _HIDDEN.search(element.get("style") or "")
        if hidden or element.get("aria-hidden") == "true":
            self.found.notice("hidden_text")
            return True
        return False

    def _table(self, table: etree._Element, depth: int) -> None:
        if any(True for _ in descendants(table, "table", *_HEADINGS)):
            self._inside(table, depth)  # it only places the page's parts
            return
        self.found.notice("tables")
        self._in_cell = True
        for row in descendants(table, "tr"):
            cells = []
            for cell in children(row, "td", "th"):
                self._inside(cell, depth + 2)
                cells.append("".join(self._parts))
                self._parts = []
            self.found.row(cells)
        self._in_cell = False

    def _flush(self) -> None:
        if self._in_cell:
            self._parts.append(" ")
            return
        text, self._parts = "".join(self._parts), []
        if self._in_list:
            self.found.item(text)
        else:
            self.found.paragraph(text)


def _spaced(text: str | None) -> str:
    """The text with its line breaks as spaces: in a page they mean no more."""
    return re.sub(r"\s+", " ", text) if text else ""
