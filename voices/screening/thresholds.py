"""Reads and writes `thresholds.json`, the limits that refuse a recording (see `refit`)."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voices.screening.terms import MEASURES, TERMS
from voices.screening.trees import Node, checked, is_number, leaf

FILE = Path(__file__).with_name("thresholds.json")
RULES = (
    *("least_seconds", "most_seconds", "least_speech_seconds", "silence_dbfs", "quiet_dbfs"),
    *("least_band_hz", "noise_span_db", "flat_runs_a_second"),
)


@dataclass(frozen=True, slots=True)
class Detector:
    """A logistic regression over measures, each with (mean, scale, weight), and trees over the same
    measures. It detects its class at scores above `refuse`."""

    bias: float
    terms: Mapping[str, tuple[float, float, float]]
    refuse: float
    trees: tuple[Node, ...] = ()

    def score(self, measures: Mapping[str, float]) -> float:
        """Log odds that the clip is of the detector's class: the mean of regression and trees."""
        total = self.regression(measures)
        if self.trees:
            total = (total + sum(leaf(tree, measures) for tree in self.trees)) / 2
        return total if math.isfinite(total) else 0.0

    def regression(self, measures: Mapping[str, float]) -> float:
        """Log odds of the regression alone.

        Measures are clamped to 4 deviations from the mean, as in the fit.
        """
        total = self.bias
        for name, (mean, scale, weight) in self.terms.items():
            total += weight * max(-4.0, min(4.0, (measures[name] - mean) / scale))
        return total


@dataclass(frozen=True, slots=True)
class Thresholds:
    """`rules` are plain limits by name; `detectors` has one for each fitted reason."""

    rules: Mapping[str, float]
    detectors: Mapping[str, Detector]
    made_from: Mapping[str, Any]

    @classmethod
    def load(cls, file: Path = FILE) -> Thresholds:
        """Raises OSError, or ValueError for an invalid file."""
        try:
            kept = json.loads(file.read_text())
            detectors = {name: _detector(one) for name, one in kept["detectors"].items()}
            rules = {name: _number(value) for name, value in kept["rules"].items()}
            _check_all_there(rules, detectors)
            return cls(rules, detectors, kept["made_from"])
        except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
            raise ValueError(f"{file} does not hold thresholds: {error!r}") from error

    def save(self, file: Path) -> None:
        kept = {
            "made_from": self.made_from,
            "rules": self.rules,
            "detectors": {
                name: {
                    "refuse": round(one.refuse, 4),
                    "bias": round(one.bias, 4),
                    "terms": {
                        term: [float(f"{value:.5g}") for value in values]
                        for term, values in one.terms.items()
                    },
                    "trees": one.trees,
                }
                for name, one in self.detectors.items()
            },
        }
        file.write_text(_written(kept) + "\n")


def _check_all_there(rules: Collection[str], detectors: Collection[str]) -> None:
    for kind, needed, there in (
        ("rule for", RULES, rules),
        ("detector of", TERMS, detectors),
    ):
        missing = [name for name in needed if name not in there]
        if missing:
            raise ValueError(f"no {kind} {', '.join(missing)}")


def _detector(one: Mapping[str, Any]) -> Detector:
    terms = {}
    for term, values in one["terms"].items():
        if term not in MEASURES:
            raise ValueError(f"unknown measure {term}")
        mean, scale, weight = map(_number, values)
        terms[term] = mean, scale, weight
    trees = tuple(checked(tree, terms) for tree in one["trees"])
    return Detector(_number(one["bias"]), terms, _number(one["refuse"]), trees)


def _number(value: Any) -> float:
    if not is_number(value):
        raise ValueError(f"{value!r} is not a number")
    return float(value)


def _written(value: Any, margin: str = "") -> str:
    """JSON with one entry or tree per line."""
    if isinstance(value, Mapping):
        lines = [
            f"{json.dumps(name)}: {_written(one, margin + ' ')}" for name, one in value.items()
        ]
        ends = "{}"
    elif isinstance(value, tuple) and value:
        lines, ends = [json.dumps(one, separators=(",", ":")) for one in value], "[]"
    else:
        return json.dumps(value)
    inside = f",\n{margin} ".join(lines)
    return f"{ends[0]}\n{margin} {inside}\n{margin}{ends[1]}"
