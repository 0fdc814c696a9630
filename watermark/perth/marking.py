"""Puts Perth's mark into sound as it comes, block by block, without holding any of it back.

The network looks 150 ms to either side of a frame. Of what was given before, a block has so much
beside it; of what is still to come it has nothing, just as at the end of a file. So the first sound
of a sentence is not heard later than without a mark, and at the seams the change is faded out and
in. Above 2 kHz nothing is changed.
"""

from __future__ import annotations

import numpy as np
from threadpoolctl import ThreadpoolController

from ..base import Samples
from . import spectrum
from .network import Stack
from .weights import read_weights

STRENGTH = 0.7
"""Of the change in decibels that the network asks for: see bench/watermark for what it costs."""

_CONTEXT_SECONDS = 0.2
_FADE_SECONDS = 0.005


class PerthMarker:
    """The loaded encoder, for sound of one rate."""

    def __init__(self, sample_rate: int, strength: float = STRENGTH) -> None:
        """Raises WatermarkMissing, and ValueError for a rate (Hz) that is no multiple of 500."""
        if not spectrum.fits(sample_rate):
            raise ValueError(f"Perth can't mark sound at {sample_rate} Hz")
        self.sample_rate = sample_rate
        self._network = Stack(read_weights("encoder"), "layers")
        # One processor does it in 7.5 ms a second of sound; two wait for each other, and take 16.
        self._blas = ThreadpoolController().select(internal_api="openblas")
        self._factor = np.float32(strength * spectrum.DB_SPAN / 20 * np.log(10))

    def begin(self) -> PerthMarking:
        """Begin a stream."""
        return PerthMarking(self)

    def change(self, samples: Samples) -> Samples:
        """What is to be added to samples [n]."""
        spectra = spectrum.spectra(samples, self.sample_rate)
        levels, sounds = spectrum.levels(spectra)
        with self._blas.limit(limits=1):
            asked = self._network(levels)
        gain = np.exp(asked * self._factor) - 1
        gain[~sounds] = 0
        return spectrum.sound(spectra[:, : spectrum.BINS] * gain, self.sample_rate, len(samples))


class PerthMarking:
    """See `watermark.base.Marking`."""

    def __init__(self, marker: PerthMarker) -> None:
        self._marker = marker
        self._before = np.zeros(0, np.float32)
        rate = marker.sample_rate
        self._context = round(rate * _CONTEXT_SECONDS)
        fade = round(rate * _FADE_SECONDS)
        self._ramp = (np.arange(1, fade + 1) / (fade + 1)).astype(np.float32)

    def __call__(self, samples: Samples, *, final: bool) -> Samples:
        if not len(samples):
            return samples
        wave = np.concatenate([self._before, samples])
        begins, self._before = not len(self._before), wave[-self._context :]
        if len(samples) < 2 * len(self._ramp):
            return samples
        change = self._marker.change(wave)[-len(samples) :]
        if not begins:
            change[: len(self._ramp)] *= self._ramp
        if not final:
            change[-len(self._ramp) :] *= self._ramp[::-1]
        return samples + change
