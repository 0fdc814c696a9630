"""Turns the bytes of a text into letters: its encoding is told by its content."""

from __future__ import annotations

import codecs
import re

from confined import Refused

ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "big5", "cp1252", "gbk",
             "latin-1", "shift_jis", "euc-kr", "mac-roman", "ascii", "charmap", "utf-8",
             "raw-unicode-escape", "unicode-escape",
             "cp437",
    "gb2312")  # fmt: skip
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})""")
_COMMON_ROWS = {"gb2312": (b"\xa1", b"\xd7"), "big5": (b"\xa1", b"\xc6")}
"""The first bytes of punctuation and of the characters that are used most."""
_LEAST_COMMON = 0.75
_DECLARED_BYTES = 2048


def decoded(data: bytes) -> str:
    """The text of `data`. Raises Refused: it is no text.

    Byte order marks and what a page declares of itself come first, then UTF-8, then what makes
    most sense of the bytes: GB18030, Big5 or Windows-1252.
    """
    text = _by_mark(data)
    if text is None:
        text = _by_declaration(data)
    if text is None:
        text = _by_guess(data)
    odd = sum(text.count(chr(code)) for code in (*range(9), *range(14, 27), *range(28, 32)))
    if odd > len(text) // 100:
        raise Refused("not_a_document")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")


def _by_mark(data: bytes) -> str | None:
    if data.startswith(codecs.BOM_UTF8):
        return data.decode("utf-8-sig", "replace")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    half = len(data[:2048]) // 2
    if half >= 4 and data[1:2048:2].count(0) > half * 0.7:
        return data.decode("utf-16-le", "replace")
    if half >= 4 and data[0:2048:2].count(0) > half * 0.7:
        return data.decode("utf-16-be", "replace")
    return None


def _by_declaration(data: bytes) -> str | None:
    head = data[:_DECLARED_BYTES]
    match = _DECLARED.search(head) if b"<" in head else None
    if not match:
        return None
    name = match[1].decode().lower().replace("_", "-")
    name = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252"}.get(name, name)
    if name not in ENCODINGS or "escape" in name or name.startswith("utf-16"):
        return None
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return None


def _by_guess(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    best, most = data.decode("cp1252", "replace"), _LEAST_COMMON
    for encoding, strict in (("gb18030", "gb2312"), ("big5", "big5")):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if (common := _common_share(text, strict)) > most:
            best, most = text, common
    return best


def _common_share(text: str, encoding: str) -> float:
    """How many of the letters beyond ASCII are common Chinese characters or punctuation."""
    beyond = [char for char in text[:20_000] if char > "\x7f"]
    first, last = _COMMON_ROWS[encoding]
    rows = (char.encode(encoding, "ignore")[:1] for char in beyond)
    return sum(first <= row <= last for row in rows) / max(len(beyond), 1)
