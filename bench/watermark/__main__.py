"""Measures the watermark: what it costs, how it sounds, what it survives, where it is mistaken.

    python -m bench.watermark MODELS [--people DIR …] [--others DIR …] [--parts cost hearing …]

`cost` is in seconds of a processor for a second of sound. `hearing` compares marked speech with
unmarked by DNSMOS (Microsoft), which hears each alone, and ViSQOL (Google), which hears both; each
over Kokoro's voices in both languages and tests/recordings. `survival` marks Kokoro's speech, and
does to it what is done to files. `mistakes` looks for the mark where there is none: in recordings
of `--people` and in the speech of `--others` (other synthesisers, or Kokoro without the mark).
Keeps what it measured in bench/figures/watermark.json, beside what was measured before.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import soxr

from bench.screening.__main__ import wilson
from bench.watermark.attacks import ATTACKS
from bench.watermark.sounds import read, spoken
from watermark.base import Found, Samples
from watermark.perth.detecting import THRESHOLD, PerthDetector
from watermark.perth.marking import STRENGTH, PerthMarker

RATE = 24_000
JUDGED_AT = 16_000
KEPT = Path(__file__).parents[1] / "figures" / "watermark.json"
RECORDINGS = Path(__file__).parents[2] / "tests" / "recordings"
SPEECH = ("libri_*", "vctk_*")
UNMARKED = 2
"""Sounds without the mark that each attack is tried on, too; `mistakes` has many."""

SUFFIXES = frozenset({".wav", ".flac", ".mp3", ".ogg", ".opus", ".m4a"})
PAIR = (5.0, 1.2)
"""Seconds of the sounds that cost is measured on: a sentence, and the first part of one."""

Sounds = Sequence[tuple[str, Samples]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("models", type=Path, help="folder that holds kokoro/")
    parser.add_argument("--voices", type=int, default=4, help="of each language")
    parser.add_argument("--people", type=Path, nargs="*", default=[RECORDINGS])
    parser.add_argument("--others", type=Path, nargs="*", default=[])
    parser.add_argument("--parts", nargs="*", default=list(PARTS), choices=PARTS)
    given = parser.parse_args()
    for part in given.parts:
        measured = _about() | PARTS[part](given)
        kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
        kept[part] = measured
        KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


def _about() -> dict[str, Any]:
    return {
        "date": date.today().isoformat(),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, "
        f"Python {platform.python_version()}",
        "strength": STRENGTH,
        "threshold": THRESHOLD,
    }


def cost(_given: argparse.Namespace) -> dict[str, Any]:
    """Processor seconds of marking and of looking, for a second of sound."""
    marker, detector = PerthMarker(RATE), PerthDetector()
    noise = (np.random.default_rng(0).standard_normal(5 * RATE) / 9).astype(np.float32)
    found: dict[str, float] = {}
    for seconds in PAIR:
        mark = partial(marker.begin(), noise[: round(seconds * RATE)], final=True)
        found[f"marking, {seconds:g} s"] = _least(mark) / seconds
    found["looking, 5 s"] = _least(partial(detector.detect, noise, RATE), times=3) / 5
    _show(found)
    return {"processor_seconds_a_second": {name: round(each, 4) for name, each in found.items()}}


def _least(work: Callable[[], object], times: int = 7) -> float:
    """The fewest processor seconds that it took: others use the machine, too."""
    took = []
    for _time in range(times + 1):
        began = time.process_time()
        work()
        took.append(time.process_time() - began)
    return min(took)


def hearing(given: argparse.Namespace) -> dict[str, Any]:
    """DNSMOS's overall mark of marked less that of unmarked speech, and ViSQOL of both."""
    from speechmos import dnsmos
    from visqol import VisqolApi

    visqol = VisqolApi()
    visqol.create(mode="speech", use_lattice_model=False)
    marker = PerthMarker(RATE)

    def mos(samples: Samples) -> float:
        heard = soxr.resample(samples / np.abs(samples).max() * 0.8, RATE, JUDGED_AT)
        return float(dnsmos.run(np.clip(heard, -1, 1), JUDGED_AT)["ovrl_mos"])

    rows: list[dict[str, Any]] = []
    for name, samples in [*spoken(given.models, 1, given.voices), *_recorded()]:
        marked = np.clip(marker.begin()(samples, final=True), -1, 1)
        before, after = (
            soxr.resample(each, RATE, JUDGED_AT).astype(float) for each in (samples, marked)
        )
        rows.append(
            {
                "sound": name,
                "dnsmos": round(mos(marked) - mos(samples), 3),
                "visqol": round(
                    float(visqol.measure_from_arrays(before, after, JUDGED_AT).moslqo), 3
                ),
                "change_db": round(
                    float(10 * np.log10(np.sum((marked - samples) ** 2) / np.sum(samples**2))), 1
                ),
            }
        )
        _show(rows[-1])
    changes = [row["dnsmos"] for row in rows]
    means = {
        "dnsmos_mean": round(float(np.mean(changes)), 3),
        "dnsmos_worst": min(changes),
        "visqol_mean": round(float(np.mean([row["visqol"] for row in rows])), 3),
        "visqol_worst": min(row["visqol"] for row in rows),
    }
    _show(means)
    return means | {"sounds": rows}


