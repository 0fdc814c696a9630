"""The result of decoding: samples without the silence around them, and their figures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 24_000
"""Hz of every decoded clip: the rate of the engines, and above what the encoders need."""

SILENCE_DBFS = -120.0
"""The level of digital silence, in the place of minus infinity."""

_FRAME = SAMPLE_RATE // 50
_BELOW_SPEECH_DB = 40.0
_NEVER_SOUND_DBFS = -65.0
_MARGIN_FRAMES = 5


@dataclass(frozen=True, slots=True)
class DecodedClip:
    """A recording as mono float32 `samples` [n] in [-1, 1] at 24 kHz, without constant offset.

    `source_rate` (Hz), `source_channels`, `container`, `codec` and `source_seconds` describe
    the file. `trimmed_seconds` were cut off at the start and at the end. `peak` is the largest
    magnitude that was decoded (one over 1.0 was scaled down to 1.0); `rms_dbfs` is the level of the
    trimmed samples, -120 for digital silence.
    """

    samples: NDArray[np.float32]
    source_rate: int
    source_channels: int
    container: str
    codec: str
    source_seconds: float
    trimmed_seconds: tuple[float, float]
    peak: float
    rms_dbfs: float

    @property
    def sample_rate(self) -> int:
        return SAMPLE_RATE

    @property
    def seconds(self) -> float:
        return len(self.samples) / SAMPLE_RATE


def level_dbfs(samples: NDArray[np.float32]) -> float:
    """RMS level of samples [n] in dB below full scale, at least -120."""
    power = float(np.mean(np.square(samples, dtype=np.float64)))
    return max(SILENCE_DBFS, 10 * np.log10(max(power, 1e-30)))


def sound_span(samples: NDArray[np.float32]) -> tuple[int, int]:
    """First and last + 1 index of the sound in samples [n] at 24 kHz.

    Sound is a frame of 20 ms within 40 dB of the loud ones (95th percentile) and over
    -65 dBFS; 100 ms around it stay, for soft consonants. All of a clip without sound stays.
    """
    count = len(samples) // _FRAME
    if count == 0:
        return 0, len(samples)
    frames = samples[: count * _FRAME].reshape(count, _FRAME).astype(np.float64)
    levels = 10 * np.log10(np.maximum(np.mean(frames**2, axis=1), 1e-30))
    threshold = max(_NEVER_SOUND_DBFS, float(np.percentile(levels, 95)) - _BELOW_SPEECH_DB)
    sounding = np.flatnonzero(levels > threshold)
    if not len(sounding):
        return 0, len(samples)
    start = max(0, int(sounding[0]) - _MARGIN_FRAMES) * _FRAME
    end = (int(sounding[-1]) + 1 + _MARGIN_FRAMES) * _FRAME
    # The last, partial frame has no level of its own and goes with the last whole one.
    return start, len(samples) if end >= count * _FRAME else end
