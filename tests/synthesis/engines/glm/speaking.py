"""Helpers that speak segments with an engine."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from synthesis.engines.base import Conditioning, SegmentRequest
from synthesis.engines.glm_tts.engine import GlmDecoding, GlmTtsEngine


@dataclass
class Heard:
    decoding: GlmDecoding
    pieces: list[NDArray[np.float32]] = field(default_factory=list)

    @property
    def samples(self) -> NDArray[np.float32]:
        return np.concatenate(self.pieces)

    @property
    def tokens(self) -> list[int]:
        return self.decoding.speech.tokens


SHORT = 60
"""The most speech tokens in a segment of these tests: into the second block."""


def begin(
    engine: GlmTtsEngine, request: SegmentRequest, voice: Conditioning, exactly: int = 0
) -> Heard:
    """Begin a segment that is short, or has `exactly` so many speech tokens."""
    decoding = engine.start(request, voice)
    order = decoding.order
    decoding.order = replace(
        order, least=exactly or order.least, most=exactly or min(order.most, SHORT)
    )
    return Heard(decoding)


def alone(
    engine: GlmTtsEngine, request: SegmentRequest, voice: Conditioning, exactly: int = 0
) -> Heard:
    """Speak one segment alone."""
    heard = begin(engine, request, voice, exactly)
    while not heard.decoding.done:
        step(engine, [heard])
    return heard


def step(engine: GlmTtsEngine, running: list[Heard]) -> None:
    """Advance all by one step and collect each one's audio."""
    by_decoding = {id(heard.decoding): heard for heard in running}
    for chunk in engine.step([heard.decoding for heard in running]):
        by_decoding[id(chunk.decoding)].pieces.append(chunk.samples)
        assert chunk.final == chunk.decoding.done
