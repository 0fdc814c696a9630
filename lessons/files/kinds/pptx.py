"""Presentations (ECMA-376, PresentationML): each slide's title, its text, then its notes.

Hidden slides are left out, as are dates, footers and numbers of slides.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from lessons.files.collecting import Collector
from lessons.files.package import Package
from lessons.files.xml_tree import attribute, child, children, descendants, local

_TITLES = ("title", "ctrTitle")
_FURNITURE = {"dt": "headers", "ftr": "headers", "hdr": "headers", "sldNum": "page_numbers"}


def read(package: Package, found: Collector) -> None:
    """Read the slides in the order in which they are shown."""
    main = package.main_part()
    relations = package.relations(main)
    if any(each.use == "vbaProject" for each in relations.values()):
        found.notice("macros")
    slides = child(package.xml(main), "sldIdLst")
    for entry in children(slides, "sldId") if slides is not None else ():
        # Its own number is an "id" as well, without a namespace.
        relation = relations.get(
            next((str(v) for k, v in entry.attrib.items() if str(k).endswith("}id")), "")
        )
        if relation and package.has(relation.path):
            _read_slide(package, relation.path, found)
    title = package.core_title()
    # What PowerPoint calls every new presentation.
    found.title = "" if title in ("PowerPoint Presentation", "PowerPoint 演示文稿") else title


def _read_slide(package: Package, path: str, found: Collector) -> None:
    slide = package.xml(path)
    if attribute(slide, "show") in ("0", "false"):
        found.notice("hidden_slides")
        return
    tree = child(slide, "cSld", "spTree")
    if tree is not None:
        shapes = list(_shapes(tree, found))
        for shape in sorted(shapes, key=lambda shape: _placeholder(shape) not in _TITLES):
            _read_shape(shape, found)
    for relation in package.relations(path).values():
        if relation.use == "notesSlide" and package.has(relation.path):
            _read_notes(package.xml(relation.path), found)
        elif relation.use == "comments":
            found.notice("comments")


def _shapes(tree: etree._Element, found: Collector) -> Iterator[etree._Element]:
    for each in tree:
        name = local(each)
        if name == "grpSp":
            yield from _shapes(each, found)
        elif name == "AlternateContent":
            if (choice := child(each, "Choice")) is not None:
                yield from _shapes(choice, found)
        elif name in ("sp", "graphicFrame"):
            yield each
        elif name == "pic":
            found.notice("pictures")


def _placeholder(shape: etree._Element) -> str:
    for path in (("nvSpPr", "nvPr", "ph"), ("nvGraphicFramePr", "nvPr", "ph")):
        if (found := child(shape, *path)) is not None:
            return attribute(found, "type") or "body"
    return ""


def _read_shape(shape: etree._Element, found: Collector) -> None:
    kind = _placeholder(shape)
    if kind in _FURNITURE:
        found.notice(_FURNITURE[kind])
        return
    table = next(descendants(shape, "tbl"), None)
    if table is not None:
        found.notice("tables")
        for row in children(table, "tr"):
            found.row([" ".join(_paragraphs(cell, found)) for cell in children(row, "tc")])
    elif local(shape) == "graphicFrame":
        found.notice("charts")
    elif kind in _TITLES:
        found.heading(" ".join(_paragraphs(shape, found)))
    else:
        for text in _paragraphs(shape, found):
            found.item(text)


def _read_notes(notes: etree._Element, found: Collector) -> None:
    for shape in descendants(notes, "sp"):
        if _placeholder(shape) == "body":
            for text in _paragraphs(shape, found):
                found.note(text)


def _paragraphs(shape: etree._Element, found: Collector) -> Iterator[str]:
    for paragraph in descendants(shape, "p"):
        parts = []
        for each in paragraph.iter():
            name = local(each)
            if name == "t" and local(_parent(each)) in ("r", "fld"):
                parts.append(each.text or "")
            elif name == "br":
                parts.append("\n")
            elif name == "oMathPara":
                found.notice("formulas")
        if text := "".join(parts).strip():
            yield text


def _parent(element: etree._Element) -> etree._Element:
    above = element.getparent()
    return above if above is not None else element
