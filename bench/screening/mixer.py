"""Draws speech, music, noise and rooms from the sources, and mixes them at known levels."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import soxr
from numpy.random import Generator

from bench.screening.measured_rooms import Room, response
from bench.screening.sounds import NOISES, gated, in_room, small_microphone, tune, with_breaths
from bench.screening.sources import RATE, Samples, Sources, active_rms, read
from voices.screening.listening import VOICED
from voices.screening.models.voice_activity import FRAME, VoiceActivity
from voices.screening.recording import RATE as VOICE_RATE

LEAST_SECONDS, LEAST_SPEECH_SECONDS = 3.0, 2.2
"""The least sound (without silence at both ends) and speech (by VAD) in an excerpt of a source
before anything is mixed in. With less, it is not a clean recording by screening's own rules.
Shorter excerpts, such as turns of a conversation, need proportionally less."""

SUDDEN = ("impulsive_", "animal_")
"""What the names of noises begin with that come and go."""

SHORT_SECONDS = 3.0
"""A noise that is shorter comes again and again, with pauses, instead of filling the clip."""


class TooLittleSpeech(Exception):
    """An excerpt of a source has less than LEAST_SECONDS or LEAST_SPEECH_SECONDS."""


@dataclass
class Mixer:
    """Makes clips from sources; only the generator decides, so a seed determines a clip.

    `speakers` are the names of the speakers drawn, in order. With `vary_rooms`, measured rooms are
    a little smaller or larger and the microphone nearer or farther than they were.
    """

    sources: Sources
    rng: Generator
    vary_rooms: bool = False
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
        samples *= np.float32(10 ** (-23 / 20) / active_rms(samples))
        share = min(1.0, least / LEAST_SECONDS)
        if (
            len(_trimmed(samples)) < share * LEAST_SECONDS * RATE
            or speech_seconds(samples) < share * LEAST_SPEECH_SECONDS
        ):
            raise TooLittleSpeech(speaker)
        return samples

    def pick(self, of: dict[str, list[Path]], prefix: str = "") -> str:
        return str(self.rng.choice(sorted(name for name in of if name.startswith(prefix))))

    def music(self, count: int, prefix: str = "") -> Samples:
        """A passage of a real track; in one of five clips, or without tracks, a synthetic one.

        With `prefix`, of a track whose name begins with it.
        """
        tracks = self.sources.music
        if not prefix and (not tracks or self.rng.random() < 0.2):
            return tune(count, self.rng)
        return self._passage(tracks[self.pick(tracks, prefix)][0], count)

    def noise(self, count: int, kind: str = "") -> Samples:
        """A real noise, babble of five speakers, or a synthetic noise; with `kind`, a real one of
        that kind, or, one time in three for a crowd, babble. Without, none that comes and goes."""
        noises = self.sources.noise
        if kind:
            if kind == "crowd" and self.rng.random() < 1 / 3:
                return self._babble(count)
            files = noises[self.pick(noises, f"{kind}_")]
            return self._scattered(files, count)
        drawn = self.rng.random()
        lasting = {name: of for name, of in noises.items() if not name.startswith(SUDDEN)}
        if lasting and drawn < 0.6:
            return self._scattered(lasting[self.pick(lasting)], count)
        if drawn < 0.7:
            return self._babble(count)
        return NOISES[self.pick({name: [] for name in NOISES})](count, self.rng)

    def _babble(self, count: int) -> Samples:
        return np.sum([fitted(self.speech(), count) for _ in range(5)], axis=0)

    def _scattered(self, files: list[Path], count: int) -> Samples:
        """A passage of a long noise; short ones again and again, 0.1 to 1.2 s apart."""
        first = read(files[int(self.rng.integers(len(files)))])
        if len(first) >= SHORT_SECONDS * RATE:
            start = int(self.rng.integers(0, max(1, len(first) - count)))
            return fitted(first[start : start + count] + np.float32(1e-7), count)
        out = np.full(count, 1e-7, np.float32)
        at = int(self.rng.uniform(0, 0.5) * RATE)
        while at < count:
            sound = _trimmed(read(files[int(self.rng.integers(len(files)))]))
            part = sound[: count - at]
            out[at : at + len(part)] += part * np.float32(10 ** (self.rng.uniform(-6, 0) / 20))
            at += len(sound) + int(self.rng.uniform(0.1, 1.2) * RATE)
        return out

    def _passage(self, file: Path, count: int) -> Samples:
        samples = read(file)
        start = int(self.rng.integers(0, max(1, len(samples) - count)))
        return fitted(samples[start : start + count] + np.float32(1e-7), count)

    def room(self, least: float, most: float) -> Room:
        """A measured room with an RT60 of `least` to `most` s. Raises ValueError for none."""
        rooms = {
            name: [file for file in files if least <= response(file).rt60 <= most]
            for name, files in self.sources.rooms.items()
        }
        files = rooms[self.pick({name: files for name, files in rooms.items() if files})]
        room = response(files[int(self.rng.integers(len(files)))])
        return room.varied(self.rng) if self.vary_rooms else room

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
        gain = 10 ** (self.rng.uniform(-40, -15) / 20) / active_rms(samples)
        return samples * np.float32(min(gain, 0.97 / np.abs(samples).max()))


def mixed(speech: Samples, other: Samples, below_db: float) -> Samples:
    """Add `other` at `below_db` below the speech's active level."""
    level = float(np.sqrt(np.mean(np.square(other)))) or 1.0
    gain = active_rms(speech) / level * 10 ** (-below_db / 20)
    return (speech + np.float32(gain) * fitted(other, len(speech))).astype(np.float32)


def speech_seconds(samples: Samples) -> float:
    """Seconds of speech by VAD in samples [n] at 24 kHz."""
    activity = _voice_activity()(soxr.resample(samples, RATE, VOICE_RATE).astype(np.float32))
    return float((activity > VOICED).sum() * FRAME / VOICE_RATE)


@cache
def _voice_activity() -> VoiceActivity:
    return VoiceActivity()


def _trimmed(samples: Samples) -> Samples:
    loud = np.flatnonzero(np.abs(samples) > 0.02 * np.abs(samples).max())
    return samples[max(0, loud[0] - 1200) : loud[-1] + 1200] if len(loud) else samples


def fitted(samples: Samples, count: int) -> Samples:
    return np.resize(samples, count).astype(np.float32)
