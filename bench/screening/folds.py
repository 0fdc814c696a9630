"""Cuts sources in folds, so that what was trained on one can be tried on the other."""

from __future__ import annotations

import hashlib

from bench.screening.sources import KINDS, Sources

FOLDS = 2


def fold_of(name: str) -> int:
    """The fold of a speaker, track or noise; never changes."""
    return hashlib.sha256(name.encode()).digest()[1] % FOLDS


def of_fold(sources: Sources, fold: int) -> Sources:
    """The sources of a fold; rooms, of which there are few, are in all."""
    return Sources(
        *(
            {name: files for name, files in getattr(sources, kind).items() if fold_of(name) == fold}
            if kind != "rooms"
            else sources.rooms
            for kind in KINDS
        )
    )
