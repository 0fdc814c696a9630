"""Decodes one recording, in the confined process (`confined.child`).

The order is {"container": …, "limits": {…}}; the bytes of the answer are float32 samples. Reasons
of refusals are those of voices.decode.refusal.
"""

from __future__ import annotations

import io
import wave
from dataclasses import dataclass, field
from typing import Any

import av
import av.subtitles.stream
import numpy as np
import soxr
from numpy.typing import NDArray

from confined import Refused

CODECS = (
    "pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le",
    "flac", "alac", "mp3", "mp3float", "aac", "opus", "libopus", "vorbis",
)  # fmt: skip
"""FFmpeg opens no other decoder, not even while it probes."""

_TRUE_DURATION = frozenset({"flac", "mov", "matroska", "ogg"})
"""Containers whose header or last page gives the length; for the others FFmpeg guesses."""

_BAD_PACKETS_ALLOWED, _BAD_SHARE_ALLOWED = 2, 0.01
"""How many packets, or what share, a decoder may reject: in a cut MP3 file the first frames lack
the bits that earlier frames held for them."""

_LOUDEST = 8.0
"""+18 dBFS. Lossy codecs overshoot 1.0 a little; only broken data exceeds this."""


def read_audio(
    data: bytes, container: str, limits: dict[str, Any]
) -> tuple[dict[str, Any], NDArray[np.float32]]:
    """Decode `data` with the FFmpeg demuxer `container` to mono float32 [n] at
    `limits["sample_rate"]` Hz, channels averaged. Stops reading at `max_seconds`: a longer
    recording is refused, or, where the limits have a true `beginning`, cut there.

    Returns (facts, samples); facts are the file's rate, channels, codec and source_seconds.
    Raises Refused.
    """
    options = {
        "protocol_whitelist": "none",
        "codec_whitelist": ",".join(CODECS),
        "max_streams": "16",
    }
    try:
        with av.open(io.BytesIO(data), format=container, options=options) as media:
            facts, mono = _decode(media, container, limits)
    except (av.error.FFmpegError, MemoryError, ValueError, OverflowError) as error:
        raise Refused("damaged") from error
    if not np.isfinite(mono).all() or np.abs(mono).max() > _LOUDEST:
        raise Refused("damaged.values")
    seconds = len(mono) / facts["rate"]
    if seconds < limits["min_seconds"]:
        raise Refused("too_short", seconds=round(seconds, 1), min_seconds=limits["min_seconds"])
    facts["source_seconds"] = seconds
    # A sound card's constant offset would ring at both ends of the resampled clip.
    mono = mono - mono.mean(dtype=np.float64).astype(np.float32)
    samples = soxr.resample(mono, facts["rate"], limits["sample_rate"], quality="HQ")
    if not len(samples):
        raise Refused("empty")
    return facts, samples.astype(np.float32, copy=False)


def _decode(
    media: Any, container: str, limits: dict[str, Any]
) -> tuple[dict[str, Any], NDArray[np.float32]]:
    stream = _audio_stream(media, container)
    claimed = None if limits.get("beginning") else _claimed_seconds(media, container)
    if claimed is not None and claimed > limits["max_seconds"] + 0.5:
        raise _too_long(limits, claimed)
    sound = _read(media, stream, limits, claimed)
    _check_whole(sound, claimed)
    facts = {
        "rate": sound.rate,
        "channels": sound.channels,
        "codec": stream.codec_context.name,
    }
    return facts, np.concatenate(sound.parts)


def _audio_stream(media: Any, container: str) -> Any:
    """The first audio stream, set up to be decoded. Raises Refused: there is none to take."""
    if any(not _is_cover(stream) for stream in media.streams.video):
        raise Refused("unsupported_format.video")
    if not media.streams.audio:
        raise Refused("not_audio")
    stream = media.streams.audio[0]
    context = stream.codec_context
    if context is None or context.name not in CODECS:
        codec = context.name if context is not None else "unknown"
        raise Refused("unsupported_format", kind=f"{container} with {codec}")
    context.thread_count = 1
    if context.name == "flac":
        # Without this, a frame whose checksum is wrong is played as noise.
        context.options = {"err_detect": "crccheck+explode"}
    return stream


