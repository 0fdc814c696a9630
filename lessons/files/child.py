"""Reads one file, in the confined process (`confined.child`). Here the parsers are imported.

The bytes of the answer are a script as JSON. Reasons of refusals are those of
lessons.files.refusal.
"""

from __future__ import annotations

import codecs
import io
import zipfile
from typing import Any

from lxml import etree

from confined import Refused
from lessons.files.blocks import Script, script_text
from lessons.files.collecting import Collector, one_line
from lessons.files.kinds import docx, epub, html, markdown, odt, pdf, plain, pptx, subtitles
from lessons.files.letters import ENCODINGS, decoded
from lessons.files.package import Package, PackageLimits
from lessons.files.sniff import kind_of_package, kind_of_text, refuse_binary

__all__ = ["prepare", "work"]

_OF_PACKAGE = {"docx": docx.read, "pptx": pptx.read, "odt": odt.read, "epub": epub.read}
_OF_TEXT = {
    "html": html.read,
    "subtitles": subtitles.read,
    "markdown": markdown.read,
    "text": plain.read,
}


def prepare(order: dict[str, Any]) -> None:
    """Load what is loaded when first used, as nothing can be opened once confined."""
    for encoding in ENCODINGS:
        codecs.lookup(encoding)
    etree.fromstring(b"<a/>")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("a", b"<a/>")
    Package(archive.getvalue(), PackageLimits.of(order)).xml("a")
    markdown.read("# One\n\nTwo *three*.", Collector(order))
    pdf.prepare()


def work(data: bytes, order: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """No facts, and the script of a file."""
    found = Collector(order)
    try:
        kind = _read(data, found)
    except (MemoryError, RecursionError):
        raise Refused("timeout") from None
    if not any(any(map(str.isalnum, block.text)) for block in found.blocks):
        raise Refused("nothing_to_read")
    script = Script(
        kind=kind,
        title=one_line(found.title),
        blocks=tuple(found.blocks),
        noticed=dict(found.noticed),
    )
    return {}, script_text(script).encode()


def _read(data: bytes, found: Collector) -> str:
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        package = Package(data, PackageLimits.of(found.order))
        kind = kind_of_package(package)
        _OF_PACKAGE[kind](package, found)
        return kind
    if b"%PDF-" in data[:1024]:
        pdf.read(data, found)
        return "pdf"
    refuse_binary(data)
    text = decoded(data)
    kind = kind_of_text(text, marked_down=found.order["marked_down"])
    _OF_TEXT[kind](text, found)
    return kind
