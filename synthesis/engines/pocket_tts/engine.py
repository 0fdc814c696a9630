"""The Pocket TTS engine: clones a voice on plain CPUs, in English, and streams as it speaks.

What the library shares between requests, and why its stream is not used, is told in `model`. All
state of a segment is in its decoding: what the language model and Mimi remember, and the seeds of
its frames, which depend on nothing but the segment's seed. The engine needs no lock of its own, as
it is stepped by one thread.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch

from synthesis.text.estimate import estimate_ms
from synthesis.text.span import Span

from ..base import Chunk, Conditioning, Decoding, SegmentRequest, Unpaced, Unspeakable
from ..voice_cache import VoiceCache, fingerprint
from .conditioning import ENGINE, Voice, frames_of
from .files import SAMPLE_RATE
from .guard import Guard
from .model import PocketModel, Saying, load
from .options import Options

log = logging.getLogger(__name__)

LANGUAGES = frozenset({"en"})
FLATTEST, LIVELIEST = 0.0, 2.0
FRAMES = 4
"""What a step adds to a segment: 0.32 s of sound."""
VOICES_BYTES = 256 << 20
"""A voice of 10 s takes 6 MB at the released size."""


@dataclass(slots=True, eq=False)
class PocketDecoding:
    """One segment being spoken, a piece of its text after the other."""

    request: SegmentRequest
    pieces: tuple[str, ...]
    voice: Voice = field(repr=False)
    temperature: float
    guard: Guard | None = field(default=None, repr=False)
    done: bool = False
    spoken: int = 0
    """Pieces that are spoken."""
    saying: Saying | None = field(default=None, repr=False)
    """The next piece, once it is begun."""


class PocketTtsEngine(Unpaced):
    """A loaded Pocket TTS. Raises ModelFilesMissing, or ValueError for a bad option."""

    name = ENGINE
    sample_rate = SAMPLE_RATE
    languages = LANGUAGES
    max_batch = 1  # a second sentence would only slow the first one down

    def __init__(
        self, folder: Path, options: Options | None = None, config: Path | None = None
    ) -> None:
        self.options = options or Options.of()
        self._model: PocketModel = load(folder, config)
        torch.set_num_threads(self.options.threads)
        self._weights = self._model.fingerprint()
        self._voices = VoiceCache[Voice](VOICES_BYTES)

    @property
    def runtime(self) -> str:
        """The library and its kind of device."""
        return "torch-cpu"

    def warm_up(self) -> None:
        """Speak a word, so that memory is allocated."""
        voice = Voice(self._model.voice(np.zeros((12, self._model.frame_size), np.float32)))
        decoding = PocketDecoding(SegmentRequest(()), ("Hello.",), voice, self._model.temperature)
        for _ in range(3):
            self.step([decoding])

    def base_conditioning(self, name: str) -> Conditioning:
        """Raise KeyError: no base voice of Pocket TTS is offered."""
        raise KeyError(name)

    def start(self, request: SegmentRequest, conditioning: Conditioning) -> PocketDecoding:
        """Begin a segment. Raises Unspeakable, ConditioningInvalid, or ValueError if speed or
        expressiveness is out of range."""
        if request.speed != 1:
            raise ValueError(f"speed {request.speed} is not 1: the model has no other")
        lively = request.expressiveness
        if not FLATTEST <= lively <= LIVELIEST:
            raise ValueError(f"expressiveness {lively} is not in {FLATTEST}-{LIVELIEST}")
        text = _written(request.spans)
        pieces = self._model.pieces(text)
        if not pieces:
            raise Unspeakable(f"no words in {text[:80]!r}")
        guard = Guard(estimate_ms(text)) if self.options.guarded else None
        temperature = self._model.temperature * (0.6 + 0.4 * lively)
        return PocketDecoding(request, tuple(pieces), self._voice(conditioning), temperature, guard)

    def step(self, decodings: Sequence[Decoding]) -> list[Chunk]:
        """Say the next frames of each unfinished segment; returns one chunk for each."""
        chunks = []
        for decoding in decodings:
            if not isinstance(decoding, PocketDecoding):
                raise TypeError(f"{decoding!r} was not started by this engine")
            if not decoding.done:
                chunks.append(self._step(decoding))
        return chunks

    def _step(self, one: PocketDecoding) -> Chunk:
        if one.saying is None:
            one.saying = self._model.begin(one.voice.state, one.pieces[one.spoken])
        saying = one.saying
        seed = _seed_of_piece(one.request.seed, one.spoken)
        frames = self._model.next_frames(saying, FRAMES, one.temperature, seed)
        samples = self._model.sound(saying, frames)
        if saying.ended:
            one.saying = None
            one.spoken += 1
            one.done = one.spoken == len(one.pieces)
        if one.guard:
            found = one.guard.complaint(samples, final=one.done, cut=saying.cut)
            if found:
                one.done = True
                return Chunk(one, np.zeros(0, np.float32), final=True, failure=found)
        return Chunk(one, samples, final=one.done)

    def _voice(self, conditioning: Conditioning) -> Voice:
        key = fingerprint(conditioning)
        voice = self._voices.get(key)
        if voice is None:
            frames = frames_of(conditioning, weights=self._weights, size=self._model.frame_size)
            voice = Voice(self._model.voice(frames))
            self._voices.put(key, voice)
        return voice


def _written(spans: Sequence[Span]) -> str:
    """The text of the spans, which has to be English. Raises Unspeakable.

    The model reads letters, so a reading in IPA is passed over.
    """
    text = ""
    for span in spans:
        if span.language != "en" and any(char.isalnum() for char in span.text):
            raise Unspeakable(f"Pocket TTS speaks English, not {span.text[:80]!r}")
        if span.reading:
            log.info("reading ignored: Pocket TTS reads letters")
        # Spans have no spaces at their ends.
        text += f" {span.text}" if text and span.text[:1].isalnum() else span.text
    return text


def _seed_of_piece(seed: int, piece: int) -> int:
    digest = hashlib.sha256(f"{seed}/{piece}".encode()).digest()
    return int.from_bytes(digest[:8])
