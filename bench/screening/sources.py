"""Finds the sources of screening's test clips: speakers, music and noise.

A folder of sources has speech/<speaker>/<file>, music/<track>/<file>, noise/<name>/<file>,
rooms/<room>/<file>, which are measured impulse responses, and acted/<speaker>/<file>. Names of
music without drums begin with solo_, those of noise may begin with a kind (`sets.py`). Acted
voices, from films, cartoons and games, are a class of their own: they were mixed and processed, so
they are not clean recordings. One such folder is filled with the base
voices; the operator may add others with real people, music and noises.
"""

from __future__ import annotations

import hashlib
import wave
from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np
import soxr
from numpy.typing import NDArray

from bench.sentences import ENGLISH, MANDARIN
from voices.screening.clipping import flat_runs

RATE = 24_000
CLIPS_A_VOICE = 2
MOST_SECONDS = 60
CUT_OFF_RUNS_A_SECOND = 0.3
"""A file with at least this many flat-topped runs per second is already clipped and not used as
speech. Of 318 files of 180 speakers, 3 had 0.54 to 1.36, the next 0.21, and 309 none."""

NOISY_DB = 15
"""Speech no more than this above a file's faintest tenth is what the labels `noise` and
`noise_warned` stand for, so that the file is not used as speech: 23 of 485 files of 317 speakers,
7 of them under 10 dB."""

Samples = NDArray[np.float32]
Split = str
KINDS = ("speech", "acted", "music", "noise", "rooms")


@dataclass
class Sources:
    """Files by source; a source is a speaker, a track or a noise."""

    speech: dict[str, list[Path]] = field(default_factory=dict)
    acted: dict[str, list[Path]] = field(default_factory=dict)
    music: dict[str, list[Path]] = field(default_factory=dict)
    noise: dict[str, list[Path]] = field(default_factory=dict)
    rooms: dict[str, list[Path]] = field(default_factory=dict)

    def half(self, split: Split) -> Sources:
        """The sources for fitting ("fit") or for judging ("held"), split by a hash of the name."""
        return Sources(
            *(
                {name: files for name, files in kind.items() if split_of(name) == split}
                for kind in self._kinds()
            )
        )

    def with_all(self, other: Sources) -> Sources:
        """These sources and all of the others."""
        return Sources(
            *(ours | theirs for ours, theirs in zip(self._kinds(), other._kinds(), strict=True))
        )

    def _kinds(self) -> tuple[dict[str, list[Path]], ...]:
        return tuple(getattr(self, kind) for kind in KINDS)


def split_of(name: str) -> Split:
    """The half that a source belongs to; never changes."""
    return "fit" if hashlib.sha256(name.encode()).digest()[0] % 2 else "held"


def find(folders: list[Path]) -> Sources:
    """Find all sources in `folders`, except speech that is already clipped or noisy."""
    sources = Sources()
    for folder in folders:
        for kind in KINDS:
            for place in sorted((folder / kind).glob("*")):
                files = sorted(place.iterdir()) if place.is_dir() else [place]
                if files:
                    getattr(sources, kind)[place.stem if place.is_file() else place.name] = files
        # A folder of single files, like tests/recordings: music_… is music, all else is speech.
        for file in sorted(f for ending in ("mp3", "ogg") for f in folder.glob(f"*.{ending}")):
            kind = "music" if file.stem.startswith("music_") else "speech"
            getattr(sources, kind)[file.stem] = [file]
    for name, files in list(sources.speech.items()):
        sources.speech[name] = [file for file in files if not (cut_off(file) or noisy(file))]
        if not sources.speech[name]:
            del sources.speech[name]
    return sources


def cut_off(path: Path) -> bool:
    """True for a clipped file: one with at least CUT_OFF_RUNS_A_SECOND runs of 3 or more samples
    within 0.1 % of its extreme, counted at its own sample rate."""
    samples, rate = decoded(path)
    runs = len(flat_runs(samples)) / (len(samples) / rate)
    return runs >= CUT_OFF_RUNS_A_SECOND


def noisy(path: Path) -> bool:
    """True for a file whose speech is at most NOISY_DB above its faintest tenth."""
    samples = read(path)
    powers = frame_powers(samples)
    faintest = np.sort(powers)[: max(1, len(powers) // 10)].mean()
    return bool(active_rms(samples) ** 2 <= faintest * 10 ** (NOISY_DB / 10))


def active_rms(samples: Samples) -> float:
    """RMS of the 20 ms frames within 30 dB of the loudest."""
    powers = frame_powers(samples)
    return max(float(np.sqrt(powers[powers > powers.max() / 1000].mean())), 1e-6)


def frame_powers(samples: Samples) -> Samples:
    """The mean power of each frame of 20 ms of samples [n] at 24 kHz."""
    count = len(samples) // 480
    return np.square(samples[: count * 480]).reshape(count, 480).mean(1)


def read(path: Path, most_seconds: float = MOST_SECONDS) -> Samples:
    """Read the first minute of any audio file as mono float32 [n] at 24 kHz."""
    samples, rate = decoded(path, most_seconds)
    return soxr.resample(samples, rate, RATE).astype(np.float32)


def decoded(path: Path, most_seconds: float = MOST_SECONDS) -> tuple[Samples, int]:
    """Decode the first minute of any audio file to mono float32 [n] at its own rate in Hz."""
    parts: list[Samples] = []
    with av.open(str(path)) as media:
        rate = media.streams.audio[0].rate
        mono = av.AudioResampler("flt", "mono", rate)
        seconds = 0.0
        for frame in media.decode(audio=0):
            for out in mono.resample(frame):
                parts.append(out.to_ndarray()[0])
                seconds += out.samples / rate
            if seconds > most_seconds:
                break
    return np.concatenate(parts), rate


def write(path: Path, samples: Samples) -> None:
    """Write samples [n] at 24 kHz as a 16 bit WAV file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


def speak_base_voices(models: Path, folder: Path) -> None:
    """Record every base voice in each language in `folder`/speech.

    Resumes an interrupted run; takes 12 minutes on two cores.
    """
    from synthesis.engines.base import SegmentRequest
    from synthesis.engines.kokoro.catalogue import BASE_VOICES
    from synthesis.engines.kokoro.engine import KokoroEngine
    from synthesis.engines.speaking import speak
    from synthesis.text import spans

    engine = None
    for take in range(CLIPS_A_VOICE):
        for number, voice in enumerate(BASE_VOICES):
            path = folder / "speech" / voice.name / f"{take}.wav"
            if path.exists():
                continue
            engine = engine or KokoroEngine(models / "kokoro")
            rng = np.random.default_rng([number, take])
            sentences = (MANDARIN, ENGLISH)[take % 2]
            requests = (SegmentRequest(spans(str(rng.choice(sentences)))) for _ in range(2))
            write(path, speak(engine, engine.base_conditioning(voice.name), *requests))
