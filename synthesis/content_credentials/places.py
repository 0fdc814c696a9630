"""Where a manifest stands in a file of sound, for copies that are written as they are read.

WAV: a chunk `C2PA` at the end of the RIFF chunk. MP3 and FLAC: a frame GEOB in the ID3v2 tag that
the file begins with, or in one before it (C2PA 2.4, A.3.3 and A.3.6). Free of Django and c2pa.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

ID3_HEADER = 10
MOST_ID3 = 1 << 28
MOST_RIFF = 1 << 32
_GEOB = b"\x03application/c2pa\x00c2pa\x00c2pa manifest store\x00"
"""In a frame before the manifest: UTF-8, its type, and a file's name and description."""


class NoPlace(ValueError):
    """A file is not built as ours are; the message says how."""


@dataclass(frozen=True, slots=True)
class Place:
    """A file with room for a manifest: what comes before it and after it, each bytes, or a part of
    the file from one byte up to another. `header` stands between, and no hash has it."""

    before: Sequence[bytes | range]
    header: bytes
    after: Sequence[bytes | range]


def place_in(file: BinaryIO, media_type: str, size: int) -> Place:
    """The place of a manifest of `size` bytes. Raises NoPlace."""
    length = file.seek(0, 2)
    if media_type == "audio/wav":
        return _in_riff(file, length, size)
    return _in_id3(file, length, size)


def _in_riff(file: BinaryIO, length: int, size: int) -> Place:
    header = _read(file, 0, 12)
    if header[:4] != b"RIFF" or header[8:] != b"WAVE":
        raise NoPlace("no RIFF file of WAVE")
    if int.from_bytes(header[4:8], "little") != length - 8:
        raise NoPlace("the RIFF chunk is not the whole file")
    even = bytes(length % 2)
    after = bytes(size % 2)
    whole = length + len(even) + 8 + size + len(after)
    if whole - 8 >= MOST_RIFF:
        raise NoPlace(f"{whole} bytes are more than a RIFF file has")
    begins = b"RIFF" + (whole - 8).to_bytes(4, "little")
    chunk = b"C2PA" + size.to_bytes(4, "little")
    return Place([begins, range(8, length), even], chunk, [after])


def _in_id3(file: BinaryIO, length: int, size: int) -> Place:
    frames = _frames(file)
    geob = b"GEOB" + _synchsafe(len(_GEOB) + size) + bytes(2) + _GEOB
    inner = len(frames) + len(geob) + size
    if inner >= MOST_ID3:
        raise NoPlace(f"{inner} bytes are more than an ID3 tag has")
    tag = b"ID3\x04\x00\x00" + _synchsafe(inner)
    return Place([tag, frames, geob], b"", [range(_tag_length(file), length)])


def _tag_length(file: BinaryIO) -> int:
    """Of the ID3v2 tag that a file begins with, in bytes; 0 where there is none."""
    header = _read(file, 0, ID3_HEADER)
    if header[:3] != b"ID3":
        return 0
    if header[3] != 4 or header[5]:
        raise NoPlace("an ID3 tag of another version, or with flags")
    return ID3_HEADER + _number(header[6:])


def _frames(file: BinaryIO) -> bytes:
    """The frames of that tag, without the padding behind them."""
    tag = _read(file, 0, _tag_length(file))
    at = ID3_HEADER
    while at + ID3_HEADER <= len(tag) and tag[at]:
        if tag[at : at + 4] == b"GEOB":
            raise NoPlace("it holds an object already")
        at += ID3_HEADER + _number(tag[at + 4 : at + 8])
    if at > max(len(tag), ID3_HEADER):
        raise NoPlace("a frame that is longer than its ID3 tag")
    return tag[ID3_HEADER:at]


def _read(file: BinaryIO, at: int, count: int) -> bytes:
    file.seek(at)
    return file.read(count)


def _number(four: bytes) -> int:
    """Seven bits of each byte."""
    value = 0
    for each in four:
        value = value << 7 | each & 0x7F
    return value


def _synchsafe(value: int) -> bytes:
    return bytes(value >> shift & 0x7F for shift in (21, 14, 7, 0))
