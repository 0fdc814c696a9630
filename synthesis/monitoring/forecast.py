"""How long a job still waits in the queue."""

import logging
from dataclasses import dataclass

import redis

from synthesis.dispatch import outlook
from synthesis.models import Job
from synthesis.monitoring import heartbeat

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wait:
    """How long a job waits: segments before its next one, and seconds, None where unknown."""

    segments_ahead: int
    seconds: int | None

    @property
    def wait_ms(self) -> int:
        return 1000 * (self.seconds or 0)


def wait_of(job: Job) -> Wait | None:
    """How long until the job's next segment is begun; None when no segment of it waits."""
    if not job.is_open:
        return None
    ahead = outlook.ahead_of(job.id)
    if ahead is None:
        return None
    speed = total_speed(job.engine)
    seconds = round(ahead.audio_ms / 1000 / speed) if speed else None
    return Wait(ahead.segments, seconds)


def total_speed(engine: str) -> float:
    """Seconds of audio per second that all warm workers make together; 0 where that is unknown."""
    try:
        return sum(report.speed for report in heartbeat.warm(engine).values())
    except redis.RedisError as error:
        log.warning("speed of the workers not read: %s", error)
        return 0.0
