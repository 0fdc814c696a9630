"""The table of output audio formats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MIN_RATE, MAX_RATE = 8_000, 192_000
"""Limits in Hz on the sample rate of any input or output."""


@dataclass(frozen=True, slots=True)
class AudioFormat:
    """One output format. `rates` are the only sample rates it can carry (empty: any);
    `taggable` says whether its files and streams can hold tags (raw PCM can't: its label
    is sent in a response header)."""

    name: str
    content_type: str
    extension: str
    streamable: bool = True
    taggable: bool = True
    rates: tuple[int, ...] = ()
    codec: str | None = None
    container: str | None = None
    bit_rate: int | None = None
    stream_options: Mapping[str, str] = field(default_factory=dict)
    codec_options: Mapping[str, str] = field(default_factory=dict)

    def rate_within(self, sample_rate: int, most: int | None) -> int | None:
        """The output rate in Hz for audio at `sample_rate` Hz that is to have `most` Hz at most;
        None for its own."""
        if most is None or sample_rate <= most:
            return None
        return max((each for each in self.rates if each <= most), default=most)

    def rate_for(self, sample_rate: int, out_rate: int | None = None) -> int:
        """The output rate in Hz for audio at `sample_rate` Hz: `out_rate` if given, else
        `sample_rate` or the next higher rate that the format can carry.

        Raises ValueError for a rate out of range, or an `out_rate` the format can't carry.
        """
        for rate in (sample_rate, out_rate):
            if rate is not None and not MIN_RATE <= rate <= MAX_RATE:
                raise ValueError(f"sample rate {rate} Hz is outside {MIN_RATE}–{MAX_RATE} Hz")
        if not self.rates:
            return out_rate or sample_rate
        if out_rate is not None:
            if out_rate not in self.rates:
                carried = ", ".join(str(rate) for rate in self.rates)
                raise ValueError(f"{self.name} can't carry {out_rate} Hz, only {carried}")
            return out_rate
        return min((rate for rate in self.rates if rate >= sample_rate), default=self.rates[-1])


_MPEG_RATES = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)

FORMATS: dict[str, AudioFormat] = {
    audio_format.name: audio_format
    for audio_format in (
        AudioFormat("wav", "audio/wav", "wav"),
        AudioFormat("flac", "audio/flac", "flac", codec="flac", container="flac"),
        AudioFormat(
            "mp3",
            "audio/mpeg",
            "mp3",
            rates=_MPEG_RATES,
            codec="libmp3lame",
            container="mp3",
            bit_rate=64_000,
        ),
        AudioFormat(
            "opus",
            "audio/ogg",
            "opus",
            rates=(8_000, 12_000, 16_000, 24_000, 48_000),
            codec="libopus",
            container="opus",
            bit_rate=48_000,
            # Microseconds of audio per page; FFmpeg's default of one second would delay it.
            stream_options={"page_duration": "40000"},
        ),
        AudioFormat(
            "aac",
            "audio/aac",
            "aac",
            rates=_MPEG_RATES,
            codec="aac",
            container="adts",
            bit_rate=64_000,
        ),
        AudioFormat("pcm", "audio/pcm", "pcm", taggable=False),
        # G.711, for telephones.
        AudioFormat(
            "ulaw",
            "audio/basic",
            "ulaw",
            taggable=False,
            rates=(8_000,),
            codec="pcm_mulaw",
            container="mulaw",
        ),
        AudioFormat(
            "alaw",
            "audio/x-alaw-basic",
            "alaw",
            taggable=False,
            rates=(8_000,),
            codec="pcm_alaw",
            container="alaw",
        ),
    )
}


M4A = AudioFormat(
    "m4a",
    "audio/mp4",
    "m4a",
    streamable=False,
    rates=_MPEG_RATES,
    codec="aac",
    container="ipod",
    bit_rate=64_000,
    # Five times as quick as the default, for speech at this rate as good.
    codec_options={"aac_coder": "fast"},
)
"""AAC in MP4, for whole files only: their index is written last. May have chapters."""


def format_named(name: str) -> AudioFormat:
    """Look up a format by name. Raises ValueError, listing the known ones."""
    try:
        return FORMATS[name]
    except KeyError:
        raise ValueError(
            f"unknown audio format {name!r}, use one of {', '.join(FORMATS)}"
        ) from None
