"""Makes labelled clips for screening, mixed from sources at known levels.

    python -m bench.screening.sets OUT [--sources DIR …] [--split fit|held] [--scale 1.0]

Writes OUT/<label>/<level>__<number>__<speaker>.wav; `fit` and `held` share no speaker, track or
noise file.
Without --sources the sources are the base voices, and synthetic music and noise.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import soxr
from numpy.random import Generator

from bench.screening.codec import through
from bench.screening.sounds import NOISES, gated, in_room, small_microphone, tune, with_breaths
from bench.screening.sources import RATE, Samples, Sources, find, read, speak_base_voices, write
from voices.screening.listening import VOICED
from voices.screening.models.voice_activity import FRAME, VoiceActivity
from voices.screening.recording import RATE as VOICE_RATE

# (label, level, count). The level is in dB below the speech, seconds, or % of samples.
PLAN = (
    ("clean", "plain", 90),
    ("clean", "everyday", 160),
    ("clean", "codec", 60),
    ("acted", "", 30),
    *(("music", f"{db} dB", 32) for db in (0, 5, 10, 15, 20)),
    ("several_speakers", "in turn", 80),
    *(("several_speakers", f"at once {db} dB", 28) for db in (0, 5, 10)),
    *(("noise", f"{db} dB", 36) for db in (0, 5, 10)),
    *(("noise_warned", f"{db} dB", 24) for db in (15, 20)),
    *(("clipping", f"{share} %", 20) for share in (0.3, 1, 3, 10)),
    *(("echo", f"{rt60} s", 22) for rt60 in (0.75, 1.0, 1.3, 1.6)),
    ("music_only", "", 25),
    ("noise_only", "", 25),
    ("silence", "", 8),
    ("narrow_band", "telephone", 12),
)

LEAST_SECONDS, LEAST_SPEECH_SECONDS = 3.0, 2.2
"""The least sound (without silence at both ends) and speech (by VAD) in an excerpt of a source
before anything is mixed in. With less, it is not a clean recording by screening's own rules.
Shorter excerpts, such as turns of a conversation, need proportionally less."""

_MOST_TRIES = 30


class TooLittleSpeech(Exception):
    """An excerpt of a source has less than LEAST_SECONDS or LEAST_SPEECH_SECONDS."""


@dataclass
class Mixer:
    """Makes clips from sources; only the generator decides, so a seed determines a clip.

    `speakers` are the names of the speakers drawn, in order.
    """

    sources: Sources
    rng: Generator
    speakers: list[str] = field(default_factory=list)

    def speech(self, least: float = 4.0, most: float = 9.5, speaker: str | None = None) -> Samples:
        """One speaker for `least` to `most` seconds at about -23 dBFS; less if there is no more."""
        return self.voice(self.sources.speech, least, most, speaker)

    def voice(
        self,
        of: dict[str, list[Path]],
        least: float = 4.0,
        most: float = 9.5,
        speaker: str | None = None,
    ) -> Samples:
        """Like `speech`, from one of these speakers. Raises TooLittleSpeech."""
        rng = self.rng
        speaker = speaker or self.pick(of)
        self.speakers.append(speaker)
        files = of[speaker]
        wanted = int(rng.uniform(least, most) * RATE)
        parts: list[Samples] = []
        for index in rng.permutation(len(files)):
            samples = _trimmed(read(files[index]))
            start = int(rng.integers(0, max(1, len(samples) - wanted + 1)))
            parts += [samples[start : start + wanted], np.zeros(int(0.3 * RATE), np.float32)]
            if sum(map(len, parts)) >= wanted:
                break
        samples = np.concatenate(parts[:-1])[:wanted]
        samples *= np.float32(10 ** (-23 / 20) / _active_rms(samples))
        share = min(1.0, least / LEAST_SECONDS)
        if (
            len(_trimmed(samples)) < share * LEAST_SECONDS * RATE
            or speech_seconds(samples) < share * LEAST_SPEECH_SECONDS
        ):
            raise TooLittleSpeech(speaker)
        return samples

    def pick(self, of: dict[str, list[Path]]) -> str:
        return str(self.rng.choice(sorted(of)))

    def music(self, count: int) -> Samples:
        """A passage of a real track; in one of five clips, or without tracks, a synthetic one."""
        if not self.sources.music or self.rng.random() < 0.2:
            return tune(count, self.rng)
        return self._passage(self.sources.music[self.pick(self.sources.music)][0], count)

    def noise(self, count: int) -> Samples:
        """A real noise, babble of five speakers, or a synthetic noise."""
        kind = self.rng.random()
        if self.sources.noise and kind < 0.6:
            return self._passage(self.sources.noise[self.pick(self.sources.noise)][0], count)
        if kind < 0.7:
            return np.sum([_fitted(self.speech(), count) for _ in range(5)], axis=0)
        return NOISES[self.pick({name: [] for name in NOISES})](count, self.rng)

    def _passage(self, file: Path, count: int) -> Samples:
        samples = read(file)
        start = int(self.rng.integers(0, max(1, len(samples) - count)))
        return _fitted(samples[start : start + count] + np.float32(1e-7), count)

    def everyday(self, samples: Samples) -> Samples:
        """Add flaws of usable recordings: breaths, a mild room, a little noise, the colour and
        band of a phone's or laptop's microphone, a gate that silences pauses."""
        rng = self.rng
        if rng.random() < 0.25:
            samples = with_breaths(samples, rng)
        if rng.random() < 0.5:
            samples = in_room(samples, rng.uniform(0.12, 0.4), rng, rng.uniform(3, 14))
        if rng.random() < 0.4:
            tilt = rng.uniform(-4, 4) / 20
            spectrum = np.fft.rfft(samples)
            hz = np.maximum(np.fft.rfftfreq(len(samples), 1 / RATE), 100)
            samples = np.fft.irfft(spectrum * (hz / 1000) ** tilt, len(samples)).astype(np.float32)
        if rng.random() < 0.6:
            samples = mixed(samples, self.noise(len(samples)), rng.uniform(30, 45))
        if rng.random() < 0.3:
            samples = small_microphone(samples, rng)
        return gated(samples, rng) if rng.random() < 0.12 else samples

    def gained(self, samples: Samples) -> Samples:
        """Set a random level of -40 to -15 dBFS, with peaks below full scale."""
        gain = 10 ** (self.rng.uniform(-40, -15) / 20) / _active_rms(samples)
        return samples * np.float32(min(gain, 0.97 / np.abs(samples).max()))


def mixed(speech: Samples, other: Samples, below_db: float) -> Samples:
    """Add `other` at `below_db` below the speech's active level."""
    level = float(np.sqrt(np.mean(np.square(other)))) or 1.0
    gain = _active_rms(speech) / level * 10 ** (-below_db / 20)
    return (speech + np.float32(gain) * _fitted(other, len(speech))).astype(np.float32)


