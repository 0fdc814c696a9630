"""Jobs as REST shows them, and what their error codes mean to a person."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from synthesis.engines.base import WordTime
from synthesis.models import Job, Segment

JOB_ERRORS = {
    "synthesis_failed": _(
        "A sentence could not be spoken, in three tries. Change it, and try again."
    ),
    "worker_lost": _("The machine that made this stopped, three times. Please try again."),
    "ran_away": _(
        "The voice lost its way in a sentence, in three tries. Change the sentence, or record the "
        "voice again."
    ),
    "voice_deleted": _("The voice was deleted while it was being used."),
    "voice_revoked": _("The speaker has withdrawn consent to this voice."),
    "mood_deleted": _(
        "The recording in this mood was deleted before the text was done. Record it again and "
        "try again, or make the text in another mood."
    ),
}


def error_sentence(code: str) -> str:
    """What an error code of a job means, as a sentence; empty for an empty code."""
    return str(JOB_ERRORS.get(code, code))


@dataclass(frozen=True, slots=True)
class PlacedSegment:
    """A segment, and where it begins in the job's audio; None where that is not known."""

    segment: Segment
    start_ms: int | None

    @property
    def word_timing(self) -> str | None:
        """How the times of its words were found; None where there are none."""
        times = self.segment.word_times
        return times.method if times else None

    @property
    def words(self) -> list["SpokenWord"] | None:
        times = self.segment.word_times
        if times is None:
            return None
        text = self.segment.text
        return [SpokenWord(text[word.start_char : word.end_char], word) for word in times.words]


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word as written, and when it is heard in its segment's audio."""

    text: str
    time: WordTime


def begin_of(job: Job, index: int) -> int | None:
    """Where a segment begins in the audio, in milliseconds; None if one before is unfinished."""
    earlier = job.segments.filter(index__lt=index)
    if earlier.filter(audio_ms=None).exists():
        return None
    return earlier.aggregate(sum=Sum("audio_ms", default=0))["sum"]


def placed(segments: Iterable[Segment], *, start_ms: int | None = 0) -> list[PlacedSegment]:
    """Segments of a job that follow one another, with where each begins; the first at `start_ms`.

    The start is None if an earlier segment is unfinished.
    """
    shown: list[PlacedSegment] = []
    for segment in segments:
        shown.append(PlacedSegment(segment, start_ms))
        if start_ms is not None:
            start_ms = None if segment.audio_ms is None else start_ms + segment.audio_ms
    return shown
