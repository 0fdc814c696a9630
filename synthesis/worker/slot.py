"""One place in the engine's batch: a claimed segment and what is made of it so far."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from opentelemetry.trace import Span

from synthesis import reading_style, storage
from synthesis.dispatch.queue import Claim
from synthesis.engines import ENGINES
from synthesis.engines.base import Before, Chunk, Decoding, Engine, SegmentRequest, WordTime
from synthesis.jobs.delivery import Delivery
from synthesis.models import Job, Segment
from synthesis.storage import JobAudio
from synthesis.text import Pronunciations, spans
from synthesis.text.words import words
from synthesis.voice_choice import VoiceSource
from synthesis.word_times import WordTimes
from synthesis.worker.shaping import Shaper
from synthesis.worker.word_timing import word_times
from telemetry import context
from watermark import Marker


@dataclass(slots=True)
class Slot:
    """A claimed segment and what is made of it so far."""

    claim: Claim
    text: str
    request: SegmentRequest
    audio: JobAudio
    decoding: Decoding
    begin: Callable[[int], tuple[Decoding, Shaper]]
    """Begins the segment with another seed."""
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
    kept: tuple[int, ...] = ()
    """What the engine kept of it, once it is spoken."""
    is_heard_back: bool = False
    """Whether its takes are heard by a recogniser before they are kept."""
    redraws: int = 0
    """How many takes of it were thrown away."""

    @property
    def attempt(self) -> str:
        """A name of this take, for those who listen to it."""
        return f"{self.claim.attempt}-{self.redraws}" if self.redraws else self.claim.attempt

    def draw_again(self) -> None:
        """Throw the take away and begin another one, with the next seed of this segment's."""
        self.redraws += 1
        self.decoding, self.shaper = self.begin(redrawn(self.request.seed, self.redraws))
        self.pcm.clear()
        self.words.clear()

    @contextmanager
    def about(self) -> Iterator[None]:
        """Name whose segment it is in lines that are logged inside of the block."""
        with context.about(tenant=self.claim.tenant.slug, job=self.claim.job_id):
            context.name_request(*self.asked_by)
            yield

    def shape(self, chunk: Chunk) -> bytes:
        """The chunk as PCM, as it is to be heard. Keeps the times of its words."""
        stretch = self.shaper.stretch
        self.kept = chunk.kept
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


def redrawn(seed: int, times: int) -> int:
    """The seed of a segment's next take: always the same, and no neighbour's."""
    digest = hashlib.sha256(f"{seed}:{times}".encode()).digest()
    return int.from_bytes(digest[:4])


def request_for(
    delivery: Delivery,
    job: Job,
    segment: Segment,
    source: VoiceSource,
    pronunciations: Pronunciations,
    engine: Engine,
    before: tuple[Before, ...] = (),
) -> SegmentRequest:
    """What the engine is asked to speak, at the speed of its own nearest to the one wanted."""
    style = reading_style.of_job(job)
    slowest, fastest = ENGINES[engine.name].speeds
    text, language = segment.text, segment.language
    return SegmentRequest(
        spans(text, language=language, pronunciations=pronunciations, style=style),
        speed=min(max(delivery.speed, slowest), fastest),
        seed=delivery.seed,
        expressiveness=delivery.expressiveness,
        mood_preset=source.mood_preset,
        # By what is kept with the job, so that another attempt makes the same audio.
        early=job.interactive and segment.index == 0,
        whole=not job.interactive,
        words=words(text, language=language, pronunciations=pronunciations, style=style),
        before=before,
    )


def shaper_for(
    delivery: Delivery,
    segment: Segment,
    request: SegmentRequest,
    engine: Engine,
    marker: Marker | None,
) -> Shaper:
    """The shaper that adds what the engine doesn't do: the rest of the speed, gain, the mark, the
    pause."""
    return Shaper(
        engine.sample_rate,
        stretch=delivery.speed / request.speed,
        gain_db=delivery.gain_db,
        pause_ms=segment.pause_ms,
        marking=marker.begin() if marker else None,
    )