@dataclass(slots=True)
class _Sound:
    """What was decoded so far: mono `parts`, float32 [n], of `samples` in all."""

    rate: int = 0
    channels: int = 0
    parts: list[NDArray[np.float32]] = field(default_factory=list)
    samples: int = 0
    packets: int = 0
    bad_packets: int = 0

    def add(self, frame: Any, limits: dict[str, Any]) -> None:
        """Append a frame. Raises Refused: its shape is not allowed, or the rate has changed."""
        channels = frame.layout.nb_channels
        _check_shape(frame.sample_rate, channels, limits)
        if not self.rate:
            self.rate, self.channels = frame.sample_rate, channels
        if frame.sample_rate != self.rate:
            raise Refused("damaged")
        self.parts.append(_mono(frame, channels))
        self.samples += frame.samples


def _read(media: Any, stream: Any, limits: dict[str, Any], claimed: float | None) -> _Sound:
    """Decode the stream packet by packet, leaving out those that the decoder rejects.

    Raises Refused as soon as there is more than `max_seconds`.
    """
    sound = _Sound()
    try:
        for packet in media.demux(stream):
            sound.packets += 1
            for frame in _frames(packet, sound):
                sound.add(frame, limits)
                if sound.samples > limits["max_seconds"] * sound.rate:
                    if limits.get("beginning"):
                        return sound
                    raise _too_long(limits, claimed)
    except av.error.FFmpegError:
        # The rest of the file can't be read; _check_whole judges what there is.
        sound.bad_packets += 1
    return sound


def _frames(packet: Any, sound: _Sound) -> list[Any]:
    try:
        return packet.decode()
    except av.error.FFmpegError:
        sound.bad_packets += 1
        return []


def _check_whole(sound: _Sound, claimed: float | None) -> None:
    """Raises Refused: too much was damaged, nothing was decoded, or the end is missing."""
    bad_allowed = max(_BAD_PACKETS_ALLOWED, sound.packets * _BAD_SHARE_ALLOWED)
    if sound.bad_packets > bad_allowed or (sound.bad_packets and not sound.samples):
        raise Refused("damaged")
    if not sound.samples:
        raise Refused("empty")
    seconds = sound.samples / sound.rate
    if claimed is not None and seconds < 0.9 * claimed - 0.5:
        raise Refused(
            "damaged.cut_off", seconds=round(seconds, 1), claimed_seconds=round(claimed, 1)
        )


def _is_cover(stream: Any) -> bool:
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def _claimed_seconds(media: Any, container: str) -> float | None:
    if container not in _TRUE_DURATION or media.duration is None or media.duration <= 0:
        return None
    return float(media.duration / av.time_base)


def _too_long(limits: dict[str, Any], claimed: float | None) -> Refused:
    most = limits["max_seconds"]
    if claimed is None or claimed <= most:
        return Refused("too_long.unknown", max_seconds=most)
    return Refused("too_long", seconds=round(claimed, 1), max_seconds=most)


def _check_shape(rate: int, channels: int, limits: dict[str, Any]) -> None:
    low, high, most = limits["min_rate"], limits["max_rate"], limits["max_channels"]
    if not low <= rate <= high:
        raise Refused("unsupported_format.rate", rate=rate, min_rate=low, max_rate=high)
    if not 1 <= channels <= most:
        raise Refused("unsupported_format.channels", channels=channels, max_channels=most)


def _mono(frame: Any, channels: int) -> NDArray[np.float32]:
    """The mean of a frame's channels, float32 [n], full scale 1.0."""
    array = frame.to_ndarray()
    if not frame.format.is_planar:
        array = array.reshape(-1, channels).T
    kind = array.dtype
    with np.errstate(over="ignore", invalid="ignore"):
        mono = array.mean(axis=0, dtype=np.float64)
        if kind == np.uint8:
            mono = (mono - 128) / 128
        elif kind.kind == "i":
            mono = mono / -float(np.iinfo(kind).min)
        return mono.astype(np.float32)


def work(data: bytes, order: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Decode `data` as the order says: facts with the number of `samples`, and these."""
    facts, samples = read_audio(data, order["container"], order["limits"])
    return facts | {"samples": len(samples)}, samples.tobytes()


def prepare(order: dict[str, Any]) -> None:
    """Decode a second of silence, as no module can be loaded any more once confined."""
    wav = io.BytesIO()
    with wave.open(wav, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(16_000)
        writer.writeframes(bytes(32_000))
    read_audio(wav.getvalue(), "wav", order["limits"] | {"min_seconds": 0.0, "max_seconds": 2.0})
