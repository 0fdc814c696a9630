"""Measures what a vocoder does differently from a mouth, a room and a microphone.

All of it is measured at 16 kHz and at one level, with everything 70 dB below the loud frames taken
for silence: neither the rate of a file, nor its level, nor digital silence gives a recording away.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.fft import dct, irfft, rfft
from scipy.ndimage import median_filter

from voices.screening.recording import RATE, Array, Recording, short_time_power

LEAST_SECONDS = 1.0
"""Less speech than this can't be judged."""

MOST_SECONDS = 10.0
"""More than this is not looked at: the first seconds tell."""

_WINDOW, _HOP = 512, 160
_SILENT = 1e-3
_FLOOR_DB = -70.0
_ACTIVE_DB = -35.0

_BANDS, _CEPSTRA = 60, 30
_FINE_WINDOW, _FINE_HOP, _FINE_SMOOTH = 1024, 256, 15
_MODULATED, _MODULATION_FRAMES = 20, 64
_MODULATION_HZ = (1.5, 3.0, 6.0, 12.0, 25.0, 50.0)

_PITCH_WINDOW = 640
_PITCH_HZ = (65.0, 400.0)
_VOICED = 0.55
_HARMONIC_HZ = (80, 500, 1500, 3000, 5000, 7800)
_LINEAR_ORDER = 16
_SKIP = 2
"""Every second frame tells as much of linear prediction and harmony, in half of the time."""

_TINY = 1e-12


def measure(recording: Recording) -> Array | None:
    """The measures of a recording [m]; None where it has under LEAST_SECONDS of speech."""
    samples = recording.even[: int(MOST_SECONDS * RATE)]
    if len(samples) < LEAST_SECONDS * RATE or np.abs(samples).max() < _SILENT:
        return None
    power = short_time_power(samples, _WINDOW, _HOP)
    levels = 10 * np.log10(power[:, 1:].sum(1) + _TINY)
    loud = float(np.percentile(levels, 95))
    active = levels > loud + _ACTIVE_DB
    if active.sum() * _HOP < LEAST_SECONDS * RATE:
        return None
    floor = 10 ** ((loud + _FLOOR_DB) / 10) / power.shape[1]
    parts = [
        _cepstral(power, active, floor),
        _modulation(power, floor),
        _fine(samples),
        _voicing(samples, active),
        _residual(samples, active),
        _dynamics(levels, loud),
    ]
    return np.nan_to_num(np.concatenate(parts)).astype(np.float32)


def _cepstral(power: Array, active: NDArray[np.bool_], floor: float) -> Array:
    """Linear-frequency cepstra: how their means, spreads and changes are distributed."""
    bands = np.log(power @ _triangles(_BANDS, power.shape[1]).T + floor)
    cepstra = dct(bands, type=2, norm="ortho", axis=1)[:, :_CEPSTRA]
    slope = _slope(cepstra)
    bend = _slope(slope)
    here, change, bent = cepstra[active], slope[active], bend[active]
    deviation = change.std(0) + 1e-6
    return np.concatenate(
        [
            here.mean(0)[1:],
            here.std(0),
            deviation,
            bent.std(0),
            np.mean(np.abs(change) / deviation, 0),
            np.mean(((here - here.mean(0)) / (here.std(0) + 1e-6)) ** 4, 0),
        ]
    )


