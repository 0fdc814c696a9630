"""When each word of a line is heard, at its place in the line as it was written."""

from collections.abc import Sequence
from dataclasses import dataclass

from lessons.digest import cleaned
from lessons.models import Lesson, Sound
from lessons.services.sound import line_that_plays
from synthesis.models import Segment
from synthesis.word_times import Method
from tenants.models import Tenant


@dataclass(frozen=True, slots=True)
class LineWord:
    """The characters from `start` to `end` of a line, in code points, are heard from `start_ms` to
    `end_ms` of its sound."""

    start: int
    end: int
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class LineWords:
    """The words of the sound `digest` in order.

    `method` is "aligned" where the engine gave the times of them all, else "estimated". There are
    no words where the sound is of an older text of the line, or was made without times.
    """

    digest: str
    method: Method
    words: Sequence[LineWord]


def line_words(*, tenant: Tenant, lesson: Lesson, key: str, digest: str = "") -> LineWords:
    """The words of the sound that plays of a line, or of the one with this digest.

    Raises Refused (404): no such line, or it has no such sound. Runs in the tenant's schema.
    """
    line, digest = line_that_plays(tenant=tenant, lesson=lesson, key=key, digest=digest)
    sound = Sound.objects.get(digest=digest)
    segments = list(
        Segment.objects.filter(job=sound.job_id, index__in=sound.indexes).order_by("index")
    )
    methods = {each.method for segment in segments if (each := segment.word_times) and each.words}
    method: Method = "aligned" if methods == {"aligned"} else "estimated"
    return LineWords(digest, method, words_in(line.text, segments))


def words_in(line_text: str, segments: Sequence[Segment]) -> list[LineWord]:
    """The words of a line's text in the segments of its sound; none if they are of another text."""
    times = [segment.word_times for segment in segments]
    text = cleaned(line_text)
    places = _places(text.text, [segment.text for segment in segments])
    if places is None:
        return []
    words: list[LineWord] = []
    begins_ms = 0
    for place, segment, spoken in zip(places, segments, times, strict=True):
        words += [
            LineWord(
                start=text.origins[place + word.start_char],
                end=text.origins[place + word.end_char - 1] + 1,
                start_ms=begins_ms + word.start_ms,
                end_ms=begins_ms + word.end_ms,
            )
            for word in (spoken.words if spoken else ())
        ]
        begins_ms += segment.audio_ms or 0
    return words


def _places(text: str, parts: Sequence[str]) -> list[int] | None:
    """Where each of these parts begins in the text that they make up, with nothing but white space
    between them; None if they don't make it up."""
    places: list[int] = []
    at = 0
    for part in parts:
        at += len(text[at:]) - len(text[at:].lstrip())
        if not text.startswith(part, at):
            return None
        places.append(at)
        at += len(part)
    return None if text[at:].strip() else places
