"""Trains the networks that hear other voices and sounds.

    python -m bench.screening.other_sounds OUT --sources DIR … [--whole DIR …] [--examples 2000]
        [--clips FOLDER …]

Of --sources the half for fitting is taken, and cut in two folds that share no speaker and no
noise. OUT/examples/ gets that many examples of each fold, OUT/without_0.npz and OUT/without_1.npz a
network that heard nothing of that fold; screening takes the mean of both. --clips has labelled
clips of one fold each, by their speakers: they are measured by the network that heard nothing of
it, for `manage.py refit_screening FOLDER --measures OUT/measures.jsonl`. What is there already is
not made again.
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from bench.screening.folds import FOLDS
from bench.screening.other_sounds.crossed import measure
from bench.screening.other_sounds.kept import Kept, make
from bench.screening.other_sounds.training import train
from bench.screening.sources import find
from voices.screening.other_sounds.network import Network


def networks(folder: Path, examples: int, seed: int) -> list[Network]:
    """Train the networks that are not in `folder` yet; returns those without each fold."""
    for fold in range(FOLDS):
        file = folder / f"without_{fold}.npz"
        if file.exists():
            continue
        others = [other for other in range(FOLDS) if other != fold]
        used = [
            Kept.read(one)
            for other in others
            for one in sorted((folder / "examples").glob(f"{other}-*.npz"))[:examples]
        ]
        made_from = {
            "date": datetime.now(UTC).date().isoformat(),
            "examples": len(used),
            "folds": others,
            "seed": seed,
        }
        train(used, seed).save(file, made_from)
    return [Network.load(folder / f"without_{fold}.npz") for fold in range(FOLDS)]


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.screening.other_sounds", description=__doc__
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--sources", type=Path, nargs="+", required=True)
    parser.add_argument("--whole", type=Path, nargs="*", default=[])
    parser.add_argument("--examples", type=int, default=2000, help="of each fold")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--clips", type=Path, nargs="*", default=[], help="labelled clips to measure"
    )
    chosen = parser.parse_args()
    sources = find(chosen.sources).half("fit").with_all(find(chosen.whole))
    for fold in range(FOLDS):
        make(sources, chosen.out / "examples", fold, chosen.examples, chosen.seed)
    without = networks(chosen.out, chosen.examples, chosen.seed)
    for folder in chosen.clips:
        print(measure(folder, chosen.out / "measures.jsonl", without), "clips measured")


if __name__ == "__main__":
    main()