def _recorded() -> list[tuple[str, Samples]]:
    files = sorted(file for pattern in SPEECH for file in RECORDINGS.glob(pattern))
    return [(file.name, read(file, RATE)[: 8 * RATE]) for file in files]


def survival(given: argparse.Namespace) -> dict[str, Any]:
    """How often the mark is found after each attack, and how often it is mistaken in unmarked."""
    marker, detector = PerthMarker(RATE), PerthDetector()
    plain = list(spoken(given.models, 1, given.voices))
    marked = [(name, marker.begin()(samples, final=True)) for name, samples in plain]
    rows = []
    for name, attack in ATTACKS.items():
        with_mark, without = (
            [detector.detect(*attack(samples, RATE)) for _name, samples in sounds]
            for sounds in (marked, plain[:UNMARKED])
        )
        rows.append({"attack": name} | _line(with_mark) | {"unmarked": _highest(without)})
        _show(rows[-1])
    return {"sounds": len(plain), "attacks": rows}


def _line(found: Sequence[Found]) -> dict[str, Any]:
    scores = [each.score for each in found]
    return {
        "found_percent": round(100 * float(np.mean([each.is_marked for each in found])), 1),
        "median": round(float(np.median(scores)), 2),
        "lowest": round(min(scores), 2),
    }


def _highest(found: Sequence[Found]) -> float:
    return round(max(each.score for each in found), 2)


def mistakes(given: argparse.Namespace) -> dict[str, Any]:
    """In how many sounds without a mark one is found."""
    detector = PerthDetector()
    return {
        who: _mistaken(detector, _files(folders))
        for who, folders in (("people", given.people), ("others", given.others))
        if folders
    }


def _files(folders: Iterable[Path]) -> list[Path]:
    return sorted(
        file for folder in folders for file in folder.rglob("*") if file.suffix in SUFFIXES
    )


def _mistaken(detector: PerthDetector, files: Sequence[Path]) -> dict[str, Any]:
    scores = {
        file.name: detector.detect(read(file, JUDGED_AT)[: 60 * JUDGED_AT], JUDGED_AT).score
        for file in files
    }
    wrong = {name: round(score, 2) for name, score in scores.items() if score >= THRESHOLD}
    low, high = wilson(len(wrong), len(scores))
    found = {
        "sounds": len(scores),
        "mistaken": wrong,
        "percent": round(100 * len(wrong) / len(scores), 2),
        "interval": [round(100 * low, 2), round(100 * high, 2)],
        "highest": {name: round(scores[name], 2) for name in _most(scores, 5)},
        "99th_percentile": round(float(np.percentile(list(scores.values()), 99)), 3),
    }
    _show(found)
    return found


def _most(scores: dict[str, float], count: int) -> list[str]:
    return sorted(scores, key=lambda name: scores[name], reverse=True)[:count]


def _show(row: dict[str, Any]) -> None:
    print("  ".join(f"{name} {value}" for name, value in row.items()), flush=True)


PARTS: dict[str, Callable[[argparse.Namespace], dict[str, Any]]] = {
    "cost": cost,
    "hearing": hearing,
    "survival": survival,
    "mistakes": mistakes,
}

if __name__ == "__main__":
    main()
