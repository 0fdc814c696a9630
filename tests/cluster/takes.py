"""What a job may sound like: each of its segments as any one of the hosts makes it."""

from collections.abc import Sequence
from functools import cache

from synthesis import storage
from synthesis.engines.base import SegmentRequest
from synthesis.text import plan
from tests.cluster.cluster import DETUNED
from tests.faults.tone import VOICE, ToneEngine

Takes = Sequence[bytes]
"""The PCM of one segment, as each host makes it."""


@cache
def takes_of(text: str, seed: int) -> tuple[Takes, ...]:
    """The takes of each segment of a text, spoken straight by the engine."""
    return tuple(
        tuple(_spoken(segment.spans, seed + index, hertz) for hertz in DETUNED.values())
        for index, segment in enumerate(plan(text))
    )


def _spoken(spans, seed: int, detuned: float) -> bytes:
    engine = ToneEngine(detuned=detuned)
    decoding = engine.start(SegmentRequest(spans, seed=seed), engine.base_conditioning(VOICE))
    pcm = b""
    while not decoding.done:
        pcm += b"".join(storage.to_pcm(chunk.samples) for chunk in engine.step([decoding]))
    return pcm


def is_whole(heard: bytes, segments: Sequence[Takes]) -> bool:
    """Whether this is one take of each segment, one after another, and nothing else."""
    return _fits(heard, segments, whole=True)


def is_beginning(heard: bytes, segments: Sequence[Takes]) -> bool:
    """Whether it is the beginning of that: at most the last segment is cut off."""
    return _fits(heard, segments, whole=False)


def _fits(heard: bytes, segments: Sequence[Takes], *, whole: bool) -> bool:
    if not segments:
        return not heard
    takes, *rest = segments
    if not whole and any(take.startswith(heard) for take in takes):
        return True
    return any(
        _fits(heard[len(take) :], rest, whole=whole) for take in takes if heard.startswith(take)
    )
