"""A recording as prepared for the checks: at 16 kHz, with even level, and as a spectrogram."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import soxr
from numpy.typing import NDArray

Samples = NDArray[np.float32]
Array = NDArray[np.float32]
Span = tuple[float, float]

RATE = 16_000
HOP_SECONDS = 0.01
_MODEL_DBFS = -24.0
_TINY = 1e-12


@dataclass(frozen=True)
class Recording:
    """Finite mono samples [n] at `rate` Hz, and cached values derived from them."""

    samples: Samples = field(repr=False)
    rate: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate

    @cached_property
    def at_16k(self) -> Samples:
        """Samples at 16 kHz at their original level."""
        if self.rate == RATE:
            return self.samples
        return np.asarray(soxr.resample(self.samples, self.rate, RATE, quality="HQ"), np.float32)

    @cached_property
    def even(self) -> Samples:
        """Samples at 16 kHz with loud frames at -24 dBFS, so that level doesn't affect models."""
        loud = float(np.percentile(self.levels, 90)) if len(self.levels) else -120.0
        gain = 10 ** (min(60.0, _MODEL_DBFS - loud) / 20)
        return np.clip(self.at_16k * np.float32(gain), -1, 1)

    @cached_property
    def power(self) -> Array:
        """Power [frames, 257] at 16 kHz: Hann windows of 32 ms every 10 ms."""
        return short_time_power(self.at_16k, 512, 160)

    @cached_property
    def levels(self) -> Array:
        """RMS level of each 10 ms frame of `power`, dBFS [frames]."""
        # Half of a Hann window's power is lost, and the spectrum shows one side only.
        mean = self.power[:, 1:].sum(1) * 2 / (512 * 512 * 0.375)
        return (10 * np.log10(mean + _TINY)).astype(np.float32)


def short_time_power(samples: Samples, size: int, hop: int) -> Array:
    """|STFT|² [frames, size // 2 + 1]; pads short samples to at least one frame."""
    if len(samples) < size:
        samples = np.pad(samples, (0, size - len(samples)))
    frames = np.lib.stride_tricks.sliding_window_view(samples, size)[::hop]
    window = np.hanning(size + 1)[:size].astype(np.float32)
    return (np.abs(np.fft.rfft(frames * window, axis=1)) ** 2).astype(np.float32)


def spans_of(flags: NDArray[np.bool_], step: float, least: float = 0.0) -> tuple[Span, ...]:
    """Spans in seconds where `flags` [frames], `step` s apart, are true for `least` seconds."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    pairs = edges.reshape(-1, 2) * step
    return tuple((round(float(a), 2), round(float(b), 2)) for a, b in pairs if b - a >= least)


def merged(spans_: list[Span], gap: float = 0.2) -> tuple[Span, ...]:
    """Spans in order, those that overlap or lie `gap` seconds apart made one."""
    out: list[Span] = []
    for a, b in sorted(spans_):
        if out and a - out[-1][1] <= gap:
            out[-1] = (out[-1][0], max(out[-1][1], b))
        else:
            out.append((a, b))
    return tuple(out)


def smooth(values: Array, frames: int) -> Array:
    """Moving average of values [n] over `frames`, with the same length."""
    if len(values) == 0:
        return values
    frames = min(frames, len(values))
    return np.convolve(values, np.ones(frames) / frames, mode="same").astype(np.float32)
