"""Fit the thresholds anew: `python -m voices.screening.refit FOLDER [--out FILE]`.

FOLDER/<label>/ holds clips. `clean` must be there (50 or more); detectors look for `music`,
`several_speakers`, `noise`, `noise_warned` (15 to 20 dB), `clipping` and `echo`, and one with under
20 clips keeps its coefficients. Other labels are left out. Each detector is a logistic regression
and trees against `clean`.
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
    """New thresholds from labelled measures. Raises ValueError without 50 clean clips."""
    known = [Clip(*one) for one in clips]
    counts = Counter(one.label for one in known)
    if counts["clean"] < 50:
        raise ValueError(f"{counts['clean']} clips are labelled clean, at least 50 are needed")
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
    """A detector, and the shares that it finds and falsely finds among clips it was not fitted to
    (of people it was not fitted to, where their names are known)."""
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
    # A model's scores of what it was fitted to are too good to set a limit by: on made-up measures
    # 2.0 % of new clean clips passed a limit for 0.7 %, with those of cross-validation 0.5 %.
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
    """What must not be on both sides of a cross-validation: people; clips, where few are named."""
    named = len({one.speaker for one in clips if one.speaker}) >= 2 * FOLDS
    return [one.speaker if named and one.speaker else f"clip {i}" for i, one in enumerate(clips)]


def _limit(scores: np.ndarray, share: float) -> float:
    """The score that `share` of all clean clips would pass.

    Beyond the tenth highest score the tail is taken to fall off exponentially (peaks over a
    threshold): the highest of a few hundred scores alone would be a draw.
    """
    ordered = np.sort(scores)[::-1]
    count = max(5, len(ordered) // 20)
    base = ordered[count]
    mean_excess = float(np.mean(ordered[:count] - base)) + 1e-6
    return float(base + mean_excess * np.log(count / len(ordered) / share))


def refit(folder: Path, out: Path = FILE, kept: Path | None = None) -> Thresholds:
    """Write thresholds fitted to the clips in `folder` to `out`, and print what they reach there.

    `kept` is a file for the measures, see `measured`. Raises ValueError or OSError where the
    folder will not do; `out` is then as it was.
    """
    if not out.parent.is_dir():
        raise ValueError(f"{out.parent}, where the thresholds are to be kept, is not a folder")
    needed = {term for terms in TERMS.values() for term in terms}
    new = fit(measured(folder, USED, needed, kept), Thresholds.load(), folder.name)
    new.save(out)
    print(json.dumps(new.made_from, indent=1))
    return new


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m voices.screening.refit", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=FILE)
    parser.add_argument("--measures", type=Path, help="keep what was measured here, for next time")
    chosen = parser.parse_args()
    refit(chosen.folder, chosen.out, chosen.measures)


if __name__ == "__main__":
    main()
