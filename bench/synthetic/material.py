"""Clips of people and of machines, as they are and after changes, measured.

A folder has real/ and synthetic/ with files <source>__<speaker>__<number>.<ending>, and maybe
unseen/ with synthetic clips of sources that a fit must not look at. What was measured is kept in a
file beside them, so that only new clips are measured.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from bench.screening.sources import RATE, read
from bench.synthetic.changes import CHANGES, changed
from voices.decode.clip import sound_span
from voices.screening.recording import Array, Recording
from voices.screening.synthetic.measures import measure
from voices.screening.synthetic.training import ENDINGS, names

CHANGES_A_CLIP = {"real": 3, "synthetic": 10, "unseen": 0}
"""How many changes of each clip are looked at beside the clip as it is. There are more people than
voices of machines, and the latter are what must be found through all changes."""

TWICE = ("room", "loudspeaker", "noise")
"""Changes that differ most from draw to draw: of synthetic clips there are two draws of them."""

MOST_SECONDS = 8.0
LEAST_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Clip:
    """One clip after one change. `kind` is the folder that it comes from."""

    kind: str
    source: str
    speaker: str
    file: Path
    change: str
    draw: int = 0

    @property
    def voice(self) -> str:
        """The person or the voice, the same for every engine that speaks with it."""
        name = re.sub("[^a-z0-9]+", "-", self.speaker.lower()).removeprefix("speech-")
        return f"{self.kind} {name}"

    @property
    def synthetic(self) -> bool:
        return self.kind != "real"

    @property
    def seed(self) -> list[int]:
        digest = hashlib.sha256(
            f"{self.file.name} {self.change}{self.draw or ''}".encode()
        ).digest()
        return list(digest[:8])


def clips(folder: Path) -> Iterator[Clip]:
    """Each clip as it is, and after CHANGES_A_CLIP changes that its name decides."""
    others = [name for name in CHANGES if name != "none"]
    for kind, count in CHANGES_A_CLIP.items():
        for file in sorted((folder / kind).glob("*")):
            if file.suffix not in ENDINGS:
                continue
            source, speaker = names(file)
            digest = hashlib.sha256(file.name.encode()).digest()
            rng = np.random.default_rng(list(digest[:8]))
            chosen = rng.choice(others, count, replace=False)
            for change in ("none", *map(str, chosen)):
                yield Clip(kind, source, speaker, file, change)
                if kind == "synthetic" and change in TWICE:
                    yield Clip(kind, source, speaker, file, change, 1)


def rows_of(
    folder: Path, chosen: Sequence[Clip], jobs: int, name: str = "measures"
) -> tuple[list[Clip], Array]:
    """The clips that can be judged, and their measures [n, m].

    What is measured is kept in FOLDER/<name>.npz; what other runs kept there is read.
    """
    kept = folder / f"{name}.npz"
    known: dict[str, Array] = {}
    for file in folder.glob("measures*.npz"):
        with np.load(file) as before:
            known |= dict(zip(before["names"].tolist(), before["rows"], strict=True))
    missing = [one for one in chosen if _key(one) not in known]
    if missing:
        with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
            for number, (one, row) in enumerate(
                zip(missing, pool.map(_measured, missing, chunksize=16), strict=True), 1
            ):
                known[_key(one)] = row
                if number % 100 == 0:
                    print(f"{number} of {len(missing)} measured", flush=True)
                    _keep(kept, known)
        _keep(kept, known)
    usable = [one for one in chosen if np.isfinite(known[_key(one)]).all()]
    return usable, np.array([known[_key(one)] for one in usable], np.float32)


def samples_of(one: Clip) -> Array:
    """The clip's samples [n] at 24 kHz: cut to 5 to 8 s, trimmed as an upload is, then changed."""
    rng = np.random.default_rng(one.seed)
    samples = read(one.file, 40)
    start, end = sound_span(samples)
    samples = samples[start:end]
    wanted = int(rng.uniform(LEAST_SECONDS, MOST_SECONDS) * RATE)
    begin = int(rng.integers(0, max(1, len(samples) - wanted + 1)))
    return changed(samples[begin : begin + wanted], one.change, rng)


def _measured(one: Clip) -> Array:
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    samples = samples_of(one)
    row = measure(Recording(samples, RATE)) if len(samples) >= 2.5 * RATE else None
    return np.full(1, np.nan, np.float32) if row is None else row


def _key(one: Clip) -> str:
    return f"{one.kind}/{one.file.name}/{one.change}{one.draw or ''}"


def _keep(file: Path, known: dict[str, Array]) -> None:
    width = max(len(row) for row in known.values())
    rows = np.array(
        [row if len(row) == width else np.full(width, np.nan, np.float32) for row in known.values()]
    )
    draft = file.with_name(f"part-{file.name}")
    np.savez(draft, names=np.array(list(known)), rows=rows.astype(np.float32))
    draft.replace(file)
