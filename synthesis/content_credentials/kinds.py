"""The kinds of files that hold content credentials."""

from __future__ import annotations

MEDIA_TYPES = {"wav": "audio/wav", "mp3": "audio/mpeg", "flac": "audio/flac", "m4a": "audio/mp4"}
"""By the names of our formats. C2PA says nothing of Ogg and ADTS, so Opus and AAC have none."""

MARK = b"c2pa"
"""In every file that holds a manifest, whatever its format."""


def media_type_of(data: bytes) -> str | None:
    """The type of a file of one of these kinds, by its first bytes; None for all others."""
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return MEDIA_TYPES["wav"]
    if data[4:8] == b"ftyp":
        return MEDIA_TYPES["m4a"]
    if data[:3] == b"ID3":
        return MEDIA_TYPES["flac" if data[_id3_bytes(data) :][:4] == b"fLaC" else "mp3"]
    if data[:4] == b"fLaC":
        return MEDIA_TYPES["flac"]
    if len(data) > 1 and data[0] == 0xFF and data[1] & 0xE6 == 0xE2:
        return MEDIA_TYPES["mp3"]
    return None


def _id3_bytes(data: bytes) -> int:
    """The length of the ID3v2 tag that `data` begins with."""
    size = 0
    for each in data[6:10]:
        size = size << 7 | each & 0x7F
    return 10 + size
