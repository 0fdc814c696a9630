"""Pitch: how far it moves, how clear it is, and whether a second one lies under it."""

from __future__ import annotations

import numpy as np

from voices.screening.listening import VOICED, Listening
from voices.screening.recording import RATE, Array, Recording

_SIZE, _HOP = 1024, 320
_LEAST_HZ, _MOST_HZ = 65.0, 420.0
_SHORT, _LONG = int(RATE / _MOST_HZ), int(RATE / _LEAST_HZ)
_CLEAR = 0.6
_WINDOW = 50
_NAMES = (
    *("pitch_octaves", "pitch_windows_octaves", "harmonic_10", "harmonic_50", "harmonic_90"),
    *("residue_db", "second_pitch", "second_pitch_90", "clear_share"),
)


def measure(recording: Recording, heard: Listening) -> dict[str, float]:
    """Octaves between the 10th and 90th percentile of pitch, and between medians of a second;
    percentiles of the autocorrelation at the pitch in speech; and what is left when the pitch is
    combed out: its level, dB, and how periodic it is itself."""
    samples = recording.even
    figures = dict.fromkeys(_NAMES, 0.0)
    if len(samples) < 4 * _SIZE:
        return figures
    frames = np.lib.stride_tricks.sliding_window_view(samples, _SIZE)[::_HOP]
    voiced = heard.voiced(len(frames) * _HOP // 160)[:: _HOP // 160][: len(frames)] > VOICED
    frames = frames[: len(voiced)][voiced]
    if len(frames) < 10:
        return figures
    lags, clear = _periods(frames)
    figures |= {f"harmonic_{p}": float(np.percentile(clear, p)) for p in (10, 50, 90)}
    sure = clear > _CLEAR
    figures["clear_share"] = float(sure.mean())
    if sure.sum() < 10:
        return figures
    octaves = np.log2(RATE / lags[sure])
    low, high = np.percentile(octaves, (10, 90))
    medians = [np.median(octaves[i : i + _WINDOW]) for i in range(0, max(1, len(octaves) - 24), 25)]
    figures["pitch_octaves"] = float(high - low)
    figures["pitch_windows_octaves"] = float(max(medians) - min(medians))
    left, energy = _combed(frames[sure], lags[sure])
    _, second = _periods(left)
    figures["residue_db"] = float(np.median(energy))
    figures["second_pitch"] = float(np.mean(second))
    figures["second_pitch_90"] = float(np.percentile(second, 90))
    return figures


def _periods(frames: Array) -> tuple[Array, Array]:
    """The lag (samples) at which each frame is most like itself, and how much, 0 to 1."""
    spectrum = np.fft.rfft(frames - frames.mean(1, keepdims=True), 2 * _SIZE, axis=1)
    # Up to 2 kHz: above it noise outweighs the harmonics.
    spectrum[:, 2 * _SIZE * 2000 // RATE :] = 0
    correlation = np.fft.irfft(np.abs(spectrum) ** 2, axis=1)[:, : _LONG + 2]
    lengths = 1 - np.arange(_LONG + 2) / _SIZE
    even = correlation / np.maximum(correlation[:, :1], 1e-9) / lengths
    # Short lags are preferred: twice the period fits as well.
    found = even[:, _SHORT : _LONG + 1] * np.linspace(1.0, 0.9, _LONG + 1 - _SHORT)
    best = found.argmax(1)
    return (best + _SHORT).astype(np.float32), np.take_along_axis(
        even[:, _SHORT:], best[:, None], 1
    )[:, 0].clip(0, 1).astype(np.float32)


def _combed(frames: Array, lags: Array) -> tuple[Array, Array]:
    """Frames less themselves a period earlier, and their level against before, dB."""
    index = (np.arange(_SIZE)[None] - lags[:, None].astype(int)) % _SIZE
    left = frames - np.take_along_axis(frames, index, 1)
    left = np.where(np.arange(_SIZE)[None] >= lags[:, None], left, 0)
    before, after = (frames**2).mean(1) + 1e-10, (left**2).mean(1) + 1e-10
    return left.astype(np.float32), 10 * np.log10(after / before)