def _modulation(power: Array, floor: float) -> Array:
    """How fast each band's level moves: dB of its movement in a range of Hz over all of it."""
    bands = np.log(power @ _triangles(_MODULATED, power.shape[1]).T + floor)
    size = _MODULATION_FRAMES
    if len(bands) < size:
        bands = np.pad(bands, ((0, size - len(bands)), (0, 0)), mode="edge")
    starts = range(0, len(bands) - size + 1, size // 2)
    window = np.hanning(size).astype(np.float32)[:, None]
    pieces = np.stack([bands[at : at + size] for at in starts])
    pieces = (pieces - pieces.mean(1, keepdims=True)) * window
    spectrum = np.mean(np.abs(rfft(pieces, axis=1)) ** 2, axis=0)
    hz = np.fft.rfftfreq(size, _HOP / RATE)
    ranges = [
        spectrum[(hz >= low) & (hz < high + 1e-6)].sum(0) for low, high in pairwise(_MODULATION_HZ)
    ]
    shares = np.stack(ranges) / (spectrum[1:].sum(0) + _TINY)
    return 10 * np.log10(shares + 1e-6).ravel()


def _fine(samples: Array) -> Array:
    """Lines and gaps of the mean spectrum, less what is smooth in it: upsampling layers leave them
    at fixed frequencies (Afchar et al. 2025, "A Fourier explanation of AI-music artifacts")."""
    power = short_time_power(samples, _FINE_WINDOW, _FINE_HOP)
    total = 10 * np.log10(power[:, 1:].sum(1) + _TINY)
    active = total > np.percentile(total, 95) + _ACTIVE_DB
    mean = np.log(power[active] + power[active].max() * 1e-9).mean(0)
    rough = mean - median_filter(mean, _FINE_SMOOTH, mode="nearest")
    return rough[2:-1]


def _voicing(samples: Array, active: NDArray[np.bool_]) -> Array:
    """Pitch from frame to frame, and how periodic each band is at that pitch."""
    frames = _framed(samples, _PITCH_WINDOW)[: len(active)]
    active = active[: len(frames)]
    lags, peaks = _pitch(frames)
    voiced = active & (peaks > _VOICED)
    if voiced.sum() < 20:
        return np.zeros(_VOICING, np.float32)
    log_pitch = np.log2(RATE / lags)
    inside = voiced[:-2] & voiced[1:-1] & voiced[2:]
    bend = log_pitch[2:] - 2 * log_pitch[1:-1] + log_pitch[:-2]
    steady = inside & (np.abs(bend) < 0.1)
    bend = bend[steady] if steady.sum() > 10 else np.zeros(1)
    step = np.diff(log_pitch)[voiced[1:] & voiced[:-1]]
    step = step[np.abs(step) < 0.1]
    energy = np.log(np.mean(frames**2, axis=1) + _TINY)
    waver = (energy[2:] - 2 * energy[1:-1] + energy[:-2])[inside]
    parts = [
        np.log(np.abs(bend).mean() + 1e-5),
        np.log(np.percentile(np.abs(bend), 25) + 1e-5),
        np.log(np.percentile(np.abs(bend), 75) + 1e-5),
        np.log(np.abs(step).mean() + 1e-5) if len(step) else 0.0,
        np.std(log_pitch[voiced]),
        np.log(np.abs(waver).mean() + 1e-4) if len(waver) else 0.0,
        voiced.sum() / max(active.sum(), 1),
        *np.percentile(peaks[voiced], (10, 25, 50, 75, 90)),
    ]
    some = np.flatnonzero(voiced)[::_SKIP]
    spectrum = rfft(samples)
    hz = np.fft.rfftfreq(len(samples), 1 / RATE)
    for low, high in pairwise(_HARMONIC_HZ):
        band = irfft(np.where((hz >= low) & (hz < high), spectrum, 0), len(samples))
        periodic = _at_lags(_framed(band, _PITCH_WINDOW)[some], lags[some])
        parts += [periodic.mean(), periodic.std(), *np.percentile(periodic, (10, 50, 90))]
    return np.array(parts, np.float32)


_VOICING = 12 + 5 * (len(_HARMONIC_HZ) - 1)


def _residual(samples: Array, active: NDArray[np.bool_]) -> Array:
    """What linear prediction leaves of speech: how peaked it is, and its spectrum."""
    frames = _framed(samples, _WINDOW)[active]
    windowed = frames * np.hanning(_WINDOW)
    spectra = np.abs(np.fft.rfft(windowed, 2 * _WINDOW, axis=1)) ** 2
    correlation = np.fft.irfft(spectra, axis=1)[:, : _LINEAR_ORDER + 1]
    coefficients = _levinson(np.asarray(correlation))
    left = np.fft.irfft(
        np.fft.rfft(windowed, 2 * _WINDOW, axis=1) * np.fft.rfft(coefficients, 2 * _WINDOW, axis=1),
        axis=1,
    )[:, :_WINDOW]
    scale = np.sqrt(np.mean(left**2, axis=1, keepdims=True)) + 1e-9
    even = left / scale
    peaked = np.log(np.mean(even**4, axis=1))
    skewed = np.mean(even**3, axis=1)
    power = np.abs(rfft(even, axis=1)) ** 2 + 1e-6
    flat = np.log(power).mean(1) - np.log(power.mean(1))
    bands = np.log(power.mean(0) @ _triangles(_MODULATED, power.shape[1]).T + 1e-6)
    figures = [
        value
        for one in (peaked, skewed, flat)
        for value in (one.mean(), one.std(), *np.percentile(one, (10, 50, 90)))
    ]
    return np.concatenate([figures, bands])


def _dynamics(levels: Array, loud: float) -> Array:
    """Levels of frames below the loud ones, as percentiles, at least the floor."""
    return np.maximum(np.percentile(levels, (2, 5, 10, 20, 30, 40, 50, 75)) - loud, _FLOOR_DB)


def _pitch(frames: Array) -> tuple[Array, Array]:
    """Periods (samples, with fractions) [t] and normalised autocorrelations there [t]."""
    even = frames - frames.mean(1, keepdims=True)
    spectra = np.abs(rfft(even, 2 * _PITCH_WINDOW, axis=1)) ** 2
    whole = irfft(spectra, axis=1)[:, :_PITCH_WINDOW]
    # Fewer samples overlap at longer lags.
    normal = (
        whole
        / (whole[:, :1] + _TINY)
        / (1 - np.arange(_PITCH_WINDOW, dtype=np.float32) / _PITCH_WINDOW)
    )
    low, high = int(RATE / _PITCH_HZ[1]), int(RATE / _PITCH_HZ[0])
    at = normal[:, low:high].argmax(1) + low
    rows = np.arange(len(frames))
    before, here, after = (normal[rows, at + step] for step in (-1, 0, 1))
    curve = before - 2 * here + after
    shift = np.where(np.abs(curve) > 1e-9, 0.5 * (before - after) / (curve - 1e-12), 0.0)
    return at + np.clip(shift, -1, 1), here


def _at_lags(frames: Array, lags: Array) -> Array:
    """The greatest normalised autocorrelation within 3 samples of each frame's lag [t]."""
    size = frames.shape[1]
    spectra = np.abs(rfft(frames, 2 * size, axis=1)) ** 2
    whole = irfft(spectra, axis=1)[:, :size]
    normal = whole / (whole[:, :1] + _TINY) / (1 - np.arange(size, dtype=np.float32) / size)
    rows = np.arange(len(frames))
    centre = np.rint(lags).astype(int)
    near = [normal[rows, np.clip(centre + step, 1, size - 1)] for step in range(-3, 4)]
    return np.clip(np.max(near, axis=0), -1, 1)


def _levinson(correlation: NDArray[Any]) -> NDArray[Any]:
    """Prediction error filters [t, order + 1] of autocorrelations [t, order + 1]."""
    count, size = correlation.shape
    filters = np.zeros((count, size), np.float32)
    filters[:, 0] = 1
    error = correlation[:, 0] * (1 + 1e-4) + _TINY
    for order in range(1, size):
        reflected = -np.sum(filters[:, :order] * correlation[:, order:0:-1], axis=1) / error
        before = filters.copy()
        filters[:, 1 : order + 1] += reflected[:, None] * before[:, order - 1 :: -1][:, :order]
        error *= np.maximum(1 - reflected**2, 1e-6)
    return filters


def _slope(values: NDArray[Any]) -> NDArray[Any]:
    """The change of values [t, n] over five frames."""
    padded = np.pad(values, ((2, 2), (0, 0)), mode="edge")
    return (2 * (padded[4:] - padded[:-4]) + padded[3:-1] - padded[1:-3]) / 10


def _framed(samples: Array, size: int) -> Array:
    if len(samples) < size:
        samples = np.pad(samples, (0, size - len(samples)))
    return np.lib.stride_tricks.sliding_window_view(samples, size)[::_HOP]


@cache
def _triangles(count: int, bins: int) -> Array:
    """Triangular filters [count, bins], equally wide in Hz."""
    edges = np.linspace(0, bins - 1, count + 2)
    at = np.arange(bins)[None]
    left, centre, right = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    rising, falling = (at - left) / (centre - left), (right - at) / (right - centre)
    return np.maximum(0, np.minimum(rising, falling)).astype(np.float32)
