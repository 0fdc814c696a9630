"""Measures echo (reverberation): how slowly sound decays after speech."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from voices.screening.listening import Listening
from voices.screening.recording import Array, Recording, Span, short_time_power

_HOP = 0.008
_BAND_EDGES = (250, 500, 1000, 2000, 4000, 7000)
_LEAST_FRAMES = 6
_SLOW, _FAST = (2.0, 8.0), (16.0, 60.0)


def measure(recording: Recording, heard: Listening) -> dict[str, float]:
    """Percentiles of the decay rates of falling stretches (dB/s), an RT60 estimated from them, and
    the ratio of slow to fast modulation of the envelope (as in SRMR, Falk et al. 2010)."""
    power = short_time_power(recording.at_16k, 512, round(_HOP * 16_000))
    hz = np.arange(power.shape[1]) * 16_000 / 512
    rates: list[float] = []
    weights: list[float] = []
    ratios = []
    for low, high in pairwise(_BAND_EDGES):
        band = power[:, (hz >= low) & (hz < high)].sum(1)
        db = 10 * np.log10(band + 1e-10)
        band_rates, lengths = decays(db)
        rates += band_rates
        weights += lengths
        ratios.append(_modulation(np.sqrt(band)))
    figures = {"modulation_ratio": float(np.mean(ratios)), "modulation_least": float(min(ratios))}
    figures |= dict.fromkeys(("decay_10", "decay_25", "decay_50", "decay_75"), 300.0)
    if len(rates) >= 5:
        order = np.argsort(rates)
        total = np.cumsum(np.array(weights)[order])
        for share in (10, 25, 50, 75):
            at = int(np.searchsorted(total, share / 100 * total[-1]))
            figures[f"decay_{share}"] = float(np.array(rates)[order][min(at, len(rates) - 1)])
    figures["decay_long"] = float(np.mean(np.array(weights) > 0.12)) if weights else 0.0
    figures["rt60"] = 60 / max(figures["decay_50"], 20.0)
    figures["tail_db"] = _tail(recording, heard)
    return figures


def decays(db: Array) -> tuple[list[float], list[float]]:
    """Rates (dB/s) and lengths (s) of stretches where the smoothed level [frames] falls 10 dB."""
    smooth = np.convolve(db, np.ones(3) / 3, mode="same")
    falling = np.concatenate([[0], (np.diff(smooth) < 0).astype(np.int8), [0]])
    edges = np.flatnonzero(np.diff(falling)).reshape(-1, 2)
    rates, lengths = [], []
    for a, b in edges:
        if b - a < _LEAST_FRAMES or smooth[a] - smooth[b] < 10:
            continue
        # Skip the first fifth, where the voice itself is still audible.
        start = a + (b - a) // 5
        rates.append(float(smooth[start] - smooth[b]) / ((b - start) * _HOP))
        lengths.append((b - a) * _HOP)
    return rates, lengths


def _modulation(envelope: Array) -> float:
    """log10 of an envelope's modulation energy at 2 to 8 Hz over that at 16 to 60 Hz."""
    spectrum = np.abs(np.fft.rfft(envelope - envelope.mean())) ** 2
    hz = np.fft.rfftfreq(len(envelope), _HOP)
    slow = spectrum[(hz >= _SLOW[0]) & (hz < _SLOW[1])].sum()
    fast = spectrum[(hz >= _FAST[0]) & (hz < _FAST[1])].sum()
    return float(np.log10((slow + 1e-9) / (fast + 1e-9)))


def _tail(recording: Recording, heard: Listening) -> float:
    """The median over pauses of the fall in level, dB, within 150 ms after speech ends."""
    levels = recording.levels
    voiced = heard.voiced(len(levels)) > 0.5
    ends = np.flatnonzero(voiced[:-1] & ~voiced[1:])
    falls = [
        float(levels[max(0, e - 15) : e].max() - levels[e + 10 : e + 16].mean())
        for e in ends
        if e + 16 <= len(levels) and e > 1
    ]
    return float(np.median(falls)) if falls else 25.0


def spans(recording: Recording) -> tuple[Span, ...]:
    """The whole recording, since a room affects all of it."""
    return ((0.0, round(recording.seconds, 2)),)
