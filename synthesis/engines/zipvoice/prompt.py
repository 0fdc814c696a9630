"""Makes the prompt of a person's clip: what the model hears before each sentence that it speaks.

Each sentence costs as much as if the prompt were spoken with it, and the reference advises against
prompts of over 10 s. So a longer clip ends after one of its sentences, where that can be told: the
transcript says at which share of the speech it ends, and there must be one pause near it and no
other that might be meant. Where it can't be told, the whole clip is taken, as a prompt with other
words than its transcript says makes the model skip or repeat some.
"""

from __future__ import annotations

import re

import numpy as np

from synthesis.text.estimate import rough_ms

from ..base import Clip

LONGEST_SECONDS = 8.0
SHORTEST_SECONDS = 3.0

WINDOW_SECONDS = 0.02
QUIET = 0.03
"""A window is quiet at so small a share of the loudest one's root mean square: -30 dB."""
PAUSE_SECONDS = 0.2
NEAR_SECONDS = 0.4
"""How far from where the transcript puts it the end of a sentence may be."""
CLEAR_SECONDS = 0.8
"""How far from it no other pause may be."""
_SENTENCE = re.compile(r"[。！？!?]+[”’」』\"']?|\.+(?=\s|$)")


def shortened(clip: Clip, transcript: str) -> tuple[Clip, str]:
    """The beginning of a clip that is too long, with the words that are spoken in it."""
    if clip.seconds <= LONGEST_SECONDS:
        return clip, transcript
    begin, end, pauses = _pauses(clip)
    whole = rough_ms(transcript)
    if not whole:
        return clip, transcript
    for mark in reversed(list(_SENTENCE.finditer(transcript))):
        words = transcript[: mark.end()]
        expected = begin + (end - begin) * rough_ms(words) / whole
        near = [pause for pause in pauses if _distance(pause, expected) <= CLEAR_SECONDS]
        if len(near) != 1 or _distance(near[0], expected) > NEAR_SECONDS:
            continue
        middle = sum(near[0]) / 2
        if SHORTEST_SECONDS <= middle <= LONGEST_SECONDS:
            count = round(middle * clip.sample_rate)
            return Clip(clip.samples[:count], clip.sample_rate), words.strip()
    return clip, transcript


def _distance(pause: tuple[float, float], at: float) -> float:
    return max(pause[0] - at, at - pause[1], 0.0)


def _pauses(clip: Clip) -> tuple[float, float, list[tuple[float, float]]]:
    """When the speech begins and ends, and the pauses in it, in seconds."""
    window = round(WINDOW_SECONDS * clip.sample_rate)
    count = len(clip.samples) // window
    power = (clip.samples[: count * window].reshape(count, window) ** 2).mean(axis=1)
    loud = np.flatnonzero(power > power.max(initial=0) * QUIET**2)
    if not len(loud):
        return 0.0, clip.seconds, []
    gaps = np.diff(loud) - 1
    pauses = [
        ((int(loud[at]) + 1) * WINDOW_SECONDS, int(loud[at + 1]) * WINDOW_SECONDS)
        for at in np.flatnonzero(gaps * WINDOW_SECONDS >= PAUSE_SECONDS)
    ]
    return int(loud[0]) * WINDOW_SECONDS, (int(loud[-1]) + 1) * WINDOW_SECONDS, pauses
