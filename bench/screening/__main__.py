"""Measures what screening refuses, by class and level, on clips from sources not used in its fit.

    python -m bench.screening [--models FOLDER] [--sources DIR …] [--whole DIR …]
        [--clips FOLDER] [--sets held …] [--measures FILE] [--before THRESHOLDS] [--jobs 1]

Prints a table with 95 % intervals for each set of clips, and saves them in
bench/figures/screening.json. The set `held` is made first: of --sources the half that no fit may
use is taken, of --whole everything. Other sets lie in --clips already (`sets.py` makes them), and
so does `held` with --as-they-are. --before judges the same measures by an earlier file of
thresholds, too.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections import defaultdict
from datetime import UTC, datetime
from math import sqrt
from pathlib import Path
from typing import Any

import av
import numpy as np

from bench.screening.judging import judged
from bench.screening.sets import PLAN, build, gathered
from bench.screening.sources import find
from voices.screening import Thresholds

ROOT = Path(__file__).parents[2]
RESULTS = Path(__file__).parents[1] / "figures/screening.json"

# (what, label, levels or () for all, sign, bound in % refused)
TARGETS: tuple[tuple[str, str, tuple[str, ...], str, float], ...] = (
    ("clean", "clean", (), "≤", 2.5),
    ("music, 10 dB below the speech or louder", "music", ("0 dB", "5 dB", "10 dB"), "≥", 98),
    ("music, 15 dB below", "music", ("15 dB", "solo 15 dB"), "≥", 93),
    ("two speakers", "several_speakers", (), "≥", 95),
    ("noise, 10 dB SNR or less", "noise", (), "≥", 96),
    ("clipping", "clipping", (), "≥", 95),
    ("echo, RT60 over 0.7 s", "echo", (), "≥", 90),
    ("music only", "music_only", (), "≥", 100),
    ("noise only", "noise_only", (), "≥", 100),
    ("silence", "silence", (), "≥", 100),
)


def wilson(hits: int, count: int) -> tuple[float, float]:
    """The 95 % confidence interval of a share (Wilson 1927)."""
    if not count:
        return 0.0, 1.0
    z, share = 1.96, hits / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * sqrt(share * (1 - share) / count + z * z / (4 * count**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def table(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One line for each class and for each of its levels."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[row["label"], "all"].append(row)
        if row["level"] != "all":
            groups[row["label"], row["level"]].append(row)
    lines = []
    for (label, level), of in sorted(groups.items(), key=_as_planned):
        refused = sum(bool(row["reasons"]) for row in of)
        named = sum(label in row["reasons"] for row in of)
        low, high = wilson(refused, len(of))
        lines.append(
            {
                "label": label,
                "level": level,
                "clips": len(of),
                "refused_percent": round(100 * refused / len(of), 1),
                "interval": [round(100 * low, 1), round(100 * high, 1)],
                "by_that_reason_percent": round(100 * named / len(of), 1),
                **_before(of),
                "warned_percent": round(100 * sum(bool(r["warnings"]) for r in of) / len(of), 1),
            }
        )
    return lines


def _before(rows: list[dict[str, Any]]) -> dict[str, float]:
    """What the thresholds of before refused, in %, if they were asked."""
    if any(row["reasons_before"] is None for row in rows):
        return {}
    refused = sum(bool(row["reasons_before"]) for row in rows)
    return {"refused_before_percent": round(100 * refused / len(rows), 1)}


def _as_planned(group: tuple[tuple[str, str], Any]) -> tuple[int, int]:
    (label, level), _rows = group
    rows = [i for i, (name, its, _) in enumerate(PLAN) if name == label and level in (its, "all")]
    return (rows[0], 0 if level == "all" else 1) if rows else (len(PLAN), 0)


def against_targets(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Compare the rows with each target."""
    out = []
    for what, label, levels, sign, bound in TARGETS:
        of = [r for r in rows if r["label"] == label and (not levels or r["level"] in levels)]
        if not of:
            continue
        refused = sum(bool(row["reasons"]) for row in of)
        share = 100 * refused / len(of)
        low, high = wilson(refused, len(of))
        out.append(
            {
                "what": what,
                "clips": len(of),
                "refused_percent": round(share, 1),
                "interval": [round(100 * low, 1), round(100 * high, 1)],
                **_before(of),
                "must": f"{sign} {bound:g}",
                "holds": share <= bound if sign == "≤" else share >= bound,
            }
        )
    return out


