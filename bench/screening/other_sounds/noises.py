"""Draws what sounds beside the speakers of an example: noise of all kinds, varied."""

from __future__ import annotations

import numpy as np
import soxr
from numpy.random import Generator
from scipy.signal import butter, sosfilt

from bench.screening.mixer import Mixer, fitted
from bench.screening.sets import KINDS_OF_NOISE
from bench.screening.sources import RATE, Samples

NOISY_DB, CLEAN_DB = 11.0, 20.0
"""Another sound that is at most as far below the speech as the first has to be found; what is at
least as far below as the second must not be."""

NONE_DB = 90.0

_KINDS = ("lasting", *KINDS_OF_NOISE)
_SHARES = (0.2, 0.38, 0.34, 0.08)
_SOME, _SOME_BESIDE_TWO = 0.8, 0.5
_LOUD, _LOUD_BESIDE_TWO = 0.66, 0.15
_NEAR_THE_LIMIT = 0.45

_FASTER, _OVERLAID, _FILTERED, _SPARSE = 0.5, 0.12, 0.35, 0.2
"""How many sounds are varied in each way."""


def other_sound(mixer: Mixer, count: int, single: bool) -> tuple[Samples, float, str]:
    """Another sound [count] beside a `single` speaker or two, how far below the speech it is in dB,
    and its kind: most of them come and go, for those are hardest to hear."""
    rng = mixer.rng
    if rng.random() >= (_SOME if single else _SOME_BESIDE_TWO):
        return np.full(count, 1e-7, np.float32), NONE_DB, "none"
    kind = str(rng.choice(_KINDS, p=_SHARES))
    if not single and kind == "crowd":
        kind = "lasting"
    sound = _drawn(mixer, count, kind)
    if kind != "crowd" and rng.random() < _OVERLAID:
        other = _drawn(mixer, count, str(rng.choice(_KINDS[:3])))
        sound = _even(sound) + _even(other) * np.float32(10 ** (rng.uniform(-9, 0) / 20))
    loud = rng.random() < (_LOUD if single else _LOUD_BESIDE_TWO)
    below = rng.uniform(-2, NOISY_DB) if loud else rng.uniform(14, 42)
    if loud and rng.random() < _NEAR_THE_LIMIT:
        below = rng.uniform(7, NOISY_DB)
    return sound, float(below), kind


def _drawn(mixer: Mixer, count: int, kind: str) -> Samples:
    rng = mixer.rng
    factor = float(np.exp(rng.uniform(-0.36, 0.36))) if rng.random() < _FASTER else 1.0
    sound = mixer.noise(int(count * factor) + 1, "" if kind == "lasting" else kind)
    if factor != 1.0:  # faster and higher, or slower and lower
        sound = soxr.resample(sound, RATE * factor, RATE).astype(np.float32)
    sound = fitted(sound, count)
    if rng.random() < _FILTERED:
        sound = _filtered(sound, rng)
    if kind not in ("lasting", "crowd") and rng.random() < _SPARSE:
        sound = _sparse(sound, rng)
    return sound


def _filtered(sound: Samples, rng: Generator) -> Samples:
    """As through a wall, from afar, or without its lows."""
    kind, least, most = (("lowpass", 1200, 8000), ("highpass", 100, 1200))[int(rng.integers(2))]
    hz = float(np.exp(rng.uniform(np.log(least), np.log(most))))
    order = int(rng.integers(1, 3))
    return sosfilt(butter(order, hz, kind, fs=RATE, output="sos"), sound).astype(np.float32)


def _sparse(sound: Samples, rng: Generator) -> Samples:
    """Only what sounds in 0.3 to 2 s around one of its loud moments."""
    level = np.cumsum(np.square(sound, dtype=np.float64))
    middle = int(np.searchsorted(level, rng.random() * level[-1]))
    half = int(rng.uniform(0.15, 1.0) * RATE)
    envelope = np.zeros(len(sound), np.float32)
    envelope[max(0, middle - half) : middle + half] = 1
    fade = np.ones(480, np.float32) / 480
    return (sound * np.convolve(envelope, fade, mode="same") + np.float32(1e-7)).astype(np.float32)


def _even(sound: Samples) -> Samples:
    level = float(np.sqrt(np.mean(np.square(sound)))) or 1.0
    return (sound / np.float32(level)).astype(np.float32)
