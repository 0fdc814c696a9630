"""Statements and passages read aloud by base voices instead of people."""

import numpy as np

from synthesis.engines.base import Engine, SegmentRequest
from synthesis.text import plan
from synthesis.text.span import Span
from tests.voices.conftest import wav

PASSAGE = (
    "Good morning, everyone! Today we will read a short story together, and afterwards I would "
    "love to hear what you think of it."
)


_made: dict[tuple[str, tuple[Span, ...]], np.ndarray] = {}
"""Segments spoken before: two statements differ in their last sentence alone."""


def spoken(engine: Engine, text: str, voice: str) -> bytes:
    """A WAV file of a text, 24 kHz."""
    chunks = [_segment(engine, segment.spans, voice) for segment in plan(text)]
    return wav(np.concatenate(chunks), engine.sample_rate)


def _segment(engine: Engine, spans: tuple[Span, ...], voice: str) -> np.ndarray:
    if (voice, spans) not in _made:
        decoding = engine.start(SegmentRequest(spans), engine.base_conditioning(voice))
        chunks = []
        while not decoding.done:
            chunks += [chunk.samples for chunk in engine.step([decoding])]
        _made[voice, spans] = np.concatenate(chunks)
    return _made[voice, spans]
