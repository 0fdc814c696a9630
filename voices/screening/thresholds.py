"""What is refused from which figure on: `thresholds.json`, made by `refit`."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("thresholds.json")


@dataclass(frozen=True, slots=True)
class Detector:
    """A logistic regression over measures: each [mean, scale, weight]. `refuse` is the score from
    which on it says yes."""

    bias: float
    terms: Mapping[str, tuple[float, float, float]]
    refuse: float

    def score(self, measures: Mapping[str, float]) -> float:
        """Log odds that the clip has what the detector looks for.

        A measure counts up to 4 deviations from its mean: beyond them nothing was fitted.
        """
        total = self.bias
        for name, (mean, scale, weight) in self.terms.items():
            total += weight * max(-4.0, min(4.0, (measures[name] - mean) / scale))
        return total if math.isfinite(total) else 0.0


@dataclass(frozen=True, slots=True)
class Thresholds:
    """`rules` are plain limits by name, `detectors` one for each fitted reason."""

    rules: Mapping[str, float]
    detectors: Mapping[str, Detector]
    made_from: Mapping[str, Any]

    @classmethod
    def load(cls, file: Path = FILE) -> Thresholds:
        """Raises OSError, or ValueError for a file of another shape."""
        try:
            kept = json.loads(file.read_text())
            detectors = {
                name: Detector(
                    bias=float(one["bias"]),
                    terms={term: _triple(values) for term, values in one["terms"].items()},
                    refuse=float(one["refuse"]),
                )
                for name, one in kept["detectors"].items()
            }
            rules = {name: float(value) for name, value in kept["rules"].items()}
            return cls(rules, detectors, kept["made_from"])
        except (KeyError, TypeError, AttributeError) as error:
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
                }
                for name, one in self.detectors.items()
            },
        }
        file.write_text(json.dumps(kept, indent=1) + "\n")


def _triple(values: list[float]) -> tuple[float, float, float]:
    mean, scale, weight = map(float, values)
    return mean, scale, weight
