"""Writes WAV headers, since FFmpeg's muxer can't write the chunk that holds our label."""

from __future__ import annotations

import struct
from collections.abc import Mapping

UNKNOWN_LENGTH = 0xFFFFFFFF
"""The size that a stream declares for its RIFF and data chunks; players then read to the end."""

MAX_DATA_BYTES = 0xFFFFFFFF - 0x10000
"""The most that a 32-bit RIFF size allows, less room for the header: 24.8 h at 24 kHz."""

_INFO_CHUNKS = {
    "title": b"INAM",
    "artist": b"IART",
    "comment": b"ICMT",
    "copyright": b"ICOP",
    "software": b"ISFT",
}


def wav_header(sample_rate: int, data_bytes: int | None, tags: Mapping[str, str]) -> bytes:
    """Build the header of a mono s16le WAV file; `data_bytes` is None if the length is unknown.

    The length of the header doesn't depend on `data_bytes`, so it can be rewritten in place.
    A tag named by four letters or digits (AIGC) becomes a RIFF chunk of that name holding
    UTF-8; title, artist, comment, copyright and software go to LIST INFO.
    Raises ValueError for any other tag, or for more data than a WAV can hold.
    """
    if data_bytes is not None and data_bytes > MAX_DATA_BYTES:
        raise ValueError(f"{data_bytes} bytes of samples are too many for a WAV file, use FLAC")
    chunks = _chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, sample_rate, sample_rate * 2, 2, 16))
    info = b""
    for key, value in tags.items():
        if key in _INFO_CHUNKS:
            info += _chunk(_INFO_CHUNKS[key], value.encode() + b"\0")
        elif len(key) == 4 and key.isascii() and key.isalnum():
            chunks += _chunk(key.encode(), value.encode())
        else:
            raise ValueError(f"a WAV file can't hold the tag {key!r}")
    if info:
        chunks += _chunk(b"LIST", b"INFO" + info)
    if data_bytes is None:
        riff_size = data_size = UNKNOWN_LENGTH
    else:
        data_size, riff_size = data_bytes, 4 + len(chunks) + 8 + data_bytes
    return (
        struct.pack("<4sI4s", b"RIFF", riff_size, b"WAVE")
        + chunks
        + struct.pack("<4sI", b"data", data_size)
    )


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack("<4sI", name, len(body)) + body + b"\0" * (len(body) % 2)
