"""What the network is given of each frame: hidden values of the segmentation, the spectrum, and
what other models say."""

from __future__ import annotations

from functools import cache

import numpy as np

from voices.screening.models.segmentation import HIDDEN, Window
from voices.screening.models.voice_activity import FRAME
from voices.screening.recording import RATE, Array, Recording

FRAME_SAMPLES = 540
"""Two frames of the segmentation: 33.75 ms at 16 kHz."""

FIRST_SAMPLE = 360
"""Where the first frame begins: the segmentation needs 991 samples for its first one."""

_BANDS = 40
_LEAST_HZ, _MOST_HZ = 60.0, 8000.0
_FLOOR = 1e-7
"""Nothing more than 70 dB below the loud frames is heard."""

VALUES = HIDDEN + 7 + 2 * _BANDS + 3 + 3 + 1

_SPECTRUM_CENTRE, _SPECTRUM_HOP, _SPECTRA = 256, 160, 4


def values(
    recording: Recording, window: Window, events: Array, background: Array, voice: Array
) -> Array:
    """The values [t, VALUES] of the frames in a window of the segmentation of `recording`.

    `events` and `background` [10 ms frames, 3] and `voice` [32 ms frames] are those of `Listening`.
    """
    count = len(window.hidden) // 2
    hidden = window.hidden[: 2 * count].reshape(count, 2, -1).mean(1)
    said = window.probabilities[: 2 * count].reshape(count, 2, -1).mean(1)
    centres = FRAME_SAMPLES * np.arange(count) + FIRST_SAMPLE + FRAME_SAMPLES // 2
    centres = centres + round(window.start * RATE)
    first = np.rint((centres - _SPECTRUM_CENTRE) / _SPECTRUM_HOP - (_SPECTRA - 1) / 2).astype(int)
    near = first[:, None] + np.arange(_SPECTRA)
    bands = _bands(recording)[np.clip(near, 0, len(recording.power) - 1)]
    return np.concatenate(
        [
            hidden,
            said,
            _decibels(bands.mean(1)),
            _decibels(bands.max(1)),
            _at(events, near),
            _at(background, near),
            _at(voice[:, None], (centres // FRAME)[:, None]),
        ],
        axis=1,
    ).astype(np.float32)


def _at(values_: Array, places: np.ndarray) -> Array:
    """The mean of `values_` [n, m] at places [t, k]; zeros if there are none."""
    if not len(values_):
        return np.zeros((len(places), values_.shape[1]), np.float32)
    return values_[np.clip(places, 0, len(values_) - 1)].mean(1)


def _bands(recording: Recording) -> Array:
    """Power [10 ms frames, bands] over that of the loud frames (90th percentile)."""
    loud = 10 ** (float(np.percentile(recording.levels, 90)) / 10)
    scale = 2 / (512 * 512 * 0.375) / max(loud, 1e-12)
    return recording.power @ _triangles() * np.float32(scale)


def _decibels(power: Array) -> Array:
    return 10 * np.log10(power + _FLOOR)


@cache
def _triangles() -> Array:
    """Triangular filters [257, bands], equally wide in mel."""
    low, high = (2595 * np.log10(1 + edge / 700) for edge in (_LEAST_HZ, _MOST_HZ))
    edges = 700 * (10 ** (np.linspace(low, high, _BANDS + 2) / 2595) - 1)
    hz = np.arange(257)[:, None] * RATE / 512
    rising = (hz - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - hz) / (edges[2:] - edges[1:-1])
    return np.maximum(0, np.minimum(rising, falling)).astype(np.float32)
