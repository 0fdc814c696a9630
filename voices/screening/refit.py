"""Fits new thresholds: `python -m voices.screening.refit FOLDER [--out FILE]`.

FOLDER/<label>/ has clips. At least 50 `clean` ones are required. The other labels are `music`,
`several_speakers`, `noise`, `noise_warned` (15 to 20 dB), `clipping` and `echo`; a detector with
under 20 clips keeps its coefficients. Unknown labels are left out. Each detector is a logistic
regression and trees, fitted against `clean`.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict

from voices.screening.growing import boosting, plain
from voices.screening.labelled import Clip, measured
from voices.screening.terms import (
    AGAINST,
    AGAINST_WEIGHT,
    FALSE_SHARE,
    LABELS,
    STRENGTH,
    TERMS,
    USED,
)
from voices.screening.thresholds import FILE, Detector, Thresholds

Measures = Mapping[str, float]

FOLDS = 5


def fit(
    clips: Sequence[Clip | tuple[str, Measures]], before: Thresholds, source: str
) -> Thresholds:
    """Fit thresholds to labelled measures. Raises ValueError for fewer than 50 clean clips."""
    known = [Clip(*one) for one in clips]
    counts = Counter(one.label for one in known)
    if counts["clean"] < 50:
        raise ValueError(f"{counts['clean']} clips are labelled clean; at least 50 are needed")
    detectors = dict(before.detectors)
    figures: dict[str, dict[str, float]] = {}
    for name in TERMS:
        wanted = LABELS.get(name, (name,))
        others = ("clean", *AGAINST.get(name, ()))
        if sum(counts[label] for label in wanted) < 20:
            continue
        used = [one for one in known if one.label in (*wanted, *others)]
        detectors[name], figures[name] = _detector(name, used, wanted)
    made_from = {
        "date": datetime.now(UTC).date().isoformat(),
        "source": source,
        "clips": dict(sorted(counts.items())),
        "speakers": len({one.speaker for one in known if one.speaker}),
        "cross_validated": figures,
    }
    return Thresholds(before.rules, detectors, made_from)


def _detector(
    name: str, clips: Sequence[Clip], wanted: Sequence[str]
) -> tuple[Detector, dict[str, float]]:
    """Fit a detector; also returns its cross-validated rates of detection and of false alarms (on
    people not used in the fit, if their names are known)."""
    terms = TERMS[name]
    rows = np.array([[one.measures[term] for term in terms] for one in clips], np.float64)
    truth = np.array([one.label in wanted for one in clips])
    clean = np.array([one.label == "clean" for one in clips])
    weight = np.where(truth | clean, 1.0, AGAINST_WEIGHT.get(name, 1.0))
    weight[truth] *= weight[~truth].sum() / truth.sum()
    weight *= len(clips) / weight.sum()
    mean, scale = rows.mean(0), rows.std(0) + 1e-6
    even = np.clip((rows - mean) / scale, -4, 4)
    regression = LogisticRegression(C=STRENGTH.get(name, 0.1), max_iter=3000)
    trees = boosting()
    models = ((regression, even), (trees, rows))
    # Scores of clips used in the fit are too good to set a limit by: on simulated measures, 2.0 %
    # of new clean clips passed a limit set for 0.7 %, but 0.5 % with cross-validated scores.
    parts = list(
        StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0).split(rows, truth, _groups(clips))
    )
    scores = np.mean(
        [
            cross_val_predict(
                model,
                x,
                truth,
                cv=parts,
                method="decision_function",
                params={"sample_weight": weight},
            )
            for model, x in models
        ],
        axis=0,
    )
    refuse = _limit(scores[clean], FALSE_SHARE[name])
    for model, x in models:
        model.fit(x, truth, weight)
    kept = {
        term: (float(m), float(s), float(w))
        for term, m, s, w in zip(terms, mean, scale, regression.coef_[0], strict=True)
    }
    detector = Detector(float(regression.intercept_[0]), kept, refuse, plain(trees, terms))
    return detector, {
        "found": round(float(np.mean(scores[truth] > refuse)), 4),
        "false": round(float(np.mean(scores[clean] > refuse)), 4),
    }


def _groups(clips: Sequence[Clip]) -> list[str]:
    """The groups to keep on one side of a cross-validation: people, or clips if few are named."""
    named = len({one.speaker for one in clips if one.speaker}) >= 2 * FOLDS
    return [one.speaker if named and one.speaker else f"clip {i}" for i, one in enumerate(clips)]


def _limit(scores: np.ndarray, share: float) -> float:
    """The score that `share` of all clean clips would pass.

    The tail above the highest twentieth of the scores is modelled as exponential (peaks over
    threshold), since the highest of a few hundred scores are too random.
    """
    ordered = np.sort(scores)[::-1]
    count = max(5, len(ordered) // 20)
    base = ordered[count]
    mean_excess = float(np.mean(ordered[:count] - base)) + 1e-6
    return float(base + mean_excess * np.log(count / len(ordered) / share))


def refit(folder: Path, out: Path = FILE, kept: Path | None = None) -> Thresholds:
    """Fit thresholds to the clips in `folder`, write them to `out`, and print their performance.

    `kept` is a file for the measures (see `measured`). Raises ValueError or OSError if the folder
    is unusable, leaving `out` unchanged.
    """
    if not out.parent.is_dir():
        raise ValueError(f"{out.parent}, the place for the thresholds, is not a folder")
    needed = {term for terms in TERMS.values() for term in terms}
    new = fit(measured(folder, USED, needed, kept), Thresholds.load(), folder.name)
    new.save(out)
    print(json.dumps(new.made_from, indent=1))
    return new


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m voices.screening.refit", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=FILE)
    parser.add_argument(
        "--measures", type=Path, help="file that keeps the measures for the next fit"
    )
    chosen = parser.parse_args()
    refit(chosen.folder, chosen.out, chosen.measures)


if __name__ == "__main__":
    main()
