"""Lends an engine to the making of voices."""

import io
import wave

import numpy as np
from numpy.typing import NDArray

from synthesis import storage
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
from voices.enrolment.run import UnusableClip

SAMPLE_TEXT = "Hello! This is how I sound in Lectern. 你好，这是我在讲台上的声音。"


class EngineEnroller:
    """See voices.enrolment.run.Enroller."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.engine = engine.name

    def conditioning(self, samples: NDArray[np.float32], on_progress: OnProgress) -> bytes:
        clip = Clip(samples, decode.SAMPLE_RATE)
        try:
            return self._engine.enrol(clip, "", on_progress).dump()
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
