"""One place in the engine's batch: a claimed segment and what is made of it so far."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from opentelemetry.trace import Span

from synthesis import storage
from synthesis.dispatch.queue import Claim
from synthesis.engines import ENGINES
from synthesis.engines.base import Chunk, Decoding, Engine, SegmentRequest, WordTime
from synthesis.jobs.delivery import Delivery
from synthesis.models import Segment
from synthesis.storage import JobAudio
from synthesis.text import Pronunciations, ReadingStyle, spans
from synthesis.text.words import words
from synthesis.voice_choice import VoiceSource
from synthesis.word_times import WordTimes
from synthesis.worker.shaping import Shaper
from synthesis.worker.word_timing import word_times
from telemetry import context


@dataclass(slots=True)
class Slot:
    """A claimed segment and what is made of it so far."""

    claim: Claim
    text: str
    request: SegmentRequest
    audio: JobAudio
    decoding: Decoding
    shaper: Shaper
    span: Span
    asked_by: tuple[str, str] = ("", "")
    """The request that asked for the job, and its trace."""
    submitted: datetime | None = None
    """When the job was submitted; None once its first sound is out, and in its later segments."""
    engine_seconds: float = 0.0
    pcm: bytearray = field(default_factory=bytearray)
    words: list[WordTime] = field(default_factory=list)
    entries: list[bytes] = field(default_factory=list)
    """The ids of the chunks that were published."""

    @contextmanager
    def about(self) -> Iterator[None]:
        """Name whose segment it is in lines that are logged inside of the block."""
        with context.about(tenant=self.claim.tenant.slug, job=self.claim.job_id):
            context.name_request(*self.asked_by)
            yield

    def shape(self, chunk: Chunk) -> bytes:
        """The chunk as PCM, as it is to be heard. Keeps the times of its words."""
        stretch = self.shaper.stretch
        self.words += [
            replace(
                word,
                start_ms=round(word.start_ms / stretch),
                end_ms=round(word.end_ms / stretch),
            )
            for word in chunk.words
        ]
        return storage.to_pcm(self.shaper(chunk.samples, final=chunk.final))

    def word_times(self) -> WordTimes:
        """When each word is heard; call it once all audio is in `pcm`."""
        return word_times(
            self.text,
            self.request.words,
            self.words,
            bytes(self.pcm),
            self.audio.sample_rate,
        )


def request_for(
    delivery: Delivery,
    segment: Segment,
    source: VoiceSource,
    pronunciations: Pronunciations,
    style: ReadingStyle,
    engine: Engine,
) -> SegmentRequest:
    """What the engine is asked to speak, at the speed of its own nearest to the one wanted."""
    slowest, fastest = ENGINES[engine.name].speeds
    text, language = segment.text, segment.language
    return SegmentRequest(
        spans(text, language=language, pronunciations=pronunciations, style=style),
        speed=min(max(delivery.speed, slowest), fastest),
        seed=delivery.seed,
        expressiveness=delivery.expressiveness,
        mood_preset=source.mood_preset,
        words=words(text, language=language, pronunciations=pronunciations, style=style),
    )


def shaper_for(
    delivery: Delivery, segment: Segment, request: SegmentRequest, engine: Engine
) -> Shaper:
    """The shaper that adds what the engine doesn't do: the rest of the speed, gain, the pause."""
    return Shaper(
        engine.sample_rate,
        stretch=delivery.speed / request.speed,
        gain_db=delivery.gain_db,
        pause_ms=segment.pause_ms,
    )
