"""Keeps what was judged, so that a run that was cut off goes on where it ended.

A folder has a file for each person and way. It says which measurement it is of (sentences, seconds
fitted, whether read), and one of another is measured again. It can't know of changes of the code:
a folder is for one state of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from bench.voices.judge import Judged

Took = dict[str, float]


class Kept:
    """The files in `folder`; with no folder, nothing is kept."""

    def __init__(self, folder: Path | None, settings: dict[str, float]) -> None:
        self._folder, self._settings = folder, settings

    def __call__(
        self, person: str, way: str, measure: Callable[[], tuple[Judged, Took]]
    ) -> tuple[Judged, Took]:
        """What was kept of this person and way, or else what `measure` returns, which is kept."""
        if self._folder is None:
            return measure()
        file = self._folder / f"{person} {way}.json"
        if file.is_file():
            read = json.loads(file.read_text())
            if read["settings"] == self._settings:
                vectors = {name: np.array(each, np.float32) for name, each in read["voice"].items()}
                return Judged(read["row"], vectors), read["took"]
        judged, took = measure()
        written = {
            "settings": self._settings,
            "row": judged.row,
            "took": took,
            "voice": {name: each.tolist() for name, each in judged.voice.items()},
        }
        self._folder.mkdir(parents=True, exist_ok=True)
        half = file.with_suffix(".half")
        half.write_text(json.dumps(written))
        half.replace(file)
        return judged, took
