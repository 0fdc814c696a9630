"""Lends the engines to the making of voices."""

import io
import wave

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from synthesis import engine_process, storage
from synthesis.engines import ENGINES
from synthesis.engines.base import (
    Clip,
    Conditioning,
    Engine,
    EngineError,
    OnProgress,
    SegmentRequest,
)
from synthesis.text import plan
from voices import decode
from voices.enrolment.instruments import Instruments, UnusableClip, checker, screener

SAMPLE_TEXT = "Hello! This is how I sound in Lectern. 你好，这是我在讲台上的声音。"


def instruments() -> Instruments:
    """All that enrolment works with, loaded once a process; the default engine comes first."""
    default = settings.DEFAULT_ENGINE
    others = [
        name
        for name, spec in ENGINES.items()
        if name != default and spec.installed(settings.MODELS)
    ]
    engines = [engine_process.engine(name) for name in (default, *others)]
    return Instruments(screener(), checker(), [EngineEnroller(engine) for engine in engines])


class EngineEnroller:
    """See voices.enrolment.instruments.Enroller."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.engine = engine.name

    def conditioning(
        self, samples: NDArray[np.float32], transcript: str, on_progress: OnProgress
    ) -> bytes:
        clip = Clip(samples, decode.SAMPLE_RATE)
        try:
            return self._engine.enrol(clip, transcript, on_progress).dump()
        except EngineError as error:
            raise UnusableClip(str(error)) from error

    def sample(self, conditioning: bytes) -> bytes:
        """A WAV file of SAMPLE_TEXT."""
        loaded = Conditioning.load(conditioning)
        out = io.BytesIO()
        with wave.open(out, "wb") as wav:
            wav.setnchannels(1)
            wav.setsampwidth(storage.BYTES_PER_SAMPLE)
            wav.setframerate(self._engine.sample_rate)
            for segment in plan(SAMPLE_TEXT):
                decoding = self._engine.start(SegmentRequest(segment.spans), loaded)
                while not decoding.done:
                    for chunk in self._engine.step([decoding]):
                        wav.writeframes(storage.to_pcm(chunk.samples))
        return out.getvalue()
