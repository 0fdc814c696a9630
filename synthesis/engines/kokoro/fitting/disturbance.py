"""Random rooms, microphones and moments, so that a voice isn't tuned to one way of being heard.

Encoders are sure of what they hear where nobody would hear a difference, and a descent by their
gradients finds that. A gain that helps only until the sound is cut elsewhere, filtered or noisy is
none that another ear would hear. Since parts are heard, tuning takes 5 s of a processor instead of
7; docs/fitting.md has what it does to naturalness and likeness.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .speaker import RATE

KEPT = 0.7
"""The share of a sentence that is heard, but at least a second of it."""

RESPONSE = 4.0
"""Decibels: the deviation of a microphone's gain at each of `_PLACES`."""

NOISE = (10.0, 30.0)
"""Decibels by which noise lies below the speech."""

_STEEPEST = 0.5
"""From white noise to pink: the greatest power of frequency by which its amplitude falls."""

_PLACES = np.geomspace(60, RATE / 2, 6)
"""Hz."""


class Disturbance:
    """A sequence of ways to hear, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)

    def __call__(self, speech: Tensor) -> Tensor:
        """A part of `speech` [n] at 16 kHz, as loud as it was, in another room. It has a gradient
        by the speech."""
        count = max(min(len(speech), RATE), int(KEPT * len(speech)))
        start = self._random.integers(0, len(speech) - count + 1)
        part = speech[start : start + count]
        hertz = np.fft.rfftfreq(count, 1 / RATE)
        decibels = self._random.normal(0, RESPONSE, len(_PLACES))
        response = np.interp(np.log(np.maximum(hertz, _PLACES[0])), np.log(_PLACES), decibels)
        gains = torch.from_numpy((10 ** (response / 20)).astype(np.float32))
        heard = torch.fft.irfft(torch.fft.rfft(part) * gains, n=count)
        heard = heard * (_level(part) / _level(heard))
        return heard + torch.from_numpy(self._noise(hertz, count)) * _level(heard)

    def _noise(self, hertz: NDArray[np.floating], count: int) -> NDArray[np.float32]:
        """Noise [count] for speech of level 1."""
        shape = np.maximum(hertz, 50) ** -self._random.uniform(0, _STEEPEST)
        white = np.fft.rfft(self._random.standard_normal(count))
        noise = np.fft.irfft(white * shape, n=count)
        level = 10 ** (-self._random.uniform(*NOISE) / 20)
        shaped: NDArray[np.float32] = (noise * level / noise.std()).astype(np.float32)
        return shaped


def _level(speech: Tensor) -> Tensor:
    """Its root mean square, as a number without a gradient."""
    return speech.detach().square().mean().sqrt()
