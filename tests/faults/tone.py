"""An engine for tests that are not about speech: a beep that follows from the request alone.

A segment takes 4 to 7 steps of 0.1 s of audio. A text with "poison" in it is one that the engine
can't bear; the word after it says how.
"""

import hashlib
import os
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.conf import settings

from synthesis.engines import ENGINES
from synthesis.engines.base import (
    BaseVoice,
    Chunk,
    Clip,
    Conditioning,
    Decoding,
    EngineError,
    EngineSpec,
    OnProgress,
    SegmentRequest,
    Unpaced,
)
from synthesis.text.estimate import estimate_ms

NAME = "tone"
SAMPLE_RATE = 24_000
LANGUAGES = frozenset({"en", "zh"})
VOICE = "whistle"
STEP_SAMPLES = SAMPLE_RATE // 10
HELD_BACK = SAMPLE_RATE // 100
"""Samples at the end of a step that come with the next one, at most: the limiter looks ahead."""
STEP_SECONDS = "TONE_STEP_SECONDS"
"""Environment: how long a step takes."""
TOGETHER = "TONE_TOGETHER"
"""Environment: how many segments make a batch."""
DETUNED = "TONE_DETUNED"
"""Environment: how many hertz higher than elsewhere, as no two kinds of processor round alike."""


@dataclass(slots=True, eq=False)
class ToneDecoding:
    request: SegmentRequest
    text: str
    hertz: float
    steps: int
    at: int = 0
    done: bool = False


class ToneEngine(Unpaced):
    """See synthesis.engines.base.Engine. `together` segments are stepped as one batch. One that
    `drifts` makes other samples than the others after the first step of a segment."""

    name = NAME
    sample_rate = SAMPLE_RATE
    languages = LANGUAGES
    runtime = "none"

    def __init__(
        self,
        step_seconds: float = 0.0,
        together: int = 1,
        detuned: float = 0.0,
        drifts: bool = False,
    ) -> None:
        self.step_seconds, self.detuned, self.drifts = step_seconds, detuned, drifts
        self.max_batch = together

    def warm_up(self) -> None:
        """Nothing is cold."""

    def base_conditioning(self, name: str) -> Conditioning:
        return Conditioning(NAME, 1, {"pitch": np.array(200.0 if name == VOICE else 300.0)})

    def start(self, request: SegmentRequest, conditioning: Conditioning) -> ToneDecoding:
        text = " ".join(span.text for span in request.spans)
        if "poison early" in text:
            raise EngineError("as asked")
        if "poison stuck" in text:
            time.sleep(3600)
        known = f"{request.seed}:{request.speed}:{text}"
        digest = hashlib.sha256(known.encode()).digest()
        hertz = float(conditioning.arrays["pitch"]) + digest[0] + self.detuned
        return ToneDecoding(request, text, hertz, steps=4 + digest[1] % 4)

    def step(self, decodings: Sequence[Decoding]) -> list[Chunk]:
        time.sleep(self.step_seconds)
        return [self._advance(decoding) for decoding in decodings if not decoding.done]

    def _advance(self, decoding: ToneDecoding) -> Chunk:
        if decoding.at == 1:
            _suffer(decoding.text)
        first = decoding.at * STEP_SAMPLES
        time_axis = np.arange(first, first + STEP_SAMPLES) / SAMPLE_RATE
        loud = 0.29 if self.drifts and decoding.at else 0.3
        samples = loud * np.sin(2 * np.pi * decoding.hertz * time_axis)
        decoding.at += 1
        decoding.done = decoding.at == decoding.steps
        return Chunk(decoding, samples.astype(np.float32), final=decoding.done)


class HummingKokoro(ToneEngine):
    """In Kokoro's place, for tests of what is done with speech rather than of speech."""

    name = "kokoro"


class PacedKokoro(HummingKokoro):
    """Hums as long as Kokoro would speak, ten times as fast as it is heard, and rests meanwhile."""

    pace = 10

    def start(self, request: SegmentRequest, conditioning: Conditioning) -> ToneDecoding:
        decoding = super().start(request, conditioning)
        seconds = estimate_ms(decoding.text) / 1000 / request.speed
        decoding.steps = max(1, round(seconds * SAMPLE_RATE / STEP_SAMPLES))
        return decoding

    def step(self, decodings: Sequence[Decoding]) -> list[Chunk]:
        time.sleep(STEP_SAMPLES / SAMPLE_RATE / self.pace)
        return super().step(decodings)


def _suffer(text: str) -> None:
    if "poison raises" in text:
        raise EngineError("as asked")
    if "poison hangs" in text:
        time.sleep(3600)
    if "poison kills" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "poison deaf" in text:
        # One call in C that no signal interrupts, as long as a model's on a slow machine.
        hashlib.pbkdf2_hmac("sha256", b"", b"", 500_000_000)


class ToneEnrolling:
    """See synthesis.engines.base.Enrolling."""

    name = NAME

    def enrol(self, clip: Clip, transcript: str, on_progress: OnProgress) -> Conditioning:
        raise EngineError("a beep has no person")


def _load(_models: object) -> ToneEngine:
    return ToneEngine(
        float(os.environ.get(STEP_SECONDS, "0")),
        int(os.environ.get(TOGETHER, "1")),
        float(os.environ.get(DETUNED, "0")),
    )


SPEC = EngineSpec(
    name=NAME,
    sample_rate=SAMPLE_RATE,
    languages=LANGUAGES,
    base_voices=(BaseVoice(VOICE, "en", "none"),),
    speeds=(0.5, 2.0),
    files=(),
    draws=True,
    load=_load,
    load_enrolling=lambda models, engine, encoders: ToneEnrolling(),
)


def register() -> None:
    """Make it the engine of new jobs in this process."""
    ENGINES[NAME] = SPEC
    settings.DEFAULT_ENGINE = NAME
    settings.WATERMARK = ""
