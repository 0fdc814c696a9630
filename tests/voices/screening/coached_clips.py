"""A hundred recordings as a microphone gives them: real readers, and what goes wrong in a room."""

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

RATE = 48_000
READERS = ("libri_1320.mp3", "libri_6829.mp3", "vctk_p240.mp3", "libri_198.ogg")
_SPOKEN_DBFS = -26.0


def clips(recordings: Path) -> Iterator[tuple[str, Samples]]:
    """Name and samples [n] in [-1, 1] at 48 kHz of each clip; the same ones every time."""
    music = _read(recordings / "music_vibe_ace.ogg")[10 * RATE :]
    for name, clean in _readings(recordings):
        random = np.random.default_rng(len(clean))
        hiss = random.standard_normal(len(clean)).astype(np.float32)
        hum = _hum(len(clean))
        for db in (0, -6, -12, -18, -24, -30):
            yield f"{name} gain {db}", _gained(clean, db)
        for percent in (0.3, 1, 3, 10):
            yield f"{name} clipped {percent}", _clipped(clean, percent)
        for db in (30, 20, 10, 5):
            yield f"{name} hiss {db}", _mixed(clean, hiss, db)
        yield f"{name} hum 15", _mixed(clean, hum, 15)
        yield f"{name} music 15", _mixed(clean, music[: len(clean)], 15)
        yield f"{name} pause", _joined(clean[: 2 * RATE], 3, clean[2 * RATE :], random=random)
        yield f"{name} late", _joined(clean[:0], 4, clean, random=random)
        yield f"{name} a word", _joined(clean[RATE : 2 * RATE], 4, clean[:0], random=random)
        yield f"{name} nobody", 10 ** (-50 / 20) * hiss


def _readings(recordings: Path) -> Iterator[tuple[str, Samples]]:
    """Five readings of 4 to 7 s, at the level of a good recording."""
    for file in READERS:
        samples = _read(recordings / file)
        half = len(samples) // 2
        parts = [samples] if len(samples) < 8 * RATE else [samples[:half], samples[half:]]
        for i, part in enumerate(parts):
            yield f"{file.partition('.')[0]}.{i}", _gained(part, _SPOKEN_DBFS - _dbfs(part))


def _read(file: Path) -> Samples:
    with av.open(str(file)) as clip:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        frames = [out for frame in clip.decode(audio=0) for out in resampler.resample(frame)]
    return np.concatenate([frame.to_ndarray()[0] for frame in frames])


def _dbfs(samples: Samples) -> float:
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64))))


def _gained(samples: Samples, db: float) -> Samples:
    return np.float32(10 ** (db / 20)) * samples


def _clipped(samples: Samples, percent: float) -> Samples:
    """So loud that this share of the samples is cut off."""
    return np.clip(samples / np.percentile(np.abs(samples), 100 - percent), -1, 1)


def _mixed(speech: Samples, sound: Samples, below_db: float) -> Samples:
    """With a sound whose level lies so far below that of the speech."""
    return speech + _gained(sound, _dbfs(speech) - below_db - _dbfs(sound))


def _joined(
    before: Samples, seconds: float, after: Samples, *, random: np.random.Generator
) -> Samples:
    """With a pause, in which a quiet room is heard."""
    room = 10 ** (-65 / 20) * random.standard_normal(int(seconds * RATE)).astype(np.float32)
    return np.concatenate([before, room, after])


def _hum(count: int) -> Samples:
    """A fan: low harmonics that swell a little."""
    time = np.arange(count) / RATE
    tones = sum(np.sin(2 * np.pi * hz * time) for hz in (100, 200, 300, 400, 1200))
    return ((1 + 0.2 * np.sin(2 * np.pi * 3 * time)) * tones).astype(np.float32)
