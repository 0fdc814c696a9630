"""Synthesised test recordings, and a small file of every kind."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from synthesis.encode import encode_file

MadeFile = Callable[..., bytes]


@pytest.fixture(scope="session")
def speech() -> NDArray[np.int16]:
    """3 s at 24 kHz with the spectrum and rhythm of a voice: harmonics of a gliding pitch in
    syllables over faint noise."""
    rate, seconds = 24_000, 3
    time = np.arange(rate * seconds) / rate
    pitch = 120 + 20 * np.sin(2 * np.pi * 0.7 * time)
    phase = 2 * np.pi * np.cumsum(pitch) / rate
    voice = sum(np.sin(k * phase) / k for k in range(1, 20))
    syllables = np.clip(np.sin(2 * np.pi * 2.5 * time) + 0.6, 0, 1)
    noise = np.random.default_rng(7).standard_normal(len(time))
    return np.rint(9_000 * voice * syllables / 2 + 30 * noise).astype(np.int16)


@pytest.fixture(scope="session")
def made_file() -> MadeFile:
    """Write int16 samples [n] to any container that FFmpeg can write."""

    def make(
        container: str,
        codec: str,
        samples: NDArray[np.int16],
        rate: int,
        *,
        layout: str = "mono",
        video: bool = False,
    ) -> bytes:
        out = io.BytesIO()
        with av.open(out, "w", format=container) as media:
            audio: Any = media.add_stream(codec, rate=rate)
            audio.codec_context.layout = layout
            audio.codec_context.options = {"strict": "experimental"}
            channels = audio.codec_context.layout.nb_channels
            frame = av.AudioFrame.from_ndarray(
                np.repeat(samples, channels)[None, :], format="s16", layout=layout
            )
            frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
            if video:
                picture: Any = media.add_stream("mpeg4", rate=10)
                picture.width = picture.height = 64
                picture.pix_fmt = "yuv420p"
            media.mux(audio.encode(frame))
            media.mux(audio.encode(None))
            if video:
                for index in range(10):
                    image = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8))
                    image.pts = index
                    media.mux(picture.encode(image))
                media.mux(picture.encode(None))
        return out.getvalue()

    return make


@pytest.fixture(scope="session")
def every_kind(speech: NDArray[np.int16], made_file: MadeFile) -> dict[str, bytes]:
    """One valid recording of 1.5 s in every supported container and codec."""
    samples = speech[:36_000]
    files = {}
    for name in ("wav", "flac", "mp3", "opus", "aac"):
        out = io.BytesIO()
        encode_file(name, [samples.tobytes()], sample_rate=24_000, out=out)
        files[name] = out.getvalue()
    files["m4a"] = made_file("ipod", "aac", samples, 24_000)
    files["m4a-alac"] = made_file("ipod", "alac", samples, 24_000)
    files["mp4"] = made_file("mp4", "aac", samples, 24_000, layout="stereo")
    files["webm"] = made_file("webm", "libopus", samples, 24_000)
    files["ogg-vorbis"] = made_file("ogg", "vorbis", samples, 24_000, layout="stereo")
    files["ogg-flac"] = made_file("ogg", "flac", samples, 24_000)
    files["wav-24"] = made_file("wav", "pcm_s24le", samples, 24_000, layout="stereo")
    files["wav-float"] = made_file("wav", "pcm_f32le", samples, 24_000)
    return files


@pytest.fixture(scope="session")
def wav_file() -> Callable[..., bytes]:
    """Write a WAV file with any values in its header."""

    def make(
        data: bytes,
        *,
        tag: int = 1,
        channels: int = 1,
        rate: int = 24_000,
        bits: int = 16,
        claim: int | None = None,
    ) -> bytes:
        block = channels * bits // 8 & 0xFFFF
        fmt = struct.pack("<HHIIHH", tag, channels, rate, rate * block & 0xFFFFFFFF, block, bits)
        size = len(data) if claim is None else claim
        head = struct.pack("<4sI4s4sI", b"RIFF", 0xFFFFFFFF, b"WAVE", b"fmt ", len(fmt)) + fmt
        return head + struct.pack("<4sI", b"data", size) + data

    return make
