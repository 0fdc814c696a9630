"""Compares the room, the noise, the microphone and the level of two recordings of one person.

Somebody who gives consent and records a clip does both at one place, as a rule: a clip that was
recorded elsewhere was more likely found than made.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from voices.screening.recording import Array, Recording, Samples, short_time_power

FILE = Path(__file__).with_name("conditions.json")

LEAST_SECONDS = 1.0
_WINDOW, _HOP = 512, 160
_BANDS_HZ = (80, 160, 250, 350, 500, 700, 1000, 1400, 2000, 2800, 4000, 5000, 6000, 7000, 7900)
_ACTIVE_DB = -25.0
_BAND_BELOW_DB = 55.0
_LEAST_DB, _MOST_DB = -110.0, 0.0
_FALL_FRAMES = 6

TERMS = (
    *("level_db", "noise_db", "over_noise_db", "floor_shape_db", "speech_shape_db"),
    *("band_hz", "decay", "tail_db"),
)
"""What is compared: differences of two recordings, all at least 0."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """How one recording was made: dBFS of its speech and of its faintest tenth, both by band, the
    upper end of its band (Hz), and how sound dies away in it (dB a second, and dB in 150 ms)."""

    speech_db: float
    noise_db: float
    speech_bands: Array = field(repr=False)
    noise_bands: Array = field(repr=False)
    band_hz: float
    decay: float
    tail_db: float


def conditions(samples: Samples, sample_rate: int) -> Conditions | None:
    """The conditions of mono `samples` [n]; None where there is under a second of sound."""
    recording = Recording(samples, sample_rate)
    if recording.seconds < LEAST_SECONDS:
        return None
    power = short_time_power(recording.at_16k, _WINDOW, _HOP) * np.float32(
        2 / (_WINDOW * _WINDOW * 0.375)
    )
    levels = 10 * np.log10(power[:, 1:].sum(1) + 1e-11)
    loud = float(np.percentile(levels, 95))
    active = levels > loud + _ACTIVE_DB
    faint = levels <= np.percentile(levels, 10)
    if active.sum() < 20 or loud < _LEAST_DB:
        return None
    hz = np.arange(power.shape[1]) * 16_000 / _WINDOW
    inside = [(hz >= low) & (hz < high) for low, high in pairwise(_BANDS_HZ)]
    speech, noise = power[active].mean(0), power[faint].mean(0)
    falls, tails = _falls(levels, loud)
    return Conditions(
        speech_db=_db(speech[1:].sum()),
        noise_db=_db(noise[1:].sum()),
        speech_bands=np.array([_db(speech[band].sum()) for band in inside], np.float32),
        noise_bands=np.array([_db(noise[band].sum()) for band in inside], np.float32),
        band_hz=_upper_end(power[active]),
        decay=falls,
        tail_db=tails,
    )


def differences(one: Conditions, other: Conditions) -> dict[str, float]:
    """The TERMS of two recordings."""
    return {
        "level_db": abs(one.speech_db - other.speech_db),
        "noise_db": abs(one.noise_db - other.noise_db),
        "over_noise_db": abs((one.speech_db - one.noise_db) - (other.speech_db - other.noise_db)),
        "floor_shape_db": _shape(one.noise_bands, other.noise_bands),
        "speech_shape_db": _shape(one.speech_bands, other.speech_bands),
        "band_hz": abs(one.band_hz - other.band_hz),
        "decay": abs(np.log2((one.decay + 20) / (other.decay + 20))),
        "tail_db": abs(one.tail_db - other.tail_db),
    }


@dataclass(frozen=True, slots=True)
class Agreement:
    """A logistic regression over the TERMS, each with (mean, scale, weight); two recordings differ
    at scores above `refuse`. `made_from` says what it was fitted to, and how it did."""

    bias: float
    terms: Mapping[str, tuple[float, float, float]]
    refuse: float
    made_from: Mapping[str, Any]

    @classmethod
    def load(cls, file: Path = FILE) -> Agreement:
        """Raises OSError, or ValueError for an invalid file."""
        try:
            kept = json.loads(file.read_text())
            terms = {}
            for name in TERMS:
                mean, scale, weight = (float(value) for value in kept["terms"][name])
                terms[name] = mean, scale, weight
            return cls(float(kept["bias"]), terms, float(kept["refuse"]), kept["made_from"])
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{file} does not hold an agreement: {error!r}") from error

    def save(self, file: Path = FILE) -> None:
        kept = {
            "made_from": self.made_from,
            "refuse": round(self.refuse, 4),
            "bias": round(self.bias, 4),
            "terms": {
                name: [float(f"{value:.5g}") for value in values]
                for name, values in self.terms.items()
            },
        }
        file.write_text(json.dumps(kept, indent=1) + "\n")

    def score(self, measured: Mapping[str, float]) -> float:
        """Log odds that two recordings were made under other conditions."""
        total = self.bias
        for name, (mean, scale, weight) in self.terms.items():
            total += weight * float(np.clip((measured[name] - mean) / scale, -4, 4))
        return total

    def differ(self, one: Conditions, other: Conditions) -> bool:
        return self.score(differences(one, other)) > self.refuse


@cache
def agreement() -> Agreement:
    """The one in use."""
    return Agreement.load()


def _shape(one: Array, other: Array) -> float:
    """How far two spectra are apart where their levels are made equal, dB (RMS over bands)."""
    apart = one - other
    return float(np.sqrt(np.mean((apart - apart.mean()) ** 2)))


def _upper_end(power: Array) -> float:
    strong = np.percentile(power, 95, axis=0)
    steps = 10 * np.log10(strong[:256].reshape(-1, 8).max(1) + 1e-14)
    within = np.flatnonzero(steps > steps.max() - _BAND_BELOW_DB)
    return float((within[-1] + 1) * 250)


def _falls(levels: Array, loud: float) -> tuple[float, float]:
    """The median rate (dB/s) at which the level falls by 10 dB and more, and the median fall
    within 150 ms of where speech ends."""
    smooth = np.convolve(levels, np.ones(3) / 3, mode="same")
    falling = np.concatenate([[0], (np.diff(smooth) < 0).astype(np.int8), [0]])
    edges = np.flatnonzero(np.diff(falling)).reshape(-1, 2)
    rates, tails = [], []
    for start, end in edges:
        if end - start < _FALL_FRAMES or smooth[start] - smooth[end] < 10:
            continue
        later = start + (end - start) // 5
        rates.append(float(smooth[later] - smooth[end]) / ((end - later) * 0.01))
        if smooth[start] > loud - 15 and start + 15 < len(smooth):
            tails.append(float(smooth[start] - smooth[start + 15]))
    return float(np.median(rates)) if rates else 150.0, float(np.median(tails)) if tails else 20.0


def _db(power: float) -> float:
    return float(np.clip(10 * np.log10(power + 1e-12), _LEAST_DB, _MOST_DB))
