"""Fits new thresholds: `python -m voices.screening.refit FOLDER [--out FILE] [--extend]`.

FOLDER/<label>/ has clips. At least 50 `clean` ones are required. The other labels are `music`,
`several_speakers`, `noise`, `noise_warned` (15 to 20 dB), `clipping` and `echo`; a detector with
under 20 clips keeps its coefficients. Unknown labels are left out. Each detector is a logistic
regression and trees, fitted against `clean`. With `--extend`, clips that are too few for that set
the limits for noise, clipping and echo, and add trees where these find more
(`fitting/extending.py`). With `--detectors` only those named are fitted or extended.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict

from voices.screening.fitting.extending import Extension, Rows
from voices.screening.fitting.growing import boosting, plain
from voices.screening.fitting.labelled import Clip, measured
from voices.screening.terms import (
    AGAINST,
    AGAINST_WEIGHT,
    FALSE_SHARE,
    LABELS,
    SHARE_EXTENDING,
    STRENGTH,
    TERMS,
    USED,
)
from voices.screening.thresholds import FILE, Detector, Thresholds

Measures = Mapping[str, float]

FOLDS = 5

LEAST_GAIN = 0.05
"""What trees have to find more of, as a share, to be added to a detector: with fewer, a lower limit
does as well. Folds share rooms and noises, if no people, so that trees look better than they
are."""


def fit(
    clips: Sequence[Clip | tuple[str, Measures]],
    before: Thresholds,
    source: str,
    extend: bool = False,
    only: Collection[str] = (),
) -> Thresholds:
    """Fit thresholds to labelled measures, or `extend` those of `before`; `only` some detectors, or
    all.

    Raises ValueError for fewer than 50 clean clips, if clips contradict what they extend, or for a
    detector that there is not.
    """
    of = SHARE_EXTENDING if extend else TERMS
    if unknown := sorted(set(only) - set(of)):
        raise ValueError(f"no detector to fit: {', '.join(unknown)}; there are {', '.join(of)}")
    known = [Clip(*one) for one in clips]
    counts = Counter(one.label for one in known)
    if counts["clean"] < 50:
        raise ValueError(f"{counts['clean']} clips are labelled clean; at least 50 are needed")
    detectors = dict(before.detectors)
    figures: dict[str, dict[str, Any]] = {}
    for name in only or of:
        if sum(counts[label] for label in LABELS.get(name, (name,))) < 20:
            continue
        used = _Clips.of(name, known)
        detectors[name], figures[name] = (
            _extended(name, used, before.detectors[name]) if extend else _fitted(name, used)
        )
    made_from = {
        "date": datetime.now(UTC).date().isoformat(),
        "source": source,
        "clips": dict(sorted(counts.items())),
        "speakers": len({one.speaker for one in known if one.speaker}),
        "cross_validated": figures,
    }
    if extend or only:
        made_from["extends"] = before.made_from
    return Thresholds(before.rules, detectors, made_from)


@dataclass(frozen=True)
class _Clips:
    """What one detector is fitted to: its measures [clips, terms] as `rows`, which clips it has to
    find (`truth`) and which are `clean`, what each weighs, and folds without a common speaker."""

    measures: list[Measures]
    rows: Rows
    truth: NDArray[np.bool_]
    clean: NDArray[np.bool_]
    weight: Rows
    folds: list[tuple[NDArray[np.int_], NDArray[np.int_]]]

    @classmethod
    def of(cls, name: str, clips: Sequence[Clip]) -> _Clips:
        wanted = LABELS.get(name, (name,))
        used = [c for c in clips if c.label in (*wanted, "clean", *AGAINST.get(name, ()))]
        truth = np.array([one.label in wanted for one in used])
        clean = np.array([one.label == "clean" for one in used])
        weight = np.where(truth | clean, 1.0, AGAINST_WEIGHT.get(name, 1.0))
        weight[truth] *= weight[~truth].sum() / truth.sum()
        weight *= len(used) / weight.sum()
        measures = [one.measures for one in used]
        rows = np.array([[one[term] for term in TERMS[name]] for one in measures], np.float64)
        parts = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
        folds = list(parts.split(rows, truth, _groups(used)))
        return cls(measures, rows, truth, clean, weight, folds)

    def judged_unseen(self, model: Any, rows: Rows) -> Rows:
        """The score of each clip by a model that was fitted to those of other people.

        Scores of clips used in the fit are too good to set a limit by: on simulated measures, 2.0 %
        of new clean clips passed a limit set for 0.7 %, but 0.5 % with cross-validated scores.
        """
        return np.asarray(
            cross_val_predict(
                model,
                rows,
                self.truth,
                cv=self.folds,
                method="decision_function",
                params={"sample_weight": self.weight},
            )
        )

    def limited(self, scores: Rows, share: float) -> tuple[float, dict[str, float]]:
        """The limit that a share of clean clips is above, and how many are above it."""
        refuse = _limit(scores[self.clean], share)
        return refuse, {
            "found": round(float(np.mean(scores[self.truth] > refuse)), 4),
            "false": round(float(np.mean(scores[self.clean] > refuse)), 4),
        }


def _fitted(name: str, clips: _Clips) -> tuple[Detector, dict[str, Any]]:
    """Fit a detector; also returns its cross-validated rates of detection and of false alarms (on
    people not used in the fit, if their names are known)."""
    mean, scale = clips.rows.mean(0), clips.rows.std(0) + 1e-6
    regression = LogisticRegression(C=STRENGTH.get(name, 0.1), max_iter=3000)
    trees = boosting()
    models = ((regression, np.clip((clips.rows - mean) / scale, -4, 4)), (trees, clips.rows))
    scores = np.mean([clips.judged_unseen(model, rows) for model, rows in models], axis=0)
    refuse, figures = clips.limited(scores, FALSE_SHARE[name])
    for model, rows in models:
        model.fit(rows, clips.truth, clips.weight)
    kept = {
        term: (float(m), float(s), float(w))
        for term, m, s, w in zip(TERMS[name], mean, scale, regression.coef_[0], strict=True)
    }
    bias = float(regression.intercept_[0])
    return Detector(bias, kept, refuse, plain(trees, TERMS[name])), figures


def _extended(name: str, clips: _Clips, before: Detector) -> tuple[Detector, dict[str, Any]]:
    """A new limit for what `before` says of these clips, or trees added to it, if these find more
    by LEAST_GAIN at least. Returns figures like `_fitted`, and whether there are `trees`."""
    share = SHARE_EXTENDING[name]
    scores = np.array([before.score(one) for one in clips.measures])
    refuse, figures = clips.limited(scores, share)
    rows, model = np.column_stack([scores, clips.rows]), Extension()
    added, figures_added = clips.limited(clips.judged_unseen(model, rows), share)
    if figures_added["found"] - figures["found"] < LEAST_GAIN:
        return replace(before, refuse=refuse), figures | {"trees": False}
    model.fit(rows, clips.truth, clips.weight)
    return model.detector(before, TERMS[name], added), figures_added | {"trees": True}


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


def refit(
    folder: Path,
    out: Path = FILE,
    kept: Path | None = None,
    extend: bool = False,
    only: Collection[str] = (),
) -> Thresholds:
    """Fit thresholds to the clips in `folder`, write them to `out`, and print their performance.

    `kept` is a file for the measures (see `measured`). Raises ValueError or OSError if the folder
    is unusable, leaving `out` unchanged.
    """
    if not out.parent.is_dir():
        raise ValueError(f"{out.parent}, the place for the thresholds, is not a folder")
    needed = {term for terms in TERMS.values() for term in terms}
    clips = measured(folder, USED, needed, kept)
    new = fit(clips, Thresholds.load(), folder.name, extend, only)
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
    parser.add_argument("--extend", action="store_true", help="add to what is fitted already")
    parser.add_argument("--detectors", nargs="+", default=(), help="only these")
    chosen = parser.parse_args()
    refit(chosen.folder, chosen.out, chosen.measures, chosen.extend, chosen.detectors)


if __name__ == "__main__":
    main()
