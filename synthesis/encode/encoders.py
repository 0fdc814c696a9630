"""Encodes audio as a stream while it is being synthesised, or as a whole file.

Both take mono s16le PCM in chunks of any size and are deterministic: the same samples give the
same bytes, however they are chunked.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import soxr
from numpy.typing import NDArray

from synthesis.encode.compressed import Chapter, CompressedWriter
from synthesis.encode.formats import AudioFormat, format_named
from synthesis.encode.wav import wav_header


class StreamEncoder:
    """Encodes one stream of speech piece by piece; every call returns the bytes that are ready.

    Nothing is held back beyond what the codec needs. Length of 24 kHz audio that must be written
    before the first encoded audio is returned, measured in steps of 10 ms (the header is returned
    by the first write):

        pcm, wav 10 ms   opus 80 ms   mp3 80 ms   aac 90 ms   flac 100 ms

    Resampling with soxr adds 40 ms. No stream claims a length that it can't know: WAV gives its
    sizes as 0xFFFFFFFF, FLAC its length as 0 samples, and MP3 has no Xing header.
    """

    def __init__(
        self,
        format: str | AudioFormat,
        *,
        sample_rate: int,
        out_rate: int | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        """`sample_rate` is the PCM's and `out_rate` the output's, in Hz (see
        `AudioFormat.rate_for`). Raises ValueError for an unknown format, a rate out of range
        or a tag that the format can't hold."""
        audio_format = _format(format)
        self._sink = _Pending()
        self._pcm = _PcmReader(sample_rate, audio_format.rate_for(sample_rate, out_rate))
        self._writer = _writer(audio_format, self._pcm.out_rate, self._sink, tags)
        self._closed = False

    def write(self, pcm: bytes) -> bytes:
        """Encode mono s16le bytes (a sample may be cut in two); returns what is ready."""
        if self._closed:
            raise ValueError("the encoder is closed")
        self._writer.write(self._pcm.read(pcm))
        return self._sink.take()

    def close(self) -> bytes:
        """End the stream and return its last bytes. Raises ValueError if half a sample is left
        over, or if already closed."""
        if self._closed:
            raise ValueError("the encoder is closed")
        self._closed = True
        self._writer.write(self._pcm.finish())
        self._writer.close()
        return self._sink.take()


def encode_file(
    format: str | AudioFormat,
    pcm_chunks: Iterable[bytes],
    *,
    sample_rate: int,
    out: Path | BinaryIO,
    out_rate: int | None = None,
    tags: Mapping[str, str] | None = None,
    chapters: Sequence[Chapter] = (),
) -> None:
    """Encode mono s16le PCM to a file with its true length in the header (WAV sizes,
    FLAC sample count and MD5, MP3 Info header), in constant memory.

    M4A alone holds `chapters`. `out` is a path (the file appears complete or not at all) or an
    empty seekable binary file, which for M4A can be read, too.
    Raises ValueError as StreamEncoder does, and for more samples than a WAV file can hold.
    """
    audio_format = _format(format)
    rate = audio_format.rate_for(sample_rate, out_rate)
    if not isinstance(out, Path):
        _encode_to(audio_format, pcm_chunks, sample_rate, rate, out, tags, chapters)
        return
    part = out.with_name(f".{out.name}.{secrets.token_hex(8)}.part")
    try:
        with part.open("x+b") as file:
            _encode_to(audio_format, pcm_chunks, sample_rate, rate, file, tags, chapters)
            file.flush()
            os.fsync(file.fileno())
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _format(format: str | AudioFormat) -> AudioFormat:
    return format if isinstance(format, AudioFormat) else format_named(format)


def _encode_to(
    audio_format: AudioFormat,
    pcm_chunks: Iterable[bytes],
    sample_rate: int,
    rate: int,
    file: BinaryIO,
    tags: Mapping[str, str] | None,
    chapters: Sequence[Chapter],
) -> None:
    if not file.seekable() or file.tell() != 0:
        raise ValueError("the output must be an empty seekable file")
    reader = _PcmReader(sample_rate, rate)
    writer = _writer(audio_format, rate, file, tags, chapters)
    for chunk in pcm_chunks:
        writer.write(reader.read(chunk))
    writer.write(reader.finish())
    writer.close()


def _writer(
    audio_format: AudioFormat,
    rate: int,
    sink: Any,
    tags: Mapping[str, str] | None,
    chapters: Sequence[Chapter] = (),
) -> CompressedWriter | _PcmWriter:
    tags = dict(tags or {})
    if tags and not audio_format.taggable:
        raise ValueError(f"{audio_format.name} can't hold tags")
    for key in tags:
        if not (key.isascii() and key.isidentifier()):
            raise ValueError(f"a tag name has only ASCII letters, digits and _, unlike {key!r}")
    if audio_format.codec is not None:
        return CompressedWriter(audio_format, rate, sink, tags, chapters)
    return _PcmWriter(sink, rate, tags if audio_format.name == "wav" else None)


class _PcmWriter:
    """Writes samples unchanged, after a WAV header if `wav_tags` is given."""

    def __init__(self, sink: Any, rate: int, wav_tags: Mapping[str, str] | None) -> None:
        self._sink, self._rate, self._wav_tags = sink, rate, wav_tags
        self._data_bytes = 0
        if wav_tags is not None:
            sink.write(wav_header(rate, None, wav_tags))

    def write(self, samples: NDArray[np.int16]) -> None:
        data = samples.astype("<i2", copy=False).tobytes()
        self._data_bytes += len(data)
        self._sink.write(data)

    def close(self) -> None:
        if self._wav_tags is not None and hasattr(self._sink, "seek"):
            self._sink.seek(0)
            self._sink.write(wav_header(self._rate, self._data_bytes, self._wav_tags))
            self._sink.seek(0, os.SEEK_END)


class _PcmReader:
    """Turns s16le bytes, chunked anywhere, into int16 samples [n] at `out_rate`."""

    def __init__(self, sample_rate: int, out_rate: int) -> None:
        self.out_rate = out_rate
        self._half = b""
        # float32, since soxr dithers int16 with a seed from the clock: not deterministic.
        self._resample = (
            soxr.ResampleStream(sample_rate, out_rate, 1, dtype="float32", quality="HQ")
            if out_rate != sample_rate
            else None
        )

    def read(self, pcm: bytes) -> NDArray[np.int16]:
        data = self._half + pcm
        whole = len(data) & ~1
        self._half = data[whole:]
        return self._at_out_rate(np.frombuffer(data[:whole], dtype="<i2"), last=False)

    def finish(self) -> NDArray[np.int16]:
        if self._half:
            raise ValueError("the PCM ends in the middle of a sample")
        return self._at_out_rate(np.zeros(0, np.int16), last=True)

    def _at_out_rate(self, samples: NDArray[np.int16], *, last: bool) -> NDArray[np.int16]:
        if self._resample is None:
            return samples
        resampled = self._resample.resample_chunk(samples.astype(np.float32), last=last)
        return np.clip(np.rint(resampled), -32768, 32767).astype(np.int16)


class _Pending:
    """Collects bytes until they are taken. It has no `seek`, so muxers treat it as a pipe."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def write(self, data: bytes) -> int:
        self._bytes += data
        return len(data)

    def take(self) -> bytes:
        data = bytes(self._bytes)
        self._bytes.clear()
        return data
