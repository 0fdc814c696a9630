"""Cuts a sentence in two, so that its beginning is heard before the rest is made.

The decoder's instance norms look over everything that they are given, so a part alone sounds a
little different: over 24 sentences of four voices, 1.6 dB of mel distance (2.3 at the most), and
the first part 1 dB lower in level than in the whole, because nothing softer is with it. Windows of
a fixed length were up to 7 dB off. Both parts together take 1.02 times the work of the whole, and
the first one is there after 0.39 of it.

What makes the sentence one is decided before, over the whole of it: durations, melody, energy, and
the phases of the voice. So neighbouring parts run in step, and where each is made a little further
than its edge, one can be faded into the other.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..base import Samples
from . import word_timer
from .catalogue import SAMPLE_RATE
from .graph.durations import FRAME_RATE
from .runtimes.port import Plan

MARGIN = 3
"""Frames by which a part is made further than its edge, so that there is something to fade. With 8
of them the sound at the edge would be that of the whole, the norms apart (0.04 dB of mel distance),
but each is made twice."""

FADE_SECONDS = 0.015
"""Half of the time in which one part is faded into the other."""

SHARE = 0.27
"""Of the sentence, for the first part: with the plan, 0.4 of the work. Where the machine has other
work, a smaller one would be over before the rest is made."""

LEAST = round(0.65 * FRAME_RATE)
WANTED = round(1.0 * FRAME_RATE)
WORTH = round(2.5 * FRAME_RATE)
"""Frames: the shortest part, the shortest first part to look for, and the shortest sentence."""

LEAD = int(word_timer.LEAD)
"""Whole frames by which a word is heard before its own begin."""

_PAUSES = ",;:—…!?."


class Part(NamedTuple):
    """What one step speaks: the frames from `start` to `stop` of a planned piece, with the
    `durations` of its own phonemes, and seconds of `silence` after it."""

    plan: Plan
    start: int
    stop: int
    durations: NDArray[np.float32]
    silence: float

    @property
    def begins(self) -> bool:
        return self.start == 0

    @property
    def ends(self) -> bool:
        return self.stop == self.plan.frames

    def cut(self, at: Cut) -> tuple[Part, Part]:
        """A whole piece as two parts."""
        before, after = self.durations[: at.phoneme + 1], self.durations[at.phoneme + 2 :]
        left = at.frame - before.sum()
        return (
            self._replace(stop=at.frame, durations=np.append(before, left), silence=0.0),
            self._replace(start=at.frame, durations=np.insert(after, 0, LEAD)),
        )


class Cut(NamedTuple):
    """The space at `phoneme` of the piece parts two words; the second is heard from `frame` on."""

    phoneme: int
    frame: int


def place_to_cut(phonemes: str, durations: NDArray[np.float32]) -> Cut | None:
    """Where to cut a piece: between two words, best where there is a pause. None if the piece is
    short, or no such place is far enough from both ends. `durations` as in `Plan`."""
    ends = np.cumsum(durations).astype(int)
    frames = int(ends[-1])
    if frames < WORTH:
        return None
    wanted = max(WANTED, SHARE * frames)

    def distance(cut: Cut) -> float:
        paused = cut.phoneme > 0 and phonemes[cut.phoneme - 1] in _PAUSES
        return abs(cut.frame - wanted) * (0.5 if paused else 1)

    cuts = (
        Cut(at, int(ends[at + 1]) - LEAD) for at, phoneme in enumerate(phonemes) if phoneme == " "
    )
    possible = [cut for cut in cuts if LEAST <= cut.frame <= frames - LEAST]
    return min(possible, key=distance, default=None)


def joined(samples: Samples, begin: int, end: int, seam: Samples) -> tuple[Samples, Samples]:
    """The samples of a part, which begins at `begin` and ends at `end` of what was made.

    The `seam` of the part before, empty for none, is faded into the beginning. Returns the samples
    up to the next fade, and the seam for that, which is empty where nothing was made beyond `end`.
    """
    fade = round(FADE_SECONDS * SAMPLE_RATE)
    if len(seam):
        samples, end = samples[begin - fade :], end - begin + fade
        more = np.linspace(0, 1, len(seam), dtype=np.float32)
        samples[: len(seam)] = seam * (1 - more) + samples[: len(seam)] * more
    if end == len(samples):
        return samples, samples[:0]
    return samples[: end - fade], samples[end - fade : end + fade]
