"""Moods in which any voice can speak, by its melody, pace, loudness and the prosody of its style.

They are asked for, and never taken from a speaker: nothing here listens to anybody.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mood:
    """How speech differs from the voice's own: `pitch` in octaves up, `range` a factor on the
    melody's distance from its mean in log F0, `speed` a factor, `gain` in dB, and `prosody` a
    factor on how far the style's prosody is from the mean of base voices."""

    pitch: float = 0.0
    range: float = 1.0
    speed: float = 1.0
    gain: float = 0.0
    prosody: float = 1.0


AS_RECORDED = Mood()

MOODS: dict[str, Mood] = {
    "happy": Mood(pitch=1.5 / 12, range=1.05, speed=0.95, gain=2.0, prosody=1.2),
    "sad": Mood(pitch=-0.2 / 12, range=0.7, speed=0.87, gain=-2.3, prosody=0.8),
    "angry": Mood(pitch=2.1 / 12, range=1.1, speed=0.9, gain=4.0, prosody=1.2),
    "surprised": Mood(pitch=3.5 / 12, range=1.5, speed=1.05, gain=2.0, prosody=1.2),
    "calm": Mood(pitch=-0.8 / 12, range=0.8, speed=0.83, gain=-1.8, prosody=0.8),
}
"""As ten actors of RAVDESS differ from their own neutral speech, in the median: happy by 1.5
semitones, 1.03 of the range, 0.92 of the pace and 4.1 LU; sad -0.2, 0.71, 0.87, -4.7; angry 2.1,
1.08, 0.83, 8.2; surprised 3.5, 1.52, 1.05, 3.9; calm -0.8, 0.81, 0.79, -3.5 (`bench.voices.moods`).
Of the loudness only half is taken, so that nobody is startled, and of the pace of happy, angry and
calm speech less than all: the actors speak more slowly than anybody in a lesson."""
