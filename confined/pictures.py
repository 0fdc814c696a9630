"""Makes a small PNG of a picture, in the confined child: a module for `confined.room.run`.

FFmpeg reads PNG, JPEG and WebP, and nothing else here: no SVG, which is a program, and no format
that few people check. Of one that moves, the first picture is taken.
"""

from __future__ import annotations

import io
from fractions import Fraction
from typing import Any

import av
from av.video.frame import VideoFrame

from confined.refusal import Refused

_CODECS = "png,mjpeg,webp"


def prepare(order: dict[str, Any]) -> None:
    """Load what is loaded when first used: write and read a picture."""
    dot = _written(VideoFrame(8, 8, "rgba"))
    _read(dot, 1_000_000)


def work(data: bytes, order: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """No facts, and the picture as PNG of at most `max_side` pixels a side.

    Raises Refused: "no_picture" for another format, "too_many_pixels" for more than `max_pixels`,
    "damaged".
    """
    try:
        frame = _read(data, order["max_pixels"])
        share = min(1.0, order["max_side"] / max(frame.width, frame.height))
        small = frame.reformat(
            width=max(1, round(frame.width * share)),
            height=max(1, round(frame.height * share)),
            format="rgba",
            interpolation="AREA",
        )
        return {}, _written(small)
    except (av.error.FFmpegError, MemoryError, ValueError, OverflowError) as error:
        raise Refused("damaged") from error


def _container(data: bytes) -> str:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png_pipe"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg_pipe"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp_pipe"
    raise Refused("no_picture")


def _read(data: bytes, max_pixels: int) -> VideoFrame:
    options = {"protocol_whitelist": "none", "codec_whitelist": _CODECS, "max_streams": "1"}
    with av.open(io.BytesIO(data), "r", format=_container(data), options=options) as media:
        stream = media.streams.video[0]
        if stream.width * stream.height > max_pixels:
            raise Refused("too_many_pixels")
        for frame in media.decode(stream):
            return frame
    raise Refused("damaged")


def _written(frame: VideoFrame) -> bytes:
    encoder = av.CodecContext.create("png", "w")
    encoder.width, encoder.height = frame.width, frame.height
    encoder.pix_fmt, encoder.time_base = "rgba", Fraction(1, 1)
    frame.pts = 0
    packets = [*encoder.encode(frame), *encoder.encode(None)]
    return b"".join(map(bytes, packets))
