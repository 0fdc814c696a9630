"""Encodes FLAC, MP3, Opus and AAC with FFmpeg's encoders and muxers, through PyAV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av
import numpy as np
from av.audio.stream import AudioStream
from numpy.typing import NDArray

from synthesis.encode.formats import AudioFormat
from synthesis.encode.mp4_tags import KNOWN, add_tags

_BLOCK_SECONDS = 1
"""Longest frame passed to FFmpeg, so that one huge write doesn't double its memory use."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a file with a title, from `start_ms` to `end_ms`."""

    title: str
    start_ms: int
    end_ms: int


class CompressedWriter:
    """Encodes mono int16 samples [n] into `sink`, an object with `write` (and `seek` for files).

    A sink without `seek` is a stream: bytes once written are never changed.
    """

    def __init__(
        self,
        audio_format: AudioFormat,
        rate: int,
        sink: Any,
        tags: Mapping[str, str],
        chapters: Sequence[Chapter] = (),
    ) -> None:
        # bitexact keeps library versions, dates and a random Ogg serial number out of the bytes.
        options = {
            "fflags": "+bitexact",
            "flush_packets": "1",
            "metadata_header_padding": "0",
        }
        if audio_format.container == "adts" and tags:
            options["write_id3v2"] = "1"
        if not hasattr(sink, "seek"):
            options.update(audio_format.stream_options)
        self._rate = rate
        self._position = 0
        self._container = av.open(
            sink, "w", format=audio_format.container, container_options=options
        )
        self._sink = sink
        self._own_tags = {}
        if audio_format.container == "ipod":
            self._own_tags = {name: value for name, value in tags.items() if name not in KNOWN}
        self._container.metadata.update(tags)
        if chapters:
            self._container.set_chapters(
                [
                    {
                        "id": number,
                        "start": chapter.start_ms,
                        "end": chapter.end_ms,
                        "time_base": Fraction(1, 1000),
                        "metadata": {"title": chapter.title},
                    }
                    for number, chapter in enumerate(chapters)
                ]
            )
        stream = self._container.add_stream(audio_format.codec or "", rate=rate)
        if not isinstance(stream, AudioStream):
            raise TypeError(f"{audio_format.codec} is no audio codec")
        self._stream = stream
        self._stream.codec_context.layout = "mono"
        self._stream.codec_context.flags |= av.codec.context.Flags.bitexact
        if audio_format.bit_rate is not None:
            self._stream.codec_context.bit_rate = audio_format.bit_rate
        self._stream.codec_context.options = dict(audio_format.codec_options)
        self._container.start_encoding()

    def write(self, samples: NDArray[np.int16]) -> None:
        block = self._rate * _BLOCK_SECONDS
        for start in range(0, len(samples), block):
            part = samples[start : start + block]
            frame = av.AudioFrame.from_ndarray(part[None, :], format="s16", layout="mono")
            frame.sample_rate = self._rate
            frame.time_base = Fraction(1, self._rate)
            frame.pts = self._position
            self._position += len(part)
            self._container.mux(self._stream.encode(frame))

    def close(self) -> None:
        # An encoder that never got a frame has nothing to flush; some fail if asked to.
        if self._position:
            self._container.mux(self._stream.encode(None))
        self._container.close()
        if self._own_tags:
            add_tags(self._sink, self._own_tags)
