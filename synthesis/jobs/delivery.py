"""How one segment of a job is spoken: its own voice and tone, or else the job's."""

from dataclasses import dataclass

from synthesis.models import Job, Segment


@dataclass(frozen=True, slots=True)
class Delivery:
    """What shapes a segment's sound beside its text."""

    voice: str
    mood: str
    speed: float
    expressiveness: float
    gain_db: float
    seed: int
    source: str
    """What of the voice it is spoken from (voice_choice.source_name); empty for the newest take."""


def delivery_of(job: Job, segment: Segment) -> Delivery:
    """How this segment of the job is spoken."""
    return Delivery(
        voice=voice_of(job, segment),
        mood=job.mood if segment.mood is None else segment.mood,
        speed=job.speed if segment.speed is None else segment.speed,
        expressiveness=(
            job.expressiveness if segment.expressiveness is None else segment.expressiveness
        ),
        gain_db=job.gain_db if segment.gain_db is None else segment.gain_db,
        seed=job.seed + segment.index if segment.seed is None else segment.seed,
        source=segment.source,
    )


def voice_of(job: Job, segment: Segment) -> str:
    """The voice that the segment is spoken in, and counted for."""
    return segment.voice or job.voice
