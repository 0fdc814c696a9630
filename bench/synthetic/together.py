"""Fits and counts how well two recordings are told to be made together, or apart.

    python -m bench.synthetic.together FOLDER [--fit]

Pairs of FOLDER/real (see `bench.synthetic.material`): together are two halves of one recording,
and two recordings of one session (names <source>__<speaker>__<session>-<number>), as they are and
both in one simulated room with one noise; apart are two halves of which one was changed, and
recordings of two sessions of other people. Half of the speakers are fitted to, half are counted.
Saves bench/figures/together.json.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator
from sklearn.linear_model import LogisticRegression

from bench.screening.__main__ import wilson
from bench.screening.sounds import NOISES, room
from bench.screening.sources import RATE, Samples, read, split_of
from bench.synthetic.changes import changed, with_noise
from voices.decode.clip import sound_span
from voices.screening.conditions import (
    FILE,
    TERMS,
    Agreement,
    Conditions,
    conditions,
    differences,
)
from voices.screening.synthetic.training import ENDINGS, names

RESULTS = Path(__file__).parents[1] / "figures/together.json"
FALSE_SHARE = 0.01
"""The share of pairs made together that may be refused."""

APART = ("noise", "room", "microphone", "loudspeaker", "8 kHz", "equaliser", "quieter")
MOST_A_SPEAKER = 6
PIECE_SECONDS = 6


def pairs(folder: Path) -> Iterator[tuple[str, bool, str, dict[str, float]]]:
    """(speaker, whether it was made together, what the pair is, its differences)."""
    sessions: dict[str, dict[str, list[Path]]] = defaultdict(lambda: defaultdict(list))
    for file in sorted((folder / "real").iterdir()):
        if file.suffix in ENDINGS:
            source, speaker = names(file)
            session = file.stem.split("__")[2].rpartition("-")[0] or file.stem
            sessions[f"{source} {speaker}"][session].append(file)
    rng = np.random.default_rng(3)
    others: list[Conditions] = []
    for speaker, by_session in sessions.items():
        for files in list(by_session.values())[:MOST_A_SPEAKER]:
            yield from _of_session(speaker, files, rng, others)


def _of_session(
    speaker: str, files: list[Path], rng: Generator, others: list[Conditions]
) -> Iterator[tuple[str, bool, str, dict[str, float]]]:
    one = _sound(files[0])
    half = len(one) // 2
    if half < 2.5 * RATE:
        return
    first, second = one[:half][: PIECE_SECONDS * RATE], one[half:][: PIECE_SECONDS * RATE]
    here = conditions(first, RATE)
    if here is None:
        return

    def pair(
        together: bool, what: str, left: Conditions | None, right: Conditions | None
    ) -> Iterator[tuple[str, bool, str, dict[str, float]]]:
        if left is not None and right is not None:
            yield speaker, together, what, differences(left, right)

    yield from pair(True, "two halves", here, conditions(second, RATE))
    yield from pair(True, "two halves, one room", *_in_one_room(first, second, rng))
    if len(files) > 1:
        later = _sound(files[1])[: PIECE_SECONDS * RATE]
        yield from pair(True, "one session", here, conditions(later, RATE))
    for change in rng.choice(APART, 3, replace=False):
        yield from pair(False, str(change), here, conditions(_apart(second, change, rng), RATE))
    for other in others[-2:]:
        yield from pair(False, "another recording", here, other)
    others.append(here)


def _sound(file: Path) -> Samples:
    samples = read(file, 30)
    start, end = sound_span(samples)
    return samples[start:end]


def _apart(samples: Samples, change: str, rng: Generator) -> Samples:
    if change == "quieter":
        return samples * np.float32(10 ** (-rng.uniform(14, 24) / 20))
    return changed(samples, str(change), rng)


def _in_one_room(
    first: Samples, second: Samples, rng: Generator
) -> tuple[Conditions | None, Conditions | None]:
    """Both halves in one room, with one kind of noise, and a level that wanders by 2 dB."""
    from scipy.signal import fftconvolve

    response = room(rng.uniform(0.15, 0.5), rng, rng.uniform(0, 12))
    kind = str(rng.choice(["pink", "brown", "fan", "hum", "white"]))
    below = rng.uniform(22, 45)
    heard = []
    for half in (first, second):
        wet = fftconvolve(half, response)[: len(half)].astype(np.float32)
        noise = NOISES[kind](len(wet), np.random.default_rng(5))
        gain = np.float32(10 ** (rng.uniform(-1, 1) / 20))
        heard.append(conditions(with_noise(wet, noise, below) * gain, RATE))
    return heard[0], heard[1]


def fitted(rows: np.ndarray, apart: np.ndarray) -> Agreement:
    """An agreement whose limit refuses FALSE_SHARE of the pairs made together."""
    mean, scale = rows.mean(0), rows.std(0) + 1e-6
    even = np.clip((rows - mean) / scale, -4, 4)
    model = LogisticRegression(C=0.3, max_iter=2000, class_weight="balanced").fit(even, apart)
    scores = model.decision_function(even)
    terms = {
        name: (float(m), float(s), float(w))
        for name, m, s, w in zip(TERMS, mean, scale, model.coef_[0], strict=True)
    }
    refuse = float(np.quantile(scores[~apart], 1 - FALSE_SHARE))
    return Agreement(float(model.intercept_[0]), terms, refuse, {})


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.synthetic.together", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fit", action="store_true")
    chosen = parser.parse_args()
    found = list(pairs(chosen.folder))
    rows = np.array([[measured[name] for name in TERMS] for *_, measured in found])
    apart = np.array([not together for _speaker, together, *_ in found])
    held = np.array([split_of(speaker) == "held" for speaker, *_ in found])
    if chosen.fit:
        agreement = fitted(rows[~held], apart[~held])
        speakers = {speaker for speaker, *_ in found if split_of(speaker) == "fit"}
        made_from: dict[str, Any] = {
            "date": datetime.now(UTC).date().isoformat(),
            "speakers": len(speakers),
            "pairs_together": int((~apart[~held]).sum()),
            "pairs_apart": int(apart[~held].sum()),
        }
        Agreement(agreement.bias, agreement.terms, agreement.refuse, made_from).save(FILE)
    agreement = Agreement.load()
    groups: dict[tuple[bool, str], list[bool]] = defaultdict(list)
    for (_speaker, together, what, measured), counts in zip(found, held, strict=True):
        if counts:
            groups[together, what].append(agreement.score(measured) > agreement.refuse)
    lines = []
    for (together, what), refused in sorted(groups.items(), reverse=True):
        low, high = wilson(sum(refused), len(refused))
        lines.append(
            {
                "pair": what,
                "together": together,
                "pairs": len(refused),
                "refused": int(sum(refused)),
                "refused_percent": round(100 * sum(refused) / len(refused), 1),
                "interval": [round(100 * low, 1), round(100 * high, 1)],
            }
        )
        print(lines[-1])
    kept = {
        "date": datetime.now(UTC).date().isoformat(),
        "speakers": len({s for s, *_ in found if split_of(s) == "held"}),
        "table": lines,
    }
    RESULTS.write_text(json.dumps(kept, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
