"""How far a job is, for those who follow it: by what its workers say, or else by its files."""

from dataclasses import dataclass, field

from django.db.models import Min

from synthesis import storage
from synthesis.models import Job
from synthesis.storage import JobAudio
from synthesis.streaming.wakes import Made


@dataclass(slots=True)
class Progress:
    """Segments that are done, of `total`, and the milliseconds of their audio."""

    total: int
    done: int = 0
    audio_ms: int = 0
    remade: int = 0
    _next: int = 0
    """The first segment that is not known to be done."""
    _beyond: set[int] = field(default_factory=set)
    """Those after it that are."""

    @property
    def is_whole(self) -> bool:
        return self.done >= self.total

    def hear(self, newest: Made | None, made: dict[int, int]) -> None:
        """Take a worker's word for it; `made` are the segments that were heard of since the last
        time, and is emptied."""
        self._beyond.update(made)
        made.clear()
        self._pass_known()
        if newest and newest.age >= (self.remade, self.done):
            self.done, self.audio_ms, self.remade = newest.done, newest.audio_ms, newest.remade

    def look(self, audio: JobAudio) -> None:
        """Count the next files, up to the first one that is not there. Call this from a thread."""
        while self._next < self.total:
            try:
                size = storage.segment_bytes(audio, self._next)
            except FileNotFoundError:
                return
            self.done += 1
            self.audio_ms += storage.milliseconds(size, audio.sample_rate)
            self._beyond.add(self._next)
            self._pass_known()

    def _pass_known(self) -> None:
        while self._next in self._beyond:
            self._beyond.remove(self._next)
            self._next += 1


def progress_of(job: Job) -> Progress:
    """How far a job is now, by the database. Runs in the tenant's schema."""
    segments = job.segments.order_by("index")
    first = segments.filter(finished_at=None).aggregate(first=Min("index"))["first"]
    first = job.segments_total if first is None else first
    beyond = segments.filter(index__gt=first).exclude(finished_at=None)
    return Progress(
        total=job.segments_total,
        done=job.segments_done,
        audio_ms=job.audio_ms,
        remade=sum(job.revisions.values()),
        _next=first,
        _beyond=set(beyond.values_list("index", flat=True)),
    )
