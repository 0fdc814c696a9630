"""Tells what kind a file is by its content; names lie."""

from __future__ import annotations

import re

from confined import Refused
from lessons.files.package import Package

_BINARY = (
    (0, b"{\\rtf", "RTF"),
    (0, b"\x89PNG", "PNG"),
    (0, b"\xff\xd8\xff", "JPEG"),
    (0, b"GIF8", "GIF"),
    (0, b"RIFF", "WAV or WebP"),
    (0, b"ID3", "MP3"),
    (0, b"OggS", "OGG"),
    (0, b"fLaC", "FLAC"),
    (4, b"ftyp", "MP4"),
    (0, b"\x1a\x45\xdf\xa3", "WebM"),
    (0, b"\x1f\x8b", "GZIP"),
    (0, b"7z\xbc\xaf", "7-Zip"),
    (0, b"Rar!", "RAR"),
    (60, b"BOOKMOBI", "MOBI"),
    (0, b"MZ", "EXE"),
    (0, b"\x7fELF", "ELF"),
    (0, b"AT&TFORM", "DjVu"),
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_MIMES = {
    "application/epub+zip": "epub",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.text-template": "odt",
}
_OFFICE = {"word/": "docx", "ppt/": "pptx"}
_CUE = re.compile(r"^\s*\d{1,2}:\d\d(?::\d\d)?[.,]\d{3}[ \t]*-->[ \t]*\d", re.MULTILINE)
_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b",
                   re.IGNORECASE | re.DOTALL)  # fmt: skip
_XML = re.compile(r"\s*<\?xml\b")


def refuse_binary(data: bytes) -> None:
    """Raises Refused for files that are known and can't be read."""
    if data.startswith(_OLD_OFFICE):
        encrypted = _ENCRYPTED_PACKAGE in data
        raise Refused("encrypted" if encrypted else "unsupported.old_office")
    for offset, magic, kind in _BINARY:
        if data[offset : offset + len(magic)] == magic:
            raise Refused("unsupported", kind=kind)


def kind_of_package(package: Package) -> str:
    """docx, pptx, odt or epub. Raises Refused for other archives."""
    mime = ""
    if package.has("mimetype"):
        mime = package.read("mimetype")[:200].decode("ascii", "replace").strip()
    if mime in _MIMES:
        return _MIMES[mime]
    if package.has("META-INF/container.xml"):
        return "epub"
    if mime.startswith("application/vnd.oasis.opendocument."):
        raise Refused("unsupported", kind="OpenDocument " + mime.rpartition(".")[2][:30])
    if package.has("[Content_Types].xml"):
        main = package.main_part()
        for folder, kind in _OFFICE.items():
            if main.startswith(folder):
                return kind
        if main.startswith("xl/"):
            raise Refused("unsupported", kind="Excel")
        raise Refused("damaged")
    if any(name.endswith(".iwa") for name in package.names):
        raise Refused("unsupported", kind="Pages or Keynote")
    raise Refused("unsupported", kind="ZIP")


def kind_of_text(text: str, *, marked_down: bool) -> str:
    """html, subtitles, markdown or text. Raises Refused for XML of other kinds."""
    head = text[:4096].lstrip("\ufeff")
    if _PAGE.match(head):
        return "html"
    if _XML.match(head):
        raise Refused("unsupported", kind="XML")
    if head.startswith("WEBVTT") or _CUE.search(head):
        return "subtitles"
    return "markdown" if marked_down else "text"
