"""Measures music behind the speech or instead of it."""

from __future__ import annotations

import numpy as np

from voices.screening.listening import Listening
from voices.screening.recording import Array, Recording, Span, short_time_power, smooth, spans_of

_HALF_SECOND = 50
_BLOCK = 12


def measure(recording: Recording, heard: Listening) -> dict[str, float]:
    """Statistics of the event model's output for the recording and for its background, and the
    strength of steady tones, which speech does not have."""
    figures: dict[str, float] = {}
    for name, events in (("", heard.events), ("_below", heard.background)):
        if not len(events):
            events = np.zeros((1, 3), np.float32)
        tune = np.maximum(events[:, 1], events[:, 2])
        figures[f"music{name}_mean"] = float(events[:, 2].mean())
        figures[f"music{name}_most"] = float(smooth(events[:, 2], _HALF_SECOND).max())
        figures[f"music{name}_logit"] = float(_logit(events[:, 2]).mean())
        figures[f"singing{name}_mean"] = float(events[:, 1].mean())
        figures[f"singing{name}_most"] = float(smooth(events[:, 1], _HALF_SECOND).max())
        figures[f"speech{name}_mean"] = float(events[:, 0].mean())
        silent = heard.voiced(len(events)) < 0.3
        figures[f"music{name}_pauses"] = float(tune[silent].mean()) if silent.sum() > 10 else 0.0
    tones = steady_tones(recording)
    figures["steady_tones"] = float(np.mean(tones))
    figures["steady_tones_most"] = float(np.percentile(tones, 90))
    return figures


def steady_tones(recording: Recording) -> Array:
    """How far tones that last for 0.4 s exceed their neighbours, dB, in blocks [b].

    The mean of the ten strongest up to 4 kHz, each at its faintest (10th percentile).
    """
    power = short_time_power(recording.at_16k, 2048, 512)[:, :513]
    blocks = [power[i : i + _BLOCK] for i in range(0, max(1, len(power) - _BLOCK + 1), _BLOCK // 2)]
    strengths = []
    for block in blocks:
        faintest = 10 * np.log10(np.percentile(block, 10, axis=0) + 1e-10)
        around = _running_median(faintest, 25)
        strengths.append(float(np.sort((faintest - around)[8:])[-10:].mean()))
    return np.array(strengths, np.float32)


def spans(heard: Listening) -> tuple[Span, ...]:
    """Where music or singing lasts 0.3 s or more; in the background if not in the recording."""
    for events in (heard.events, heard.background):
        tune = smooth(np.maximum(events[:, 1], events[:, 2]), 30)
        musical = spans_of(tune > 0.5, 0.01, 0.3)
        if musical:
            return musical
    return ()


def _logit(p: Array) -> Array:
    p = np.clip(p, 1e-4, 1 - 1e-4)
    return np.log(p / (1 - p))


def _running_median(values: Array, size: int) -> Array:
    padded = np.pad(values, size // 2, mode="edge")
    return np.median(np.lib.stride_tricks.sliding_window_view(padded, size), axis=1)
