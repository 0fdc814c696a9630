"""Books (EPUB 2 and 3) without copy protection: the chapters in reading order."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote

from lxml import etree

from confined import Refused
from lessons.files.blocks import HEADING, PARAGRAPH, Block
from lessons.files.collecting import Collector, one_line
from lessons.files.kinds import html
from lessons.files.letters import decoded
from lessons.files.package import Package
from lessons.files.xml_tree import attribute, child, children, descendants, local

_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")


def read(package: Package, found: Collector) -> None:
    """Read the chapters that the book's spine lists."""
    container = package.xml("META-INF/container.xml")
    rootfile = next(descendants(container, "rootfile"), None)
    if rootfile is None:
        raise Refused("damaged")
    path = attribute(rootfile, "full-path")
    book = package.xml(path)
    for each in book.iter():
        if local(each) == "title" and not found.title:
            found.title = each.text or ""
    protected = _protected(package)
    titles = _titles(package, book, posixpath.dirname(path))
    for chapter in _chapters(book, posixpath.dirname(path), found):
        if chapter in protected:
            raise Refused("encrypted")
        if package.has(chapter):
            root = html.parse_page(decoded(package.read(chapter)))
            if root is not None:
                start = len(found.blocks)
                html.read_chapter(root, found)
                _find_headings(found, start, titles.get(chapter, set()))


def _chapters(book: etree._Element, folder: str, found: Collector) -> list[str]:
    items = {}
    for manifest in children(book, "manifest"):
        for item in children(manifest, "item"):
            items[attribute(item, "id")] = item
    paths = []
    for spine in children(book, "spine"):
        for reference in children(spine, "itemref"):
            item = items.get(attribute(reference, "idref"))
            if item is None or attribute(reference, "linear") == "no":
                continue
            if "nav" in attribute(item, "properties").split():
                found.notice("contents")
            elif attribute(item, "media-type") in _PAGES:
                href = unquote(attribute(item, "href"))
                paths.append(posixpath.normpath(posixpath.join(folder, href)))
    return paths


def _titles(package: Package, book: etree._Element, folder: str) -> dict[str, set[str]]:
    """What the table of contents calls the places in each chapter's file (EPUB 3, and 2)."""
    titles: dict[str, set[str]] = {}
    for item in descendants(book, "item"):
        contents = posixpath.normpath(posixpath.join(folder, unquote(attribute(item, "href"))))
        if not package.has(contents):
            continue
        pairs: list[tuple[str, str]] = []
        if "nav" in attribute(item, "properties").split():
            root = html.parse_page(decoded(package.read(contents)))
            links = descendants(root, "a") if root is not None else iter(())
            pairs = [(link.get("href") or "", "".join(map(str, link.itertext()))) for link in links]
        elif attribute(item, "media-type") == "application/x-dtbncx+xml":
            for point in descendants(package.xml(contents), "navPoint"):
                label, place = child(point, "navLabel", "text"), child(point, "content")
                if label is not None and place is not None:
                    pairs.append((attribute(place, "src"), label.text or ""))
        for href, title in pairs:
            file = posixpath.join(posixpath.dirname(contents), unquote(href.partition("#")[0]))
            titles.setdefault(posixpath.normpath(file), set()).add(one_line(title))
    return titles


def _find_headings(found: Collector, start: int, titles: set[str]) -> None:
    """Make headings of what the table of contents names, in a chapter that has none.

    LibreOffice writes its headings as paragraphs in large letters.
    """
    if any(block.kind == HEADING for block in found.blocks[start:]):
        return
    for at, block in enumerate(found.blocks[start:], start):
        if block.kind == PARAGRAPH and block.text in titles:
            found.blocks[at] = Block(kind=HEADING, text=block.text, level=1)


def _protected(package: Package) -> set[str]:
    """The parts that are encrypted. Fonts often are, which does not matter."""
    if not package.has("META-INF/encryption.xml"):
        return set()
    references = descendants(package.xml("META-INF/encryption.xml"), "CipherReference")
    return {unquote(attribute(each, "URI")) for each in references}