def clip(label: str, level: str, mixer: Mixer) -> Samples:
    """Make one clip of the plan [n] at 24 kHz; draws again if a source has too little speech.

    Raises TooLittleSpeech after _MOST_TRIES draws.
    """
    for _ in range(_MOST_TRIES - 1):
        mixer.speakers.clear()
        try:
            return _MAKERS[label](level, mixer)
        except TooLittleSpeech:
            continue
    return _MAKERS[label](level, mixer)


def _clean(level: str, mixer: Mixer) -> Samples:
    samples = mixer.speech()
    if level == "plain":
        return mixer.gained(samples)
    if mixer.rng.random() < 0.15:  # children's and very low voices
        factor = mixer.rng.uniform(0.88, 1.18)
        samples = soxr.resample(samples, RATE * factor, RATE).astype(np.float32)
    samples = mixer.gained(mixer.everyday(samples))
    return through_codec(samples, mixer.rng) if level == "codec" else samples


def _music(level: str, mixer: Mixer) -> Samples:
    speech = mixer.everyday(mixer.speech())
    return mixer.gained(mixed(speech, mixer.music(len(speech)), float(level.split()[0])))


def _noise(level: str, mixer: Mixer) -> Samples:
    speech = mixer.speech()
    return mixer.gained(mixed(speech, mixer.noise(len(speech)), float(level.split()[0])))


def _several(level: str, mixer: Mixer) -> Samples:
    rng = mixer.rng
    first, second = (str(name) for name in rng.choice(sorted(mixer.sources.speech), 2, False))
    if level == "in turn":
        parts = []
        for speaker in (first, second, first)[: 2 + int(rng.random() < 0.3)]:
            part = mixer.speech(1.8, 5.0, speaker) * np.float32(10 ** (rng.uniform(-3, 3) / 20))
            parts += [part, np.zeros(int(rng.uniform(0.1, 0.6) * RATE), np.float32)]
        return mixer.gained(mixer.everyday(np.concatenate(parts)))
    one, other = mixer.speech(speaker=first), mixer.speech(speaker=second)
    count = min(len(one), len(other))
    below = float(level.split()[2])
    return mixer.gained(mixer.everyday(mixed(one[:count], other[:count], below)))


def _clipped(level: str, mixer: Mixer) -> Samples:
    """Clip at a microphone's sample rate, then resample to 24 kHz as for an upload."""
    rng = mixer.rng
    rate = int(rng.choice([16_000, 24_000, 44_100, 48_000]))
    samples = soxr.resample(mixer.everyday(mixer.speech()), RATE, rate)
    share = float(level.split()[0]) / 100
    top = float(np.quantile(np.abs(samples), 1 - share))
    samples = np.clip(samples / top, -1, 1) * 10 ** (-rng.uniform(0, 12) / 20)
    return soxr.resample(samples, rate, RATE).astype(np.float32)


