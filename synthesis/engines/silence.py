"""Notices takes that fall silent, of an engine that draws them."""

from __future__ import annotations

import numpy as np

from .base import Samples

SILENCE = "silence"
SILENT_SECONDS = 3.0
AUDIBLE = 0.002
"""Root mean square of a window that is heard: -54 dB of full scale."""
AUDIBLE_SHARE = 0.15
"""The least share of a whole take that is heard."""
WINDOWS_PER_SECOND = 50


class Listener:
    """Hears one take. At `speed`, it is as much faster than the model spoke it."""

    def __init__(self, sample_rate: int, speed: float = 1.0) -> None:
        self._window = sample_rate // WINDOWS_PER_SECOND
        self._silent_windows = round(SILENT_SECONDS / speed * WINDOWS_PER_SECOND)
        self._silent = self._windows = self._audible = 0
        self._rest = np.zeros(0, np.float32)

    def complaint(self, samples: Samples, *, final: bool) -> str:
        """Why the next samples [n] can't be what a text sounds like; empty where they may."""
        samples = np.concatenate([self._rest, samples])
        count = len(samples) // self._window
        self._rest = samples[count * self._window :]
        power = (samples[: count * self._window].reshape(count, self._window) ** 2).mean(axis=1)
        for is_audible in power > AUDIBLE**2:
            self._silent = 0 if is_audible else self._silent + 1
            self._audible += is_audible
            if self._silent > self._silent_windows:
                return SILENCE
        self._windows += count
        return SILENCE if final and self._audible < AUDIBLE_SHARE * self._windows else ""
