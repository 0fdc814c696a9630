"""Parses XML without entities and network, and asks elements by their local names.

Office has two namespaces for everything (transitional and strict), so names are compared
without them.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from confined import Refused


def parse(data: bytes) -> etree._Element:
    """The root element. Raises Refused: it is no XML, too deep, or defines entities."""
    if b"<!ENTITY" in data:
        raise Refused("entities")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        said = str(error).lower()
        if "depth" in said:
            raise Refused("too_deep") from error
        raise Refused("entities" if "entity" in said else "damaged") from error
    except ValueError as error:
        raise Refused("damaged") from error
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        raise Refused("entities")
    return root


def local(element: etree._Element) -> str:
    """The element's name without its namespace; "" for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, name: str) -> str:
    """The value of the attribute with that local name, or ""."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Its children with one of these names."""
    return (child for child in element if local(child) in names)


def child(element: etree._Element, *path: str) -> etree._Element | None:
    """The first child of each name down the path, or None."""
    found: etree._Element | None = element
    for name in path:
        if found is None:
            return None
        found = next(children(found, name), None)
    return found


def descendants(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """All elements below it with one of these names, in the order of the document."""
    return (each for each in element.iter() if each is not element and local(each) in names)
