"""Sums up what the network hears in a recording."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from voices.screening.other_sounds.frames import FRAME_SAMPLES
from voices.screening.other_sounds.network import LEVELS_DB, VOICES
from voices.screening.recording import RATE, Array, smooth

FRAME_SECONDS = FRAME_SAMPLES / RATE
_MOST_SECONDS = 0.5
_MIDDLES_DB = (-30.0, -21.0, -15.0, -9.0, -3.0, 3.0, 9.0, 15.0)
"""Levels below, between and above LEVELS_DB."""


def measure(windows: Sequence[tuple[Array, Array]]) -> dict[str, float]:
    """The measures of a recording, by `Network.probabilities` of its windows; the most of all."""
    found = [_measures(*one) for one in windows]
    return {name: max(one[name] for one in found) for name in found[0]}


def _measures(frames: Array, whole: Array) -> dict[str, float]:
    second, both, change = frames[:, : len(VOICES)].T
    other = np.maximum(second, both)
    # A sound above a level is above all lower ones.
    above = np.minimum.accumulate(frames[:, len(VOICES) :][:, ::-1], axis=1)
    least = np.concatenate([np.ones((len(above), 1), np.float32), above], axis=1)
    shares = least - np.concatenate([above, np.zeros((len(above), 1), np.float32)], axis=1)
    power = shares @ (10 ** (np.array(_MIDDLES_DB, np.float32) / 10))
    means = dict(zip(LEVELS_DB, above.mean(0)[::-1], strict=True))
    return {
        "other_voice_heard": float(whole[0]),
        "other_voice_seconds": float((other > 0.5).sum() * FRAME_SECONDS),
        "other_voice_most": _most(other),
        "other_voices_at_once": _most(both),
        "other_voices_change": _most(change),
        "other_voice_mean": float(other.mean()),
        "other_sound_heard": float(whole[1]),
        "other_sound_db": float(10 * np.log10(power.mean())),
        "other_sound_most_db": float(10 * np.log10(_most(power))),
        "other_sound_0": float(means[0.0]),
        "other_sound_6": float(means[-6.0]),
        "other_sound_12": float(means[-12.0]),
        "other_sound_18": float(means[-18.0]),
    }


def _most(values: Array) -> float:
    """The mean of `values` [t] over the half second where they are highest."""
    return float(smooth(values, round(_MOST_SECONDS / FRAME_SECONDS)).max())
