"""Makes 500 damaged and hostile files of every supported kind, from one seed.

A name says what was done to the file: `flac-bits-12` is a FLAC file with flipped bits.
"""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from collections.abc import Callable, Iterator

import av
import numpy as np

Change = Callable[[bytes, np.random.Generator], bytes]
COUNT = 500
SEED = 20_261


def cut_off(data: bytes, chance: np.random.Generator) -> bytes:
    return data[: int(chance.integers(1, len(data)))]


def bits(data: bytes, chance: np.random.Generator) -> bytes:
    changed = bytearray(data)
    for at in chance.integers(0, len(data), int(chance.integers(1, 200))):
        changed[at] ^= 1 << int(chance.integers(8))
    return bytes(changed)


def header(data: bytes, chance: np.random.Generator) -> bytes:
    """Set numbers in the header to extreme values: sizes, rates, channels, counts."""
    changed = bytearray(data)
    for _ in range(int(chance.integers(1, 4))):
        at = int(chance.integers(4, min(120, len(data) - 8)))
        value = (0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)[int(chance.integers(5))]
        struct.pack_into("<I" if chance.integers(2) else ">I", changed, at, value)
    return bytes(changed)


def holes(data: bytes, chance: np.random.Generator) -> bytes:
    changed = bytearray(data)
    start = int(chance.integers(0, len(data)))
    del changed[start : start + int(chance.integers(1, 5_000))]
    return bytes(changed)


def stuffed(data: bytes, chance: np.random.Generator) -> bytes:
    at = int(chance.integers(0, len(data)))
    return data[:at] + chance.bytes(int(chance.integers(1, 20_000))) + data[at:]


def repeated(data: bytes, chance: np.random.Generator) -> bytes:
    """Repeat the whole file, or its beginning, many times."""
    part = data if chance.integers(2) else data[: int(chance.integers(20, 400))]
    return part * int(chance.integers(2, 200))


def polyglot(data: bytes, chance: np.random.Generator) -> bytes:
    """Make the file also a valid archive, page or script."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as out:
        out.writestr("page.html", "<script>alert(1)</script>")
    foreign = (
        archive.getvalue(),
        b"<html><script>alert(1)</script></html>",
        b"#!/bin/sh\nrm -rf /\n",
        b"%PDF-1.7\n1 0 obj\n",
        b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n/etc/passwd\n",
        b"ffconcat version 1.0\nfile '/etc/passwd'\n",
    )[int(chance.integers(6))]
    return foreign + data if chance.integers(2) else data + foreign


def disguised(data: bytes, chance: np.random.Generator) -> bytes:
    """Replace the first bytes by those of another kind."""
    heads = (b"RIFF\xff\xff\xff\xffWAVEfmt ", b"fLaC", b"OggS", b"\x1a\x45\xdf\xa3", b"ID3\x04")
    head = heads[int(chance.integers(len(heads)))]
    return head + data[len(head) :]


def noise(data: bytes, chance: np.random.Generator) -> bytes:
    """Keep a valid beginning, followed only by noise."""
    start = int(chance.integers(8, min(300, len(data))))
    return data[:start] + chance.bytes(len(data))


CHANGES: tuple[Change, ...] = (
    cut_off, bits, header, holes, stuffed,
    repeated, polyglot, disguised, noise,
)  # fmt: skip


def bombs(kinds: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Small files that claim, or unpack to, huge amounts of audio or bytes."""
    codecs = {
        "flac": "flac",
        "ogg": "libopus",
        "webm": "libopus",
        "mp3": "libmp3lame",
        "ipod": "aac",
    }
    for container, codec in codecs.items():
        yield f"bomb-{container}", _silence(container, codec, 100)
    for rate in (0, 1, 7_999, 192_001, 2**31 - 1, 2**32 - 1):
        fmt = struct.pack("<HHIIHH", 1, 1, rate, rate * 2 & 0xFFFFFFFF, 2, 16)
        yield f"bomb-rate-{rate}", _riff(fmt, bytes(80_000))
    for channels in (0, 9, 1_024, 65_535):
        fmt = struct.pack("<HHIIHH", 1, channels, 24_000, 48_000, 2, 16)
        yield f"bomb-channels-{channels}", _riff(fmt, bytes(80_000))
    for tag in (2, 6, 7, 0x11, 0x55, 0xFFFF):
        fmt = struct.pack("<HHIIHH", tag, 1, 24_000, 48_000, 2, 16)
        yield f"bomb-tag-{tag}", _riff(fmt, bytes(80_000))
    yield "bomb-gzip", gzip.compress(bytes(20_000_000))
    yield "bomb-chunks", b"RIFF\xff\xff\xff\xffWAVE" + b"junk\0\0\0\0" * 100_000
    yield "bomb-tags", b"ID3\x04\0\0\0\0\0\0" * 100_000 + kinds["mp3"]
    yield "bomb-pages", kinds["ogg"][:400] * 20_000
    yield "bomb-empty", b""


def hostile_files(kinds: dict[str, bytes], count: int = COUNT) -> Iterator[tuple[str, bytes]]:
    """Make `count` named files from one valid file of each kind."""
    seen: set[bytes] = set()
    for name, data in bombs(kinds):
        seen.add(data)
        yield name, data
    chance = np.random.default_rng(SEED)
    names = sorted(kinds)
    while (made := len(seen)) < count:
        kind, change = names[made % len(names)], CHANGES[made // len(names) % len(CHANGES)]
        data = change(kinds[kind], chance)
        while data in seen:
            data = bits(data, chance)
        seen.add(data)
        yield f"{kind}-{change.__name__}-{made}", data


def _riff(fmt: bytes, data: bytes) -> bytes:
    body = b"WAVEfmt " + struct.pack("<I", len(fmt)) + fmt
    body += b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _silence(container: str, codec: str, seconds: int) -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format=container) as media:
        audio = media.add_stream(codec, rate=24_000 if codec == "libopus" else 8_000)
        audio.codec_context.layout = "mono"  # type: ignore[union-attr]
        block = np.zeros((1, audio.rate), np.int16)  # type: ignore[union-attr]
        for second in range(seconds):
            frame = av.AudioFrame.from_ndarray(block, format="s16", layout="mono")
            frame.sample_rate, frame.pts = audio.rate, second * audio.rate  # type: ignore
            media.mux(audio.encode(frame))  # type: ignore[union-attr]
        media.mux(audio.encode(None))  # type: ignore[union-attr]
    return out.getvalue()
