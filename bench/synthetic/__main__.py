"""Fits the detector of synthetic speech, and counts its errors on speakers that it did not hear.

    python -m bench.synthetic FOLDER [--jobs 2]

FOLDER has real/, synthetic/ and unseen/ (see `bench.synthetic.material`). People and voices are
split into five parts; each is judged by a detector that was fitted to the other four. Sources in
unseen/ are used for counting only. Saves bench/figures/synthetic.json.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from bench.screening.__main__ import wilson
from bench.synthetic.material import Clip, clips, rows_of
from voices.screening.recording import Array
from voices.screening.synthetic.detector import FILE
from voices.screening.synthetic.training import Material, fit

RESULTS = Path(__file__).parents[1] / "figures/synthetic.json"


def material(used: Sequence[Clip], rows: Array) -> Material:
    """What `fit` takes, of clips."""
    return Material(
        rows,
        np.array([one.synthetic for one in used]),
        [one.voice for one in used],
        [one.source for one in used],
    )


def table(held: Sequence[Clip], scores: Sequence[float], refuse: float) -> list[dict[str, Any]]:
    """For each source, and for each change, how many clips were judged wrongly."""
    groups: dict[tuple[str, str, str], list[tuple[Clip, float]]] = defaultdict(list)
    for one, score in zip(held, scores, strict=True):
        names = [("all", ""), ("source", one.source), ("change", one.change)]
        if one.change == "none":
            names.append(("plain", one.source))
        for by, name in names:
            groups[one.kind, by, name].append((one, score))
    return [
        _line(kind, by, name, rows, refuse) for (kind, by, name), rows in sorted(groups.items())
    ]


def _line(
    kind: str, by: str, name: str, rows: Iterable[tuple[Clip, float]], refuse: float
) -> dict[str, Any]:
    of = list(rows)
    wrong = sum((score > refuse) != one.synthetic for one, score in of)
    low, high = wilson(wrong, len(of))
    return {
        "kind": kind,
        "by": by,
        "name": name,
        "clips": len(of),
        "recordings": len({one.file for one, _score in of}),
        "speakers": len({one.voice for one, _score in of}),
        "wrong": wrong,
        "wrong_percent": round(100 * wrong / len(of), 1),
        "interval": [round(100 * low, 1), round(100 * high, 1)],
    }


def show(lines: Sequence[dict[str, Any]]) -> None:
    for line in lines:
        low, high = line["interval"]
        print(
            f"{line['kind']:<10}{line['by']:<8}{line['name']:<26}{line['speakers']:>5} speakers"
            f"{line['clips']:>6} clips {line['wrong_percent']:>6.1f} %  {low:.1f}–{high:.1f}"
        )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.synthetic", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=FILE)
    parser.add_argument("--jobs", type=int, default=2)
    chosen = parser.parse_args()
    found, rows = rows_of(chosen.folder, list(clips(chosen.folder)), chosen.jobs)
    used = np.array([one.kind != "unseen" for one in found])
    heard = [one for one in found if one.kind != "unseen"]
    detector, scores = fit(material(heard, rows[used]), "see docs/synthetic.md")
    detector.save(chosen.out)
    everything = detector.scores(rows)
    held = [*heard, *(one for one in found if one.kind == "unseen")]
    scores = np.concatenate([scores, everything[~used]])
    lines = table(held, scores.tolist(), detector.refuse)
    show(lines)
    seen = table(heard, everything[used].tolist(), detector.refuse)
    kept = {
        "date": datetime.now(UTC).date().isoformat(),
        "made_from": detector.made_from,
        "table": lines,
        "heard_before": [line for line in seen if line["by"] == "all"],
    }
    RESULTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
