"""Asks of people's recordings what can be asked without a statement: how many are refused?

    python -m bench.consent.people FOLDER... --kept FILE [--marks] [--write]

Files of the folders are <person>__<anything>.<ending>; nobody reads a statement in them. Of each
the first 20 s are judged for synthetic speech and, with --marks, for a watermark, it is looked for
among the landmarks of all before it, and its second half must have been made where its first half
was. Each is a line of FILE, and those that are there are not heard again. Saves
bench/figures/consent_people.json of all of FILE.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.screening.__main__ import wilson
from bench.screening.sources import RATE, read
from voices.consent.fingerprint import LEAST_COMMON, Asked, Landmarks, landmarks
from voices.consent.genuine import SURE, Genuineness
from voices.decode.clip import sound_span
from voices.screening.synthetic.training import ENDINGS
from watermark import WATERMARKS

RESULTS = Path(__file__).parents[1] / "figures/consent_people.json"
MOST_SECONDS = 20


def heard(file: Path, genuine: Genuineness, before: list[Landmarks]) -> dict[str, Any]:
    """What the checks say of one recording, whose landmarks join those `before` it."""
    samples = read(file, MOST_SECONDS)
    start, end = sound_span(samples)
    samples = samples[start:end][: MOST_SECONDS * RATE]
    spoken = genuine.judged(samples, RATE)
    half = len(samples) // 2
    in_common = int(Asked(samples, RATE).common(before).max(initial=0))
    before.append(landmarks(samples, RATE))
    return {
        "file": file.name,
        "seconds": round(len(samples) / RATE, 1),
        "synthetic": bool(spoken and spoken.synthetic),
        "judged": bool(spoken and spoken.score is not None),
        "mark": genuine.mark(samples, RATE),
        "in_common": in_common,
        "apart": genuine.apart(samples[:half], samples[half:], RATE),
    }


def refused_by(one: dict[str, Any]) -> list[str]:
    """The checks that refuse what was heard."""
    checks = {
        "synthetic": one["synthetic"],
        "marked": one["mark"] is not None and one["mark"] >= SURE,
        "copied": one["in_common"] >= LEAST_COMMON,
        "made apart": one["apart"] is not None and one["apart"] > 0,
    }
    return [name for name, refuses in checks.items() if refuses]


def figures(lines: list[dict[str, Any]]) -> dict[str, Any]:
    """By check: recordings that it could judge, and those that it refuses."""
    judged = {
        "synthetic": sum(one["judged"] for one in lines),
        "marked": sum(one["mark"] is not None for one in lines),
        "copied": len(lines),
        "made apart": sum(one["apart"] is not None for one in lines),
    }
    reasons = [refused_by(one) for one in lines]

    def line(refused: int, count: int) -> dict[str, Any]:
        low, high = wilson(refused, count)
        interval = [round(100 * low, 1), round(100 * high, 1)]
        return {"recordings": count, "refused": refused, "interval": interval}

    return {
        "date": datetime.now(UTC).date().isoformat(),
        "people": len({person_of(one["file"]) for one in lines}),
        "median_seconds": sorted(one["seconds"] for one in lines)[len(lines) // 2],
        "any": line(sum(bool(each) for each in reasons), len(lines)),
        **{name: line(sum(name in each for each in reasons), judged[name]) for name in judged},
    }


def person_of(name: str) -> str:
    return name.partition("__")[0]


def files_in(folders: list[Path]) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(each for each in folder.iterdir() if each.suffix in ENDINGS)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.consent.people", description=__doc__)
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--kept", type=Path, required=True)
    parser.add_argument("--marks", action="store_true", help="look for watermarks, too")
    parser.add_argument("--write", action="store_true", help="only write what is kept")
    chosen = parser.parse_args()
    kept = chosen.kept.read_text().splitlines() if chosen.kept.exists() else []
    lines = [json.loads(line) for line in kept]
    if not chosen.write:
        marks = [spec.load_detector() for spec in WATERMARKS.values() if chosen.marks]
        genuine = Genuineness(marks=marks)
        known = {one["file"] for one in lines}
        before: list[Landmarks] = []
        for file in files_in(chosen.folders):
            if file.name in known:
                before.append(landmarks(read(file, MOST_SECONDS), RATE))
                continue
            lines.append(heard(file, genuine, before))
            with chosen.kept.open("a") as out:
                out.write(json.dumps(lines[-1]) + "\n")
    RESULTS.write_text(json.dumps(figures(lines), indent=1) + "\n")


if __name__ == "__main__":
    main()
