"""Recognises the format of a recording by its bytes, before any decoder sees it."""

from __future__ import annotations

import struct
from collections.abc import Callable

from voices.decode.refusal import refused

_WAV_PCM, _WAV_FLOAT, _WAV_EXTENSIBLE = 1, 3, 0xFFFE
_OTHER_WAV_KINDS = {
    0x0002: "WAV with MS-ADPCM",
    0x0006: "WAV with A-law",
    0x0007: "WAV with µ-law",
    0x0011: "WAV with IMA-ADPCM",
    0x0055: "WAV with MP3",
}
_OTHER_KINDS = (
    (0, b"FORM", "AIFF"),
    (0, b"#!AMR", "AMR"),
    (0, b"caff", "CAF"),
    (0, bytes.fromhex("3026b2758e66cf11"), "WMA"),
    (8, b"AVI ", "AVI"),
    (0, b"RF64", "RF64"),
    (0, b"MAC ", "Monkey's Audio"),
    (0, b"wvpk", "WavPack"),
    (0, b".snd", "AU"),
)
_OGG_CODECS = (b"OpusHead", b"\x01vorbis", b"\x7fFLAC")
_SEARCH_BYTES = 4096
"""Where the first MPEG frame is looked for, as some recorders leave junk before it."""

_MAX_ID3_TAGS, _MAX_WAV_CHUNKS = 4, 1_000
"""More than any honest file has. Without a limit, 25 MB of empty ones would take seconds."""

_UNKNOWN_WAV_BYTES = 0x7FFF0000
"""Recorders that write to a stream give this size or more, as they don't know it yet."""


def container_of(data: bytes) -> str:
    """The FFmpeg demuxer to force for `data`: wav, flac, mp3, aac, ogg, mov or matroska.

    Raises ClipRefused: empty, not_audio, or unsupported_format for a known format that is not
    supported. WAV may have the format tags 1, 3 and 0xFFFE (PCM and float) only, since decoders of
    the others have had memory errors (CVE-2026-37555).
    """
    if not data:
        raise refused("empty")
    data = data[_id3_bytes(data) :]
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        _check_wav(data)
        return "wav"
    if data[:4] == b"fLaC":
        return "flac"
    if data[:4] == b"OggS":
        if not any(codec in data[:512] for codec in _OGG_CODECS):
            raise refused("unsupported_format", kind="OGG without Opus, Vorbis or FLAC")
        return "ogg"
    if data[:4] == b"\x1a\x45\xdf\xa3":
        return "matroska"
    if data[4:8] == b"ftyp":
        return "mov"
    for offset, magic, kind in _OTHER_KINDS:
        if data[offset : offset + len(magic)] == magic:
            raise refused("unsupported_format", kind=kind)
    for start in range(min(_SEARCH_BYTES, len(data) - 4)):
        if data[start] == 0xFF:
            if _two_frames(data, start, _mp3_frame_bytes):
                return "mp3"
            if _two_frames(data, start, _adts_frame_bytes):
                return "aac"
    raise refused("not_audio")


def _id3_bytes(data: bytes) -> int:
    """Bytes of the ID3v2 tags at the start. A tag has its size in 4 bytes of 7 bits each."""
    end = 0
    for _ in range(_MAX_ID3_TAGS):
        head = data[end : end + 10]
        if len(head) < 10 or head[:3] != b"ID3":
            break
        size = 0
        for byte in head[6:]:
            size = size << 7 | byte & 0x7F
        end += 10 + size
    return end


def _check_wav(data: bytes) -> None:
    # All chunks, also those after the samples, as FFmpeg would use a second fmt there.
    position, byte_rate = 12, None
    for _ in range(_MAX_WAV_CHUNKS):
        if position + 8 > len(data):
            break
        name, size = struct.unpack_from("<4sI", data, position)
        position += 8
        if name == b"fmt ":
            fmt = data[position : position + min(size, 40)]
            _check_wav_tag(fmt)
            byte_rate = int.from_bytes(fmt[8:12], "little")
        elif name == b"data" and byte_rate and size < _UNKNOWN_WAV_BYTES:
            there = len(data) - position
            if there < 0.9 * size - 0.5 * byte_rate:
                raise refused(
                    "damaged.cut_off",
                    seconds=round(there / byte_rate, 1),
                    claimed_seconds=round(size / byte_rate, 1),
                )
        position += size + size % 2
    else:
        raise refused("damaged")
    if byte_rate is None:
        raise refused("damaged")


def _check_wav_tag(fmt: bytes) -> None:
    if len(fmt) < 16:
        raise refused("damaged")
    tag = int.from_bytes(fmt[:2], "little")
    if tag == _WAV_EXTENSIBLE and len(fmt) >= 26:
        tag = int.from_bytes(fmt[24:26], "little")
    if tag not in (_WAV_PCM, _WAV_FLOAT):
        kind = _OTHER_WAV_KINDS.get(tag, f"WAV with format {tag:#06x}")
        raise refused("unsupported_format", kind=kind)


def _two_frames(data: bytes, start: int, frame_bytes: Callable[[bytes, int], int]) -> bool:
    """Whether a frame begins at `start`, followed by another one or by the end of the data."""
    first = frame_bytes(data, start)
    if not first:
        return False
    following = start + first
    return following == len(data) or bool(frame_bytes(data, following))


_MP3_KBPS = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0),
}


def _mp3_frame_bytes(data: bytes, at: int) -> int:
    """Length of the MPEG-1, 2 or 2.5 layer III frame whose header is at `at`, 0 if none is
    (ISO 11172-3, 2.4.2.3)."""
    if at + 4 > len(data):
        return 0
    header = int.from_bytes(data[at : at + 4], "big")
    version, layer = header >> 19 & 3, header >> 17 & 3
    rate_index = header >> 10 & 3
    if header >> 21 != 0x7FF or version == 1 or layer != 1 or rate_index == 3:
        return 0
    kbps = _MP3_KBPS[version == 3][header >> 12 & 15]
    rate = (44_100, 48_000, 32_000)[rate_index] >> {3: 0, 2: 1, 0: 2}[version]
    if not kbps:
        return 0
    return (144 if version == 3 else 72) * kbps * 1000 // rate + (header >> 9 & 1)


def _adts_frame_bytes(data: bytes, at: int) -> int:
    """Length of the ADTS frame whose header is at `at`, 0 if none is (ISO 14496-3, 1.A.2.2)."""
    if at + 7 > len(data) or data[at] != 0xFF or data[at + 1] & 0xF6 != 0xF0:
        return 0
    if data[at + 2] >> 2 & 15 > 12:
        return 0
    size = (data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5
    return size if size > 7 else 0
