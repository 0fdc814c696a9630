"""Books (EPUB 2 and 3) without copy protection: the chapters in reading order."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote

from lxml import etree

from confined import Refused
from lessons.files.collecting import Collector
from lessons.files.kinds import html
from lessons.files.letters import decoded
from lessons.files.package import Package
from lessons.files.xml_tree import attribute, children, descendants, local

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
    for chapter in _chapters(book, posixpath.dirname(path), found):
        if chapter in protected:
            raise Refused("encrypted")
        if package.has(chapter):
            root = html.parse_page(decoded(package.read(chapter)))
            if root is not None:
                html.read_chapter(root, found)


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


def _protected(package: Package) -> set[str]:
    """The parts that are encrypted. Fonts often are, which does not matter."""
    if not package.has("META-INF/encryption.xml"):
        return set()
    references = descendants(package.xml("META-INF/encryption.xml"), "CipherReference")
    return {unquote(attribute(each, "URI")) for each in references}
