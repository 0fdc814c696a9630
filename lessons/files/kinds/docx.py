"""Word documents (ECMA-376, WordprocessingML), also those with macros, which are left alone.

Read: paragraphs, lists, tables row by row, text boxes behind the paragraph that they are at.
Inserted text is read, deleted text is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from lessons.files.collecting import Collector
from lessons.files.package import Package
from lessons.files.xml_tree import attribute, child, children, descendants, local

_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])\Z", re.IGNORECASE)
_LEFT_OUT = {
    "footnoteReference": "footnotes",
    "endnoteReference": "footnotes",
    "commentReference": "comments",
    "oMath": "formulas",
    "oMathPara": "formulas",
    "del": "deleted_text",
    "moveFrom": "deleted_text",
}
_UNREAD = {"pPr", "rPr", "instrText", "delText", "rt", "Fallback", "sdtPr", "fldChar", "tblPr"}
_GRAPHICS = {"drawing", "pict", "object"}


class _Styles:
    """The levels of styles that are headings, and which style is a title or of the contents."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, tuple[str, str, str]] = {}
        for style in children(root, "style") if root is not None else ():
            name, based, outline = (
                _value(style, *path) for path in (("name",), ("basedOn",), ("pPr", "outlineLvl"))
            )
            self._styles[attribute(style, "styleId")] = (name, based, outline)

    def level(self, style: str) -> int | None:
        """The level of a heading; 0 for a document's title, None for other text."""
        for _ in range(20):
            name, based, outline = self._styles.get(style, ("", "", ""))
            if (match := _HEADING.match(name)) or (match := _HEADING.match(style)):
                return int(match[1])
            if name.lower() == "title":
                return 0
            if outline.isdigit():
                return int(outline) + 1 if int(outline) < 9 else None
            if not based:
                break
            style = based
        return None

    def is_contents(self, style: str) -> bool:
        """Whether a paragraph of this style stands in a table of contents."""
        name = self._styles.get(style, (style, "", ""))[0].lower()
        return bool(re.match(r"toc\s*(?:\d|heading)", name)) or name == "table of figures"


def read(package: Package, found: Collector) -> None:
    """Read a document's main part."""
    main = package.main_part()
    relations = package.relations(main).values()
    styles = next((each.path for each in relations if each.use == "styles"), "")
    reader = _Reader(found, _Styles(package.xml(styles) if package.has(styles) else None))
    body = child(package.xml(main), "body")
    if body is not None:
        reader.container(body)
    reader.finish()
    found.title = reader.title or package.core_title()
    for relation in relations:
        if relation.use == "vbaProject":
            found.notice("macros")
        elif relation.use in ("header", "footer") and package.has(relation.path):
            written = any(each.text for each in descendants(package.xml(relation.path), "t"))
            found.notice("headers", int(written))


class _Reader:
    def __init__(self, found: Collector, styles: _Styles) -> None:
        self.found = found
        self.styles = styles
        self.title = ""
        self._boxes: list[etree._Element] = []

    def container(self, element: etree._Element) -> None:
        """Read the paragraphs and tables of a body, a control or a text box."""
        for each in element:
            name = local(each)
            if name == "p":
                self._paragraph(each)
            elif name == "tbl":
                self._table(each)
            elif name == "sdt":
                if "Table of Contents" in (_value(each, "sdtPr", "docPartObj", "docPartGallery")):
                    self.found.notice("contents")
                elif (content := child(each, "sdtContent")) is not None:
                    self.container(content)
            elif name in ("ins", "moveTo", "customXml", "smartTag"):
                self.container(each)
            elif name in _LEFT_OUT:
                self.found.notice(_LEFT_OUT[name])

    def finish(self) -> None:
        """Read the text boxes that stood in the paragraphs before."""
        while self._boxes:
            boxes, self._boxes = self._boxes, []
            for box in boxes:
                self.found.notice("text_boxes")
                self.container(box)

    def _paragraph(self, paragraph: etree._Element) -> None:
        style = _value(paragraph, "pPr", "pStyle")
        if self.styles.is_contents(style):
            self.found.notice("contents")
            return
        text = "".join(self._text(paragraph))
        level = self.styles.level(style)
        outline = _value(paragraph, "pPr", "outlineLvl")
        if outline.isdigit() and int(outline) < 9:
            level = int(outline) + 1
        if level is not None:
            if level == 0 and not self.title:
                self.title = text
            self.found.heading(text, max(level, 1))
        elif child(paragraph, "pPr", "numPr") is not None or "list" in style.lower():
            self.found.item(text)
        else:
            self.found.paragraph(text)
        if self._boxes:
            self.finish()

    def _table(self, table: etree._Element) -> None:
        self.found.notice("tables")
        for row in children(table, "tr"):
            cells = []
            for cell in children(row, "tc", "sdt"):
                texts = (
                    "".join(self._text(each))
                    for each in descendants(cell, "p")
                    if not any(local(above) == "txbxContent" for above in _above(each, cell))
                )
                cells.append(" ".join(text for text in texts if text.strip()))
            self.found.row(cells)
        self.finish()

    def _text(self, element: etree._Element) -> Iterator[str]:
        for each in element:
            name = local(each)
            if name == "t":
                yield each.text or ""
            elif name in ("tab", "ptab"):
                yield " "
            elif name in ("br", "cr"):
                yield "\n" if attribute(each, "type") not in ("page", "column") else " "
            elif name == "noBreakHyphen":
                yield "-"
            elif name in _LEFT_OUT:
                self.found.notice(_LEFT_OUT[name])
            elif name in _GRAPHICS:
                self._graphic(each)
            elif name == "ruby":
                self.found.notice("pronunciations")
                yield from self._text(each)
            elif name == "r" and child(each, "rPr", "vanish") is not None:
                hidden = _value(each, "rPr", "vanish") not in ("0", "false")
                if hidden:
                    self.found.notice("hidden_text")
                else:
                    yield from self._text(each)
            elif name not in _UNREAD:
                yield from self._text(each)

    def _graphic(self, graphic: etree._Element) -> None:
        # Office writes a text box twice, the second time for old versions of itself.
        boxes = [
            each
            for each in descendants(graphic, "txbxContent")
            if not any(
                local(above) in ("Fallback", "txbxContent") for above in _above(each, graphic)
            )
        ]
        self._boxes += boxes
        if not boxes:
            chart = any(True for _ in descendants(graphic, "chart", "relIds"))
            self.found.notice("charts" if chart else "pictures")


def _above(element: etree._Element, top: etree._Element) -> Iterator[etree._Element]:
    for above in element.iterancestors():
        if above is top:
            return
        yield above


def _value(element: etree._Element, *path: str) -> str:
    found = child(element, *path)
    return attribute(found, "val") if found is not None else ""
