"""Checks the clip of a prompt for its length and for silence, and gives it a quiet end.

The model goes on from where the prompt ends. After one that is cut off within a word it ends the
word first, and after a long silence it stays silent.
"""

from __future__ import annotations

import numpy as np
import soxr

from .base import Clip, EngineError, Samples

LEAST_SECONDS, MOST_SECONDS = 1.0, 30.0
"""Of a clip that a model can be prompted with."""
QUIET = 0.03
"""A window is quiet at so small a share of the loudest one's root mean square: -30 dB."""
WINDOW_SECONDS = 0.02
TAIL_SECONDS = (0.2, 0.4)
"""The least and the most quiet at the end of a prompt."""
SPEECH_SHARE = 0.2
"""The least share of a clip that is not quiet."""


def check_length(clip: Clip) -> None:
    """Raise EngineError for a clip of a bad length."""
    if not LEAST_SECONDS <= clip.seconds <= MOST_SECONDS:
        raise EngineError(
            f"the clip has {clip.seconds:.1f} s, not {LEAST_SECONDS:g} to {MOST_SECONDS:g} s"
        )


def resampled(clip: Clip, rate: int) -> Samples:
    """The samples of a clip [n] at `rate` Hz, as float32."""
    if clip.sample_rate == rate:
        return clip.samples
    samples: Samples = soxr.resample(clip.samples, clip.sample_rate, rate).astype(np.float32)
    return samples


def with_quiet_tail(clip: Clip) -> Clip:
    """The clip with a quiet end of 0.2 to 0.4 s: cut where there is more, else lengthened.

    Raises EngineError for a clip that is silent, or nearly all of it.
    """
    window = round(WINDOW_SECONDS * clip.sample_rate)
    count = len(clip.samples) // window
    power = (clip.samples[: count * window].reshape(count, window) ** 2).mean(axis=1)
    loud = np.flatnonzero(power > power.max(initial=0) * QUIET**2)
    if len(loud) < max(1, SPEECH_SHARE * count):
        raise EngineError("there is hardly any speech in the clip")
    least, most = (round(seconds * clip.sample_rate) for seconds in TAIL_SECONDS)
    end = (int(loud[-1]) + 1) * window
    samples = clip.samples[: end + most]
    missing = max(0, least - (len(samples) - end))
    return Clip(np.pad(samples, (0, missing)).astype(np.float32), clip.sample_rate)
