"""ElevenLabs' output formats, voice settings and alignments, translated to Lectern's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from synthesis.encode import FORMATS, AudioFormat
from synthesis.models import Segment
from tenants.refusal import Refused
from voices.tone.controls import Tone

MP3 = ("22050_32", "24000_48", "44100_32", "44100_64", "44100_96", "44100_128", "44100_192")
RATES = (8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
OUTPUT_FORMATS = (
    *(f"mp3_{each}" for each in MP3),
    *(f"opus_48000_{kbit}" for kbit in (32, 64, 96, 128, 192)),
    *(f"{name}_{rate}" for name in ("pcm", "wav") for rate in RATES),
    "ulaw_8000",
    "alaw_8000",
)
DEFAULT_FORMAT = "mp3_44100_128"
FIELDS = {"voice": "voice_id", "sample_rate": "output_format"}
"""The fields that a refusal may name which have another name in this dialect."""
LIVELIEST = 2.0


@dataclass(frozen=True, slots=True)
class Output:
    """An audio format and its rate in Hz."""

    audio_format: AudioFormat
    rate: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """The characters of a text, and when each begins and ends, in seconds."""

    characters: list[str]
    character_start_times_seconds: list[float]
    character_end_times_seconds: list[float]

    def extend(self, later: "Alignment") -> None:
        """Add what is heard afterwards."""
        self.characters.extend(later.characters)
        self.character_start_times_seconds.extend(later.character_start_times_seconds)
        self.character_end_times_seconds.extend(later.character_end_times_seconds)


def output(name: str) -> Output:
    """What a name such as `mp3_44100_128` means. Raises Refused."""
    if name not in OUTPUT_FORMATS:
        message = _("There is no format “%(name)s”; there are: %(known)s.")
        figures = {"name": name[:20], "known": ", ".join(OUTPUT_FORMATS)}
        raise Refused("unknown_format", message % figures, param="output_format")
    codec, rate, *kbit = name.split("_")
    audio_format = FORMATS[codec]
    if kbit:
        audio_format = replace(audio_format, bit_rate=1000 * int(kbit[0]))
    return Output(audio_format, int(rate))


def tone_of(settings: Mapping[str, float | None]) -> dict[str, float | None]:
    """`voice_settings` as Lectern's controls.

    `speed` is speed. `stability` and `style` become expressiveness: 0.5 and 0, their defaults, are
    1; less stability or more style is livelier, up to 2. `similarity_boost` and
    `use_speaker_boost` have no effect.
    """
    stability, style = settings.get("stability"), settings.get("style")
    expressiveness = None
    if stability is not None or style is not None:
        steadiness = 0.5 if stability is None else stability
        expressiveness = min(LIVELIEST, 2 * (1 - steadiness) + (style or 0))
    return {"speed": settings.get("speed"), "expressiveness": expressiveness}


def settings_of(tone: Tone) -> dict[str, float]:
    """A tone as `voice_settings`; `tone_of` makes of them what they were made of."""
    return {"speed": tone.speed, "stability": 1 - tone.expressiveness / LIVELIEST, "style": 0.0}


def texts_of(segments: Sequence[Segment]) -> list[str]:
    """The segments' texts, as they follow each other."""
    return [segment.text for segment in segments]


def aligned(texts: Sequence[str], seconds: Sequence[float], *, begin: float = 0.0) -> Alignment:
    """When each character of `texts` is heard, which last `seconds` each, one after the other from
    `begin` on. Where a text begins and ends is exact; inside of it, time is shared out evenly."""
    characters: list[str] = []
    starts: list[float] = []
    ends: list[float] = []
    at = begin
    for text, length in zip(texts, seconds, strict=True):
        each = length / max(1, len(text))
        for n, character in enumerate(text):
            characters.append(character)
            starts.append(round(at + n * each, 3))
            ends.append(round(at + (n + 1) * each, 3))
        at += length
    return Alignment(characters, starts, ends)
