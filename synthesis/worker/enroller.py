"""The engines as the enrolment of voices uses them."""

import io
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from synthesis import storage
from synthesis.aigc.producer import tags_for
from synthesis.encode import FORMATS, encode_file
from synthesis.engines import ENGINES
from synthesis.engines.base import (
    Clip,
    Conditioning,
    Engine,
    EngineError,
    Enrolling,
    OnProgress,
    SegmentRequest,
)
from synthesis.sample_text import SAMPLE_TEXT
from synthesis.text import plan
from synthesis.worker import engine_process
from synthesis.worker.shaping import Shaper
from synthesis.worker.slot import redrawn
from tenants.naming.identifiers import new_id
from voices import decode
from voices.enrolment.instruments import Instruments, UnusableClip, checker, encoders, screener


def instruments() -> Instruments:
    """All that enrolment works with, loaded once per process; the default engine comes first."""
    default = settings.DEFAULT_ENGINE
    others = [
        name
        for name, spec in ENGINES.items()
        if name != default and spec.installed(settings.MODELS)
    ]
    parts = [engine_process.enrolling(name, encoders()) for name in (default, *others)]
    return Instruments(screener(), checker(), [EngineEnroller(part) for part in parts])


class EngineEnroller:
    """See voices.enrolment.instruments.Enroller. The engine that speaks the sample is loaded."""

    def __init__(self, enrolling: Enrolling) -> None:
        self._enrolling = enrolling
        self.engine = enrolling.name

    def conditioning(
        self, samples: NDArray[np.float32], transcript: str, on_progress: OnProgress
    ) -> bytes:
        clip = Clip(samples, decode.SAMPLE_RATE)
        try:
            return self._enrolling.enrol(clip, transcript, on_progress).dump()
        except EngineError as error:
            raise UnusableClip(str(error)) from error

    def sample(self, conditioning: bytes) -> bytes:
        """A WAV file of SAMPLE_TEXT."""
        loaded = Conditioning.load(conditioning)
        out = io.BytesIO()
        encode_file(
            "wav",
            self._spoken(loaded),
            sample_rate=ENGINES[self.engine].sample_rate,
            out=out,
            tags=tags_for(new_id("sample"), FORMATS["wav"]),
        )
        return out.getvalue()

    def _spoken(self, conditioning: Conditioning) -> Iterator[bytes]:
        engine = engine_process.engine(self.engine)
        for segment in plan(SAMPLE_TEXT):
            yield from _take(engine, SegmentRequest(segment.spans), conditioning)


def _take(engine: Engine, request: SegmentRequest, conditioning: Conditioning) -> list[bytes]:
    """The PCM of a segment, drawn again where a take is no good. Raises EngineError."""
    seeds = (request.seed, *(redrawn(request.seed, times) for times in (1, 2)))
    failure = ""
    for seed in seeds:
        pcm: list[bytes] = []
        marker = engine_process.marker(engine.sample_rate)
        shaper = Shaper(engine.sample_rate, marking=marker.begin() if marker else None)
        decoding = engine.start(replace(request, seed=seed), conditioning)
        while not decoding.done:
            for chunk in engine.step([decoding]):
                pcm.append(storage.to_pcm(shaper(chunk.samples, final=chunk.final)))
                failure = chunk.failure
        if not failure:
            return pcm
    raise EngineError(f"the sample ran away in {len(seeds)} tries: {failure}")
