"""The fit that the present one is measured against: blends of base voices, by GE2E alone.

Weights over the 54 base voices, apart for timbre and prosody, through a linear model of where
blends lie in GE2E space (`earlier_space.npz`, from 90 random blends), corrected by ear.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import lsq_linear

from synthesis.engines.base import Clip, Conditioning, SegmentRequest, Span
from synthesis.engines.kokoro.catalogue import BASE_VOICES
from synthesis.engines.kokoro.engine import KokoroEngine
from synthesis.engines.kokoro.fit import speak
from synthesis.engines.kokoro.speaker import Listener, speech_of

Array = NDArray[np.float64]

ROUNDS, MOST_AWAY, EVEN, SUM_TO_ONE = 4, 0.1, 0.1, 30.0
SAID = (
    SegmentRequest((Span("zh", "今天我们来学习光合作用，请大家翻开课本。"),)),
    SegmentRequest((Span("en", "The leaves of a tree catch the light of the sun."),)),
)
_COUNT = len(BASE_VOICES)
with np.load(Path(__file__).with_name("earlier_space.npz"), allow_pickle=False) as npz:
    _TIMBRE, _PROSODY = npz["timbre"].astype(float), npz["prosody"].astype(float)


def nearest_voice(ge2e: NDArray[np.float32], allowed: NDArray[np.bool_]) -> NDArray[np.float32]:
    """All weight on the allowed base voice whose embedding is most like `ge2e` [256]; [54]."""
    voices = _TIMBRE + _PROSODY
    likeness = voices @ ge2e / np.linalg.norm(voices, axis=1)
    likeness[~allowed] = -1
    return np.eye(_COUNT, dtype=np.float32)[int(likeness.argmax())]


def fit(
    engine: KokoroEngine, clip: Clip, listener: Listener, allowed: NDArray[np.bool_]
) -> Conditioning:
    """The blend that sounds most like the clip to GE2E."""
    target = listener.ge2e(speech_of(clip.samples, clip.sample_rate))

    def hear(blend: tuple[Array, Array]) -> Array:
        samples = speak(engine, engine.blend(*(half.astype(np.float32) for half in blend)), *SAID)
        return listener.ge2e(speech_of(samples, engine.sample_rate)).astype(float)

    def place(blend: tuple[Array, Array]) -> Array:
        return blend[0] @ _TIMBRE + blend[1] @ _PROSODY

    nearest = nearest_voice(target, allowed).astype(float)
    best = (nearest, nearest)
    heard = hear(best)
    likeness, offset = float(heard @ target), heard - place(best)
    for _ in range(ROUNDS):
        wanted = _solve(target - offset, allowed)
        blend = ((best[0] + 2 * wanted[0]) / 3, (best[1] + 2 * wanted[1]) / 3)
        heard = hear(blend)
        offset = (offset + heard - place(blend)) / 2
        if heard @ target > likeness:
            best, likeness = blend, float(heard @ target)
    return engine.blend(*best)


def _solve(target: Array, allowed: NDArray[np.bool_]) -> tuple[Array, Array]:
    count = int(allowed.sum())
    ones, zeros = np.full((1, count), SUM_TO_ONE), np.zeros((1, count))
    rows = np.block(
        [
            [_TIMBRE[allowed].T, _PROSODY[allowed].T],
            [ones, zeros],
            [zeros, ones],
            [EVEN * np.eye(2 * count)],
        ]
    )
    wanted = np.concatenate([target, [SUM_TO_ONE, SUM_TO_ONE], np.zeros(2 * count)])
    least = np.concatenate([np.full(count, -MOST_AWAY), np.zeros(count)])
    found = lsq_linear(rows, wanted, bounds=(least, np.inf)).x
    halves = np.zeros((2, _COUNT))
    halves[:, allowed] = found.reshape(2, count)
    return halves[0] / halves[0].sum(), halves[1] / halves[1].sum()
