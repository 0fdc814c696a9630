"""A person's voice as a blend of the base voices.

A weighted mean of Kokoro's style vectors is a voice again, and its halves, timbre and prosody, can
be weighted apart. What is solved for is the pair of mixtures whose speech comes nearest to the clip
in GE2E space: first on a linear model of that space, then by ear, that is by speaking with a
candidate, embedding what was heard, and correcting the model by how far it was off.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from ..base import Clip, Conditioning, OnProgress, Samples, SegmentRequest, Span
from .catalogue import BASE_VOICES
from .speaker import Embedding, SpeakerEncoder, pitch

if TYPE_CHECKING:
    from .engine import KokoroEngine, Weights

ROUNDS = 8
"""Candidates that are spoken and heard; see bench/voices.py for what each one brings."""

SPOKEN = (
    SegmentRequest((Span("zh", "今天我们来学习光合作用，请大家翻开课本。"),)),
    SegmentRequest((Span("en", "The leaves of a tree catch the light of the sun."),)),
)
"""What candidates say; the linear model was measured on the same words."""

_HIGH = 160.0
"""Hz: men speak at about 85 to 155, women at about 165 to 255."""

_SUM_TO_ONE = 30.0
_EVEN = 0.1


@dataclass(frozen=True, slots=True)
class VoiceSpace:
    """Where blends lie in GE2E space: timbre @ `timbre` + prosody @ `prosody`, each [54, 256].

    Made by bench/voice_space.py from the base voices and random blends of them.
    """

    timbre: NDArray[np.float32]
    prosody: NDArray[np.float32]

    @classmethod
    def load(cls) -> VoiceSpace:
        with np.load(Path(__file__).with_name("voice_space.npz"), allow_pickle=False) as npz:
            return cls(npz["timbre"].astype(np.float32), npz["prosody"].astype(np.float32))

    def at(self, timbre: Weights, prosody: Weights) -> Embedding:
        """Where the model puts a blend, [256]."""
        place: Embedding = timbre @ self.timbre + prosody @ self.prosody
        return place

    def nearest_voice(self, target: Embedding, allowed: NDArray[np.bool_]) -> Weights:
        """All weight on the allowed base voice whose embedding is most like the target, [54]."""
        voices = self.timbre + self.prosody
        likeness = voices @ target / np.linalg.norm(voices, axis=1)
        likeness[~allowed] = -1
        return np.eye(len(BASE_VOICES), dtype=np.float32)[int(likeness.argmax())]

    def solve(self, target: Embedding, allowed: NDArray[np.bool_]) -> tuple[Weights, Weights]:
        """Non-negative weights of allowed voices that bring a blend nearest to the target.

        Timbre and prosody, [54] each, both summing to 1.
        """
        count = int(allowed.sum())
        ones, zeros = np.full((1, count), _SUM_TO_ONE), np.zeros((1, count))
        rows = np.block(
            [
                [self.timbre[allowed].T, self.prosody[allowed].T],
                [ones, zeros],
                [zeros, ones],
                [_EVEN * np.eye(2 * count)],
            ]
        )
        wanted = np.concatenate([target, [_SUM_TO_ONE, _SUM_TO_ONE], np.zeros(2 * count)])
        found, _ = nnls(rows, wanted)
        timbre, prosody = np.zeros((2, len(BASE_VOICES)), np.float32)
        timbre[allowed], prosody[allowed] = found[:count], found[count:]
        return timbre / timbre.sum(), prosody / prosody.sum()


def register(clip: Clip) -> NDArray[np.bool_]:
    """The base voices of the clip's register, [54]: the embedding alone mixes up low and high."""
    gender = "female" if pitch(clip.samples, clip.sample_rate) > _HIGH else "male"
    return np.array([voice.gender == gender for voice in BASE_VOICES])


def fit_voice(
    engine: KokoroEngine, clip: Clip, on_progress: OnProgress, rounds: int = ROUNDS
) -> Conditioning:
    """The blend that sounds most like the clip. Deterministic.

    Raises EngineError when the clip holds under a second of speech.
    """
    on_progress(0.0)
    encoder = SpeakerEncoder()
    target = encoder(clip.samples, clip.sample_rate)
    space = VoiceSpace.load()
    steps = rounds + 2
    allowed = register(clip)
    on_progress(1 / steps)

    def hear(blend: tuple[Weights, Weights]) -> Embedding:
        return encoder(speak(engine, engine.blend(*blend)), engine.sample_rate)

    nearest = space.nearest_voice(target, allowed)
    best = blend = (nearest, nearest)
    heard = hear(blend)
    best_likeness = float(heard @ target)
    on_progress(2 / steps)
    # The model is right about directions and wrong about places: it is shifted to what was heard.
    offset: NDArray[np.floating] = heard - space.at(*blend)
    for round_ in range(rounds):
        wanted = space.solve(target - offset, allowed)
        blend = (_towards(best[0], wanted[0]), _towards(best[1], wanted[1]))
        heard = hear(blend)
        likeness = float(heard @ target)
        offset = (offset + heard - space.at(*blend)) / 2
        if likeness > best_likeness:
            best, best_likeness = blend, likeness
        on_progress((round_ + 3) / steps)
    return engine.blend(*best)


def _towards(a: Weights, b: Weights) -> Weights:
    return ((a + 2 * b) / 3).astype(np.float32)


def speak(engine: KokoroEngine, conditioning: Conditioning) -> Samples:
    """The SPOKEN sentences one after the other, as this conditioning says them."""
    chunks = []
    for request in SPOKEN:
        decoding = engine.start(request, conditioning)
        while not decoding.done:
            chunks += [chunk.samples for chunk in engine.step([decoding])]
    return np.concatenate(chunks)