def _echo(level: str, mixer: Mixer) -> Samples:
    rng = mixer.rng
    rt60 = float(level.split()[0]) * rng.uniform(0.95, 1.05)
    samples = in_room(mixer.speech(), rt60, rng, rng.uniform(-8, 3))
    if rng.random() < 0.5:
        samples = mixed(samples, mixer.noise(len(samples)), rng.uniform(30, 45))
    return mixer.gained(samples)


def _silence(level: str, mixer: Mixer) -> Samples:
    count, rng = int(mixer.rng.uniform(4, 10) * RATE), mixer.rng
    level_db = rng.choice([-np.inf, -90, -75, -66])
    return (rng.standard_normal(count) * 10 ** (level_db / 20)).astype(np.float32)


def _telephone(level: str, mixer: Mixer) -> Samples:
    samples = soxr.resample(mixer.speech(), RATE, 8000)
    return mixer.gained(soxr.resample(samples, 8000, RATE).astype(np.float32))


_MAKERS: dict[str, Callable[[str, Mixer], Samples]] = {
    "clean": _clean,
    "acted": lambda level, mixer: mixer.gained(mixer.voice(mixer.sources.acted)),
    "music": _music,
    "several_speakers": _several,
    "noise": _noise,
    "noise_warned": _noise,
    "clipping": _clipped,
    "echo": _echo,
    "music_only": lambda level, mixer: mixer.gained(mixer.music(int(7 * RATE))),
    "noise_only": lambda level, mixer: mixer.gained(mixer.noise(int(7 * RATE))),
    "silence": _silence,
    "narrow_band": _telephone,
}


def through_codec(samples: Samples, rng: Generator) -> Samples:
    """Encode at a low bit rate, as phones and messengers do, and decode again."""
    codec, container, rate, kbps = (
        ("libmp3lame", "mp3", 24_000, 48),
        ("libmp3lame", "mp3", 24_000, 64),
        ("libopus", "ogg", 48_000, 24),
        ("libopus", "ogg", 48_000, 32),
        ("aac", "adts", 24_000, 48),
    )[rng.integers(5)]
    return through(samples, codec=codec, container=container, rate=rate, kbps=int(kbps))


def speech_seconds(samples: Samples) -> float:
    """Seconds of speech by VAD in samples [n] at 24 kHz."""
    activity = _voice_activity()(soxr.resample(samples, RATE, VOICE_RATE).astype(np.float32))
    return float((activity > VOICED).sum() * FRAME / VOICE_RATE)


@cache
def _voice_activity() -> VoiceActivity:
    return VoiceActivity()


def _active_rms(samples: Samples) -> float:
    """RMS of the 20 ms frames within 30 dB of the loudest."""
    count = len(samples) // 480
    powers = np.mean(np.square(samples[: count * 480]).reshape(count, 480), axis=1)
    active = powers[powers > powers.max() / 1000]
    return max(float(np.sqrt(active.mean())), 1e-6)


def _trimmed(samples: Samples) -> Samples:
    loud = np.flatnonzero(np.abs(samples) > 0.02 * np.abs(samples).max())
    return samples[max(0, loud[0] - 1200) : loud[-1] + 1200] if len(loud) else samples


def _fitted(samples: Samples, count: int) -> Samples:
    return np.resize(samples, count).astype(np.float32)


def build(sources: Sources, folder: Path, scale: float = 1.0, seed: int = 1) -> int:
    """Write the clips of PLAN, `scale` times as many; returns their number.

    File names end in the first speaker's name, so that a fit can group clips by person.
    """
    written = 0
    for row, (label, level, count) in enumerate(PLAN):
        if label == "acted" and not sources.acted:
            continue
        for number in range(max(1, round(count * scale))):
            name = f"{level or 'all'}__{number:03d}"
            if not any((folder / label).glob(f"{name}__*.wav")):
                mixer = Mixer(sources, np.random.default_rng([seed, row, number]))
                samples = clip(label, level, mixer)
                speaker = mixer.speakers[0] if mixer.speakers else "nobody"
                write(folder / label / f"{name}__{speaker}.wav", samples)
            written += 1
    return written


def gathered(models: Path, cache: Path, extra: list[Path]) -> Sources:
    """The base voices (recorded in `cache` once) and the operator's own sources."""
    speak_base_voices(models, cache)
    return find([cache, *extra])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--models", type=Path, help="folder that holds kokoro/")
    parser.add_argument("--sources", type=Path, nargs="*", default=[])
    parser.add_argument("--split", choices=("fit", "held"), default="fit")
    parser.add_argument("--scale", type=float, default=1.0)
    chosen = parser.parse_args()
    if chosen.models:
        sources = gathered(chosen.models, chosen.out.parent / "base_voices", chosen.sources)
    else:
        sources = find(chosen.sources)
    print(build(sources.half(chosen.split), chosen.out, chosen.scale), "clips in", chosen.out)


if __name__ == "__main__":
    main()
