"""Makes examples of each fold of the sources, and keeps what the network is given of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from bench.screening.folds import of_fold
from bench.screening.mixer import Mixer
from bench.screening.other_sounds.examples import RATE, Example, example
from bench.screening.sources import Sources
from voices.screening.listening import compressed
from voices.screening.models.segmentation import Segmentation
from voices.screening.models.sound_events import SoundEvents
from voices.screening.models.voice_activity import VoiceActivity
from voices.screening.other_sounds.frames import values
from voices.screening.recording import Recording


@dataclass(frozen=True)
class Kept:
    """What the network is given of an example, `values` [t, VALUES], and what it should hear:
    `first` and `second` [t], `level_db` [t], `several` and `noisy` (1, 0, or -1 for neither)."""

    values: NDArray[np.float16]
    first: NDArray[np.bool_]
    second: NDArray[np.bool_]
    level_db: NDArray[np.float32]
    several: int
    noisy: int

    @classmethod
    def read(cls, file: Path) -> Kept:
        with np.load(file, allow_pickle=False) as kept:
            about = json.loads(str(kept["about"]))
            arrays = {name: kept[name] for name in ("values", "first", "second", "level_db")}
        return cls(**arrays, several=about["several"], noisy=about["noisy"])


class Ears:
    """The models whose values the network reads; one thread."""

    def __init__(self) -> None:
        torch.set_num_threads(1)
        self._voice, self._events = VoiceActivity(), SoundEvents()
        self._segmentation = Segmentation()

    def values(self, recording: Recording) -> list[NDArray[np.float32]]:
        """The values [t, VALUES] of each window of a recording."""
        samples = recording.even
        events, background = self._events(samples), self._events(compressed(samples))
        voice = self._voice(samples)
        return [
            values(recording, window, events, background, voice)
            for window in self._segmentation.windows(samples)
        ]


def make(sources: Sources, folder: Path, fold: int, count: int, seed: int) -> None:
    """Keep examples 0 to `count` - 1 of a fold in `folder`; those that are there already stay."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn_from, ears = of_fold(sources, fold), Ears()
    for number in range(count):
        file = folder / f"{fold}-{number:05d}.npz"
        if file.exists():
            continue
        one = example(Mixer(drawn_from, np.random.default_rng([seed, fold, number]), True))
        _write(file, one, ears.values(Recording(one.samples, RATE))[0])


def _write(file: Path, one: Example, heard: NDArray[np.float32]) -> None:
    count = min(len(heard), len(one.first))
    about: dict[str, Any] = {"kind": one.kind, "speakers": one.speakers}
    about |= {name: _flag(getattr(one, name)) for name in ("several", "noisy")}
    half = file.with_suffix(".part")
    with half.open("wb") as out:
        np.savez(
            out,
            values=heard[:count].astype(np.float16),
            first=one.first[:count],
            second=one.second[:count],
            level_db=one.level_db[:count],
            about=np.array(json.dumps(about)),
        )
    half.rename(file)


def _flag(value: bool | None) -> int:
    return -1 if value is None else int(value)
