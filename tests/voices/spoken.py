"""Statements and passages read aloud by base voices instead of people."""

import numpy as np

from synthesis.engines.base import Engine, SegmentRequest
from synthesis.text import plan
from tests.voices.conftest import wav

PASSAGE = (
    "Good morning, everyone! Today we will read a short story together, and afterwards I would "
    "love to hear what you think of it."
)


def spoken(engine: Engine, text: str, voice: str) -> bytes:
    """A WAV file of a text, 24 kHz."""
    chunks = []
    for segment in plan(text):
        decoding = engine.start(SegmentRequest(segment.spans), engine.base_conditioning(voice))
        while not decoding.done:
            chunks += [chunk.samples for chunk in engine.step([decoding])]
    return wav(np.concatenate(chunks), engine.sample_rate)
