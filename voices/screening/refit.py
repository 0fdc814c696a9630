"""Fit the thresholds anew: `python -m voices.screening.refit FOLDER [--out FILE]`.

FOLDER/<label>/ holds clips. `clean` must be there (50 or more); detectors look for `music`,
`several_speakers`, `noise`, `noise_warned` (15 to 20 dB), `clipping` and `echo`, and one with under
20 clips keeps its coefficients. Other labels are left out. Each detector is a logistic regression
against `clean`.
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
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from voices.screening.labelled import measured
from voices.screening.thresholds import FILE, Detector, Thresholds

Measures = Mapping[str, float]
Labelled = Sequence[tuple[str, Measures]]

_MUSIC = (
    *("music_mean", "music_most", "music_logit", "singing_mean", "music_pauses"),
    *("music_below_mean", "music_below_most", "music_below_logit", "singing_below_mean"),
    *("singing_below_most", "speech_below_mean", "music_below_pauses", "steady_tones"),
    "steady_tones_most",
)
_NOISE = (
    *("snr_db", "snr_db_60", "snr_db_300", "snr_db_1000", "snr_db_3000", "snr_least", "pauses_db"),
    *("pauses_loudest_db", "wada", "dip_db", "bursts", "strange_12", "strange_20"),
    *("voice_sureness", "speech_sureness", "floor_flatness"),
)
_SPEAKERS = (
    *("second_speaker_seconds", "overlap_seconds", "overlap_share", "second_speaker_share"),
    *("second_voice_campp", "second_voice_ge2e", "least_likeness_campp", "two_groups_campp"),
    *("groups_apart_campp", "least_likeness_ge2e", "two_groups_ge2e", "groups_apart_ge2e"),
)
_ECHO = ("modulation_ratio", "modulation_least", "decay_10", "decay_25", "decay_50", "decay_75")
_SEGMENTATION = _SPEAKERS[:4]

_ECHO_TERMS = (*_ECHO, "decay_long", "tail_db", "dip_db", "pauses_db")
_CLIPPING = ("bump", "peaks_at_top", "peaks_evenness", "top_ratio", "time_at_top", "crest_db")

TERMS: dict[str, tuple[str, ...]] = {
    "music": _MUSIC + _NOISE,
    "several_speakers": (
        *(*_SPEAKERS, "speech_sureness", "wada", "music_below_logit", "snr_db", "dip_db"),
        *("music_below_mean", "speech_below_mean", "voice_sureness"),
    ),
    "noise": tuple(dict.fromkeys(_NOISE + _MUSIC + _SPEAKERS + _ECHO_TERMS + _CLIPPING)),
    "some_noise": _NOISE + _MUSIC,
    "clipping": _CLIPPING,
    "echo": _ECHO_TERMS,
}
"""What each detector looks at. All that was measured serves to tell noise: with it 84 % instead of
80 % of noise at 10 dB or less was found at 0.6 % false, by cross-validation as all figures here."""

LABELS: dict[str, tuple[str, ...]] = {"some_noise": ("noise", "noise_warned")}
"""Labels that a detector looks for where they are not its own name."""

AGAINST = {"noise": ("noise_warned",), "music": ("noise_warned",)}
"""Labels beside `clean` that a detector must not take for its own: noise that is only warned of."""

AGAINST_WEIGHT = {"noise": 0.2}
"""What a clip of those labels counts against a clean one where it isn't as much. At full weight
88 % instead of 90 % of noise at 10 dB or less was found at 0.6 % false."""

STRENGTH = {"several_speakers": 5.0, "clipping": 1.0, "echo": 1.0}
"""The regression's C where it isn't 0.1: there 84 % instead of 89 % of two speakers were found at
0.6 % false."""

USED = {"clean", "noise_warned", *(label for name in TERMS for label in LABELS.get(name, (name,)))}
"""Labels that a fit looks at."""

FALSE_SHARE = {
    "music": 0.003,
    "several_speakers": 0.006,
    "noise": 0.007,
    "clipping": 0.001,
    "echo": 0.002,
    "some_noise": 0.04,
}
"""The share of clean clips that each may say yes to: 1.9 % refused in sum."""


def fit(clips: Labelled, before: Thresholds, source: str) -> Thresholds:
    """New thresholds from labelled measures. Raises ValueError without 50 clean clips."""
    counts = Counter(label for label, _ in clips)
    if counts["clean"] < 50:
        raise ValueError(f"{counts['clean']} clips are labelled clean, at least 50 are needed")
    clean = [measures for label, measures in clips if label == "clean"]
    detectors = dict(before.detectors)
    figures: dict[str, dict[str, float]] = {}
    for name in TERMS:
        wanted = LABELS.get(name, (name,))
        positive = [measures for label, measures in clips if label in wanted]
        if len(positive) < 20:
            continue
        other = [measures for label, measures in clips if label in AGAINST.get(name, ())]
        one = _detector(name, positive, clean, other)
        detectors[name] = one
        figures[name] = {
            "found": _share(one, positive, one.refuse),
            "false": _share(one, clean, one.refuse),
        }
    made_from = {
        "date": datetime.now(UTC).date().isoformat(),
        "source": source,
        "clips": dict(sorted(counts.items())),
        "on_the_clips_fitted_to": figures,
    }
    return Thresholds(before.rules, detectors, made_from)


def _detector(
    name: str, positive: Sequence[Measures], clean: Sequence[Measures], other: Sequence[Measures]
) -> Detector:
    terms, clips = TERMS[name], (*positive, *clean, *other)
    rows = np.array([[one[term] for term in terms] for one in clips], np.float64)
    truth = np.r_[np.ones(len(positive)), np.zeros(len(clean) + len(other))]
    weight = np.ones(len(clips))
    weight[len(positive) + len(clean) :] = AGAINST_WEIGHT.get(name, 1.0)
    weight[truth == 1] *= weight[truth == 0].sum() / len(positive)
    weight *= len(clips) / weight.sum()
    mean, scale = rows.mean(0), rows.std(0) + 1e-6
    even = np.clip((rows - mean) / scale, -4, 4)
    model = LogisticRegression(C=STRENGTH.get(name, 0.1), max_iter=3000)
    # A model's scores of what it was fitted to are too good to set a limit by: on made-up measures
    # 2.0 % of new clean clips passed a limit for 0.7 %, with those of cross-validation 0.5 %.
    scores = cross_val_predict(
        model,
        even,
        truth,
        cv=StratifiedKFold(5, shuffle=True, random_state=0),
        method="decision_function",
        params={"sample_weight": weight},
    )[len(positive) : len(positive) + len(clean)]
    model.fit(even, truth, weight)
    weights = model.coef_[0]
    kept = {
        term: (float(m), float(s), float(w))
        for term, m, s, w in zip(terms, mean, scale, weights, strict=True)
    }
    return Detector(float(model.intercept_[0]), kept, refuse=_limit(scores, FALSE_SHARE[name]))


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


def _share(detector: Detector, clips: Sequence[Measures], limit: float) -> float:
    return round(float(np.mean([detector.score(one) > limit for one in clips])), 4)


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
