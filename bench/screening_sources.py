"""Sounds that screening's test clips are mixed from: who speaks, what plays, what makes noise.

A folder of sources holds speech/<speaker>/<file>, music/<track>/<file>, noise/<name>/<file>, and
acted/<speaker>/<file>: voices out of films, cartoons and games, which were mixed and treated before
and are no clean recordings by where they come from. They are a class of their own. The base voices
are spoken into such a folder once; the operator's own, with real people, real music and real
noises, is a second one.
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
"""From this many runs of flat tops a second on, a file was cut off before and is not used as
speech. Of 318 files of 180 speakers 3 had 0.54 to 1.36, the next 0.21, and 309 none."""

Samples = NDArray[np.float32]
Split = str
KINDS = ("speech", "acted", "music", "noise")


@dataclass
class Sources:
    """Files by source; a source is a speaker, a track or a noise."""

    speech: dict[str, list[Path]] = field(default_factory=dict)
    acted: dict[str, list[Path]] = field(default_factory=dict)
    music: dict[str, list[Path]] = field(default_factory=dict)
    noise: dict[str, list[Path]] = field(default_factory=dict)

    def half(self, split: Split) -> Sources:
        """The sources for fitting ("fit") or those for judging ("held"), by a hash of the name."""
        return Sources(
            *(
                {name: files for name, files in kind.items() if split_of(name) == split}
                for kind in (self.speech, self.acted, self.music, self.noise)
            )
        )


def split_of(name: str) -> Split:
    """Which half a source belongs to, for good."""
    return "fit" if hashlib.sha256(name.encode()).digest()[0] % 2 else "held"


def find(folders: list[Path]) -> Sources:
    """All sources in `folders`, without speech that was cut off before."""
    sources = Sources()
    for folder in folders:
        for kind in KINDS:
            for place in sorted((folder / kind).glob("*")):
                files = sorted(place.iterdir()) if place.is_dir() else [place]
                if files:
                    getattr(sources, kind)[place.stem if place.is_file() else place.name] = files
        # A folder of single files, as tests/recordings: music_… is music, what else, people.
        for file in sorted(f for ending in ("mp3", "ogg") for f in folder.glob(f"*.{ending}")):
            kind = "music" if file.stem.startswith("music_") else "speech"
            getattr(sources, kind)[file.stem] = [file]
    for name, files in list(sources.speech.items()):
        sources.speech[name] = [file for file in files if not cut_off(file)]
        if not sources.speech[name]:
            del sources.speech[name]
    return sources


def cut_off(path: Path) -> bool:
    """Whether a file's waves are flat at the top: runs of 3 or more samples within 0.1 % of its
    extreme, counted at its own rate, at least CUT_OFF_RUNS_A_SECOND."""
    samples, rate = decoded(path)
    runs = len(flat_runs(samples)) / (len(samples) / rate)
    return runs >= CUT_OFF_RUNS_A_SECOND


def read(path: Path, most_seconds: float = MOST_SECONDS) -> Samples:
    """The first minute of any audio file as mono float32 [n] at 24 kHz."""
    samples, rate = decoded(path, most_seconds)
    return soxr.resample(samples, rate, RATE).astype(np.float32)


def decoded(path: Path, most_seconds: float = MOST_SECONDS) -> tuple[Samples, int]:
    """The first minute of any audio file as mono float32 [n], and its rate in Hz."""
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
    """Samples [n] at 24 kHz as a 16 bit WAV file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


def speak_base_voices(models: Path, folder: Path) -> None:
    """Let every base voice say a piece in each language, into `folder`/speech.

    Goes on where it stopped; 12 minutes on two cores.
    """
    from synthesis.engines.base import SegmentRequest
    from synthesis.engines.kokoro.catalogue import BASE_VOICES
    from synthesis.engines.kokoro.engine import KokoroEngine
    from synthesis.engines.kokoro.fit import speak
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
            said = (SegmentRequest(spans(str(rng.choice(sentences)))) for _ in range(2))
            write(path, speak(engine, engine.base_conditioning(voice.name), *said))
