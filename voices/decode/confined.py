"""Decodes in a confined child process (`confined.room`), which runs `voices.decode.child`.

FFmpeg decodes frames while it probes, so limits that are checked after opening come too late. All
of FFmpeg runs in the child, with a given demuxer, a list of codecs and no protocols.

A clip of 5 to 14 s takes 0.2 s, nearly all of it the start of the child; 60 s at 192 kHz take
0.4 s.
"""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import confined
from voices.decode.clip import SAMPLE_RATE, DecodedClip, level_dbfs, sound_span
from voices.decode.refusal import REFUSALS, ClipRefused, refused
from voices.decode.sniff import container_of

logger = logging.getLogger(__name__)

_HEADER_BYTES = 65_536
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class DecodeLimits:
    """Limits of a recording, and of the process that decodes it.

    60 s are more than screening accepts, so that it can point out the best passage. The memory is
    address space: Python with FFmpeg uses 230 MB of it, 60 s at 192 kHz another 90 MB.
    """

    max_bytes: int = 25 * _MEGABYTE
    min_seconds: float = 0.0
    max_seconds: float = 60.0
    max_channels: int = 8
    min_rate: int = 8_000
    max_rate: int = 192_000
    memory_bytes: int = 512 * 1024 * 1024
    cpu_seconds: int = 10
    wall_seconds: float = 20.0


def decode(data: bytes | Path, *, limits: DecodeLimits | None = None) -> DecodedClip:
    """Decode a WAV, FLAC, MP3, M4A/AAC, OGG (Opus, Vorbis, FLAC) or WebM recording to mono at
    24 kHz, without the silence at both ends (`clip.sound_span`). Its content tells the format.

    Channels are averaged. A clip of silence is returned whole: to judge it is screening's task.
    Raises ClipRefused for a recording that can't be used, OSError if a path can't be read, and
    RuntimeError if the child process can't run. Blocks for at most `limits.wall_seconds`, and
    leaves no process behind.
    """
    limits = limits or DecodeLimits()
    size = data.stat().st_size if isinstance(data, Path) else len(data)
    if size > limits.max_bytes:
        raise refused(
            "too_large",
            megabytes=round(size / _MEGABYTE, 1),
            max_megabytes=round(limits.max_bytes / _MEGABYTE, 1),
        )
    if isinstance(data, Path):
        data = data.read_bytes()
    container = container_of(data)
    order = {"container": container, "limits": child_limits(limits)}
    facts, samples = _decoded(order, data, limits)

    peak = float(np.abs(samples).max())
    if peak > 1.0:
        samples = samples / np.float32(peak)
    start, end = sound_span(samples)
    kept = np.ascontiguousarray(samples[start:end])
    return DecodedClip(
        samples=kept,
        source_rate=int(facts["rate"]),
        source_channels=int(facts["channels"]),
        container=container,
        codec=str(facts["codec"]),
        source_seconds=float(facts["source_seconds"]),
        trimmed_seconds=(start / SAMPLE_RATE, (len(samples) - end) / SAMPLE_RATE),
        peak=peak,
        rms_dbfs=level_dbfs(kept),
    )


def child_limits(limits: DecodeLimits) -> dict[str, Any]:
    """The limits as `child.py` takes them."""
    return asdict(limits) | {"sample_rate": SAMPLE_RATE}


def room_limits(limits: DecodeLimits) -> confined.Limits:
    """The limits of the process itself."""
    return confined.Limits(
        memory_bytes=limits.memory_bytes,
        cpu_seconds=limits.cpu_seconds,
        wall_seconds=limits.wall_seconds,
        output_bytes=int((limits.max_seconds + 1) * SAMPLE_RATE) * 4 + _HEADER_BYTES,
    )


def _decoded(
    order: dict[str, Any], data: bytes, limits: DecodeLimits
) -> tuple[dict[str, Any], NDArray[np.float32]]:
    """The child's answer, checked: a decoder that was taken over could write anything."""
    try:
        facts, rest = confined.run(
            "voices.decode.child", data, order=order, limits=room_limits(limits)
        )
        samples = np.frombuffer(rest, dtype=np.float32)
        if len(samples) == 0 or len(samples) != facts["samples"]:
            raise ValueError("wrong number of samples")
        if not np.isfinite(samples).all():
            raise ValueError("samples that are not finite")
    except confined.Died as died:
        raise refused(died.reason) from died
    except confined.Refused as refusal:
        if refusal.reason not in REFUSALS:
            logger.warning("decoding child gave an unknown reason: %s", refusal.reason[:100])
            raise refused("damaged") from refusal
        raise _refused_by(refusal) from refusal
    except (ValueError, KeyError, TypeError) as error:
        logger.warning("decoding child gave an unreadable answer: %s", error)
        raise refused("damaged") from error
    return facts, samples


def _refused_by(refusal: confined.Refused) -> ClipRefused:
    try:
        return refused(refusal.reason, **refusal.figures)
    except KeyError:
        return refused("damaged")
