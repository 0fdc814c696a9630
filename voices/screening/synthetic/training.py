"""Fits a detector: `manage.py refit_synthetic FOLDER`.

FOLDER/real/ and FOLDER/synthetic/ hold clips named <source>__<speaker>__<number>.<ending>; a
speaker is a person or a synthesiser's voice. The limit is set by scores of people who were not used
in the fit.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.svm import SVC

from voices.decode import decode
from voices.decode.refusal import ClipRefused
from voices.screening.recording import Array, Recording
from voices.screening.synthetic.detector import FILE, Detector, evened
from voices.screening.synthetic.measures import measure

KINDS = ("real", "synthetic")
ENDINGS = (".wav", ".flac", ".mp3", ".ogg", ".opus", ".m4a")

LEAST_CLIPS = 100
FALSE_SHARE = 0.03
"""The share of people's recordings that may be taken for synthetic, where most of them went through
codecs, rooms, noise and loudspeakers: of recordings as they are it is half as many."""

FOLDS = 5
STRENGTH, NEARNESS = 5.0, 0.33
"""Cross-validated at 3 % of people's clips refused, 4.4 % of Kokoro's clips with all their changes
are missed; by three perceptrons of 48 hidden units 5.3 %, by a logistic regression 7.0 %, and with
the measures reduced to 200 principal components 6.5 %."""


@dataclass(frozen=True, slots=True)
class Material:
    """Measures [n, m] of clips, whether each is synthetic [n], and their speakers and sources."""

    rows: Array
    synthetic: NDArray[np.bool_]
    speakers: Sequence[str]
    sources: Sequence[str]


def fit(material: Material, source: str) -> tuple[Detector, NDArray[np.float64]]:
    """Fit a detector; returns also the scores [n] of each clip by detectors that did not hear its
    speaker.

    Raises ValueError for under LEAST_CLIPS clips of either kind, or under FOLDS speakers.
    """
    rows, truth = material.rows, material.synthetic
    speakers = np.array(material.speakers)
    for kind, of_kind in zip(KINDS, (~truth, truth), strict=True):
        if of_kind.sum() < LEAST_CLIPS:
            few = f"{of_kind.sum()} clips are {kind}"
            raise ValueError(f"{few}; at least {LEAST_CLIPS} are needed")
        if len(set(speakers[of_kind])) < FOLDS:
            few = f"{len(set(speakers[of_kind]))} speakers are {kind}"
            raise ValueError(f"{few}; at least {FOLDS} are needed")
    scores = np.zeros(len(rows))
    parts = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
    for used, left in parts.split(rows, truth, speakers):
        scores[left] = _trained(rows[used], truth[used], 0.0, {}).scores(rows[left])
    refuse = float(np.quantile(scores[~truth], 1 - FALSE_SHARE))
    clips = Counter(zip(map(_kind, truth), material.sources, strict=True))
    made_from = {
        "date": datetime.now(UTC).date().isoformat(),
        "source": source,
        "clips": {f"{kind} {name}": count for (kind, name), count in sorted(clips.items())},
        "people": len(set(speakers[~truth])),
        "voices": len(set(speakers[truth])),
        "cross_validated": {
            "found": round(float(np.mean(scores[truth] > refuse)), 4),
            "false": round(float(np.mean(scores[~truth] > refuse)), 4),
        },
    }
    return _trained(rows, truth, refuse, made_from), scores


def _kind(synthetic: bool) -> str:
    return KINDS[int(synthetic)]


def _trained(
    rows: Array, truth: NDArray[np.bool_], refuse: float, made_from: Mapping[str, Any]
) -> Detector:
    mean, scale = rows.mean(0), rows.std(0) + np.float32(1e-4)
    even = evened(rows, mean, scale)
    gamma = NEARNESS / float(even.var(0).sum())
    model = SVC(C=STRENGTH, gamma=gamma, class_weight="balanced").fit(even, truth)
    weights = model.dual_coef_[0].astype(np.float32)
    vectors = model.support_vectors_.astype(np.float32)
    bias = float(model.intercept_[0])
    return Detector(mean, scale, vectors, weights, bias, gamma, refuse, made_from)


def measured(folder: Path, say: Callable[[str], None] = print) -> Material:
    """Measure the clips in FOLDER/real and FOLDER/synthetic. Clips that can't be decoded, or hold
    too little speech, are named and left out. Raises ValueError where there are none."""
    rows, truth, speakers, sources = [], [], [], []
    for kind in KINDS:
        for file in sorted((folder / kind).glob("*")):
            if file.suffix.lower() not in ENDINGS:
                continue
            try:
                clip = decode(file)
            except ClipRefused as refusal:
                say(f"left out: {file}: {refusal}")
                continue
            row = measure(Recording(clip.samples, clip.sample_rate))
            if row is None:
                say(f"left out: {file}: too little speech")
                continue
            source, speaker = names(file)
            rows.append(row)
            truth.append(kind == "synthetic")
            speakers.append(f"{source} {speaker}")
            sources.append(source)
    if not rows:
        raise ValueError(
            f"{folder} holds no clips: expected {folder.name}/real/… and {folder.name}/synthetic/…"
        )
    return Material(np.array(rows), np.array(truth), speakers, sources)


def names(file: Path) -> tuple[str, str]:
    """Source and speaker in a file's name <source>__<speaker>__<number>; what is missing is the
    name itself."""
    parts = file.stem.split("__")
    return parts[0], parts[1] if len(parts) > 1 else file.stem


def refit(folder: Path, out: Path = FILE) -> Detector:
    """Fit a detector to the clips in `folder`, write it to `out`, and print how it did. Raises
    ValueError or OSError, leaving `out` as it was."""
    if not out.parent.is_dir():
        raise ValueError(f"{out.parent}, the place for the detector, is not a folder")
    new, _scores = fit(measured(folder), folder.name)
    new.save(out)
    print(json.dumps(new.made_from, indent=1))
    return new
