"""Speaks whole requests outside of a worker, as listeners would hear them."""

from __future__ import annotations

import numpy as np

from .base import Conditioning, Engine, Samples, SegmentRequest
from .limiter import Limiter


def speak(engine: Engine, conditioning: Conditioning, *requests: SegmentRequest) -> Samples:
    """Speak the requests one after another with this conditioning, limited, [n]."""
    chunks = []
    for request in requests:
        decoding = engine.start(request, conditioning)
        limiter = Limiter(engine.sample_rate)
        while not decoding.done:
            parts = engine.step([decoding])
            chunks += [limiter(chunk.samples, final=chunk.final) for chunk in parts]
    return np.concatenate(chunks)
