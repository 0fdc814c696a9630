"""Writes tags with names of their own into MP4 files, which FFmpeg's muxer leaves out.

Players read the tags that iTunes knows in moov/udta/meta. Others have a place in moov/meta, as
pairs of names and values (Apple's QuickTime File Format, "Metadata": the handler `mdta`); both may
be in one file.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Mapping
from typing import BinaryIO

KNOWN = {"title", "artist", "album", "comment", "genre", "copyright", "media_type", "language"}
"""The tags that FFmpeg writes for iTunes."""
_UTF8 = 1


def add_tags(file: BinaryIO, tags: Mapping[str, str]) -> None:
    """Add tags to a whole MP4 file whose index `moov` comes last, as muxers write it.

    Raises ValueError for any other file.
    """
    size = file.seek(0, os.SEEK_END)
    at = 0
    while True:
        file.seek(at)
        header = file.read(16)
        if len(header) < 8:
            raise ValueError("there is no index in this MP4 file")
        length, kind = struct.unpack_from(">I4s", header)
        if length == 1:
            (length,) = struct.unpack_from(">Q", header, 8)
        if kind == b"moov":
            break
        if length < 8:
            raise ValueError("a box of this MP4 file has no length")
        at += length
    if at + length != size:
        raise ValueError("the index of this MP4 file is not its last box")
    meta = _meta(tags)
    file.seek(at)
    file.write(struct.pack(">I", length + len(meta)))
    file.seek(0, os.SEEK_END)
    file.write(meta)


def _meta(tags: Mapping[str, str]) -> bytes:
    handler = _box(b"hdlr", struct.pack(">I4x4s12x", 0, b"mdta") + b"\0")
    names = b"".join(_box(b"mdta", name.encode()) for name in tags)
    keys = _box(b"keys", struct.pack(">II", 0, len(tags)) + names)
    values = b"".join(
        _box(struct.pack(">I", number), _box(b"data", struct.pack(">II", _UTF8, 0) + text.encode()))
        for number, text in enumerate(tags.values(), 1)
    )
    return _box(b"meta", handler + keys + _box(b"ilst", values))


def _box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body