def report(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The tables of one set of clips, and the clean ones that were refused.

    `speakers` are those that clips are named after; others talk in clips of two or of a crowd.
    """
    return {
        "clips": len(rows),
        "speakers": len({row["speaker"] for row in rows if row["speaker"] != "nobody"}),
        "targets": against_targets(rows),
        "table": table(rows),
        "clean_refused": [
            [row["file"], list(row["reasons"])]
            for row in rows
            if row["label"] == "clean" and row["reasons"]
        ],
    }


def show(name: str, reported: dict[str, Any]) -> None:
    """Print what was found with one set of clips."""
    print(
        f"\n{name}\n{'class':<18}{'level':<16}{'clips':>6}{'refused':>9}  95 %           by it"
        "  warned  before"
    )
    for line in reported["table"]:
        low, high = line["interval"]
        print(
            f"{line['label']:<18}{line['level']:<16}{line['clips']:>6}"
            f"{line['refused_percent']:>8.1f}%  {low:5.1f}–{high:5.1f}  "
            f"{line['by_that_reason_percent']:>6.1f}%{line['warned_percent']:>7.1f}%"
            f"{line.get('refused_before_percent', '')!s:>8}"
        )
    print()
    for target in reported["targets"]:
        low, high = target["interval"]
        word = "yes" if target["holds"] else "NO"
        print(
            f"{target['what']:<42}{target['clips']:>6}{target['refused_percent']:>8.1f}%  "
            f"{low:5.1f}–{high:5.1f}  must be {target['must']:<6} {word:<4}"
            f"{target.get('refused_before_percent', '')!s:>6}"
        )


def keep(sets: dict[str, dict[str, Any]], seconds: list[float]) -> None:
    """Print how long a clip takes, and save all figures."""
    took = {
        "median": round(float(np.median(seconds)), 3),
        "p95": round(float(np.percentile(seconds, 95)), 3),
        "clips": len(seconds),
    }
    print("\nprocessor seconds a clip, one thread:", took)
    kept = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, "
        f"Python {platform.python_version()}",
        "processor_seconds": took,
        "sets": sets,
    }
    RESULTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.screening", description=__doc__)
    parser.add_argument("--models", type=Path, help="folder that holds kokoro/")
    parser.add_argument("--sources", type=Path, nargs="*", default=[])
    parser.add_argument("--clips", type=Path, help="folder that keeps the clips for further runs")
    parser.add_argument("--whole", type=Path, nargs="*", default=[])
    parser.add_argument("--measures", type=Path, help="file that keeps what was measured")
    parser.add_argument("--before", type=Path, help="thresholds to compare with")
    parser.add_argument("--sets", nargs="+", default=["held"], help="folders of --clips to judge")
    parser.add_argument("--as-they-are", action="store_true", help="make no clips, judge --clips")
    parser.add_argument("--scale", type=float, default=1.0, help="factor on the number of clips")
    parser.add_argument("--jobs", type=int, default=1, help="processes that share the clips")
    chosen = parser.parse_args()
    models = chosen.models or Path(os.environ.get("LECTERN_MODELS", ROOT / ".data" / "models"))
    av.logging.set_level(av.logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="lectern-screening-") as temporary:
        clips = chosen.clips or Path(temporary)
        if not chosen.as_they_are:
            extra = [*chosen.sources, ROOT / "tests" / "recordings"]
            sources = gathered(models, clips / "base_voices", extra).half("held")
            build(sources.with_all(find(chosen.whole)), clips / "held", chosen.scale)
        before = Thresholds.load(chosen.before) if chosen.before else None
        sets, seconds = {}, []
        for name in chosen.sets:
            rows = judged(clips / name, chosen.jobs, before, chosen.measures)
            if not rows:
                parser.error(f"{clips / name} holds no clips: <label>/<clip>.wav")
            sets[name] = report(rows)
            show(name, sets[name])
            seconds += [row["processor_seconds"] for row in rows]
        keep(sets, seconds)
        held = all(target["holds"] for one in sets.values() for target in one["targets"])
        return 0 if held and np.median(seconds) < 1 else 1


if __name__ == "__main__":
    sys.exit(main())
