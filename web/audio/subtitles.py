"""Finished jobs and lessons as subtitles: SubRip, and WebVTT (W3C). One cue a segment, or word by
word."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from django.utils.translation import gettext as _

from synthesis.models import Job, Segment
from tenants.refusal import Refused

_OPENING = re.compile(r"(?<=\s)\S+\Z|[“‘（《〈【「『(\[]+\Z")

FORMATS = {"srt": "application/x-subrip", "vtt": "text/vtt"}


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a cue's text, and when it begins to be heard; None: with the piece before it."""

    text: str
    start_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Cue:
    """A text and when it is heard, in milliseconds from the beginning of the audio."""

    start_ms: int
    end_ms: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A format by its name, and whether each word is to have its time."""

    name: str
    words: bool = False

    @property
    def content_type(self) -> str:
        return f"{FORMATS[self.name]}; charset=utf-8"


def wanted(query: Mapping[str, str]) -> Wanted:
    """What a query asks for by `format` and `words`. Raises Refused."""
    name, words = query.get("format", "srt"), query.get("words", "false")
    if words not in ("true", "false"):
        raise Refused("invalid_words", _("“words” is either true or false."), param="words")
    if name not in FORMATS:
        message = _("There is no format “%(name)s”; there are: %(known)s.")
        figures = {"name": name[:20], "known": ", ".join(FORMATS)}
        raise Refused("unknown_format", message % figures, param="format")
    return Wanted(name, words == "true")


def subtitles_of(job: Job, wanted: Wanted) -> str:
    """The subtitles of a job. Raises Refused (409) where it is not completed."""
    if job.status != Job.Status.COMPLETED:
        message = _("Subtitles are there once the job is completed; it is %(status)s.")
        raise Refused(
            "job_not_completed", message % {"status": job.get_status_display()}, status=409
        )
    return written(_one_after_the_other(job.segments.all()), wanted)


def written(heard: Iterable[tuple[Segment, int]], wanted: Wanted) -> str:
    """Subtitles of finished segments, each with when it begins to be heard, in milliseconds.

    With the times of words, WebVTT has them inside of its cues, and SubRip, which has no such
    thing, a cue for each word. Segments whose words have no times stay whole.
    """
    cues = list(_cues(heard, wanted.words))
    if wanted.name == "vtt":
        return _vtt(cues)
    return _srt([each for cue in cues for each in _by_word(cue)])


def _one_after_the_other(segments: Iterable[Segment]) -> Iterator[tuple[Segment, int]]:
    at = 0
    for segment in segments:
        yield segment, at
        at += segment.audio_ms or 0


def _cues(placed: Iterable[tuple[Segment, int]], words: bool) -> Iterator[Cue]:
    for segment, at in placed:
        heard = max(0, (segment.audio_ms or 0) - segment.pause_ms)
        if heard:  # what can't be spoken is not shown either
            parts = _parts(segment, at) if words else [Part(segment.text)]
            yield Cue(at, at + heard, _without_room(parts))


def _parts(segment: Segment, at: int) -> list[Part]:
    """The text cut before each word that has a time, and before the brackets and quotation marks
    that open with it. What stands before the first word is with it."""
    times = segment.word_times
    if times is None or not times.words:
        return [Part(segment.text)]
    timed = times.words
    cuts = [0]
    for before, word in pairwise(timed):
        opening = _OPENING.search(segment.text, before.end_char, word.start_char)
        cuts.append(opening.start() if opening else word.start_char)
    cuts.append(len(segment.text))
    starts = [at + word.start_ms for word in timed]
    return [
        Part(segment.text[first:last], start)
        for first, last, start in zip(cuts[:-1], cuts[1:], starts, strict=True)
    ]


def _without_room(parts: list[Part]) -> tuple[Part, ...]:
    """Collapse white space as a player of subtitles would."""
    tidy: list[Part] = []
    for part in parts:
        room = " " if tidy and part.text[:1].isspace() else ""
        after = " " if part is not parts[-1] and part.text[-1:].isspace() else ""
        tidy.append(Part(f"{room}{' '.join(part.text.split())}{after}", part.start_ms))
    return tuple(tidy)


def _by_word(cue: Cue) -> Iterator[Cue]:
    """A cue for each timed part, until the next one begins."""
    starts = [part.start_ms for part in cue.parts if part.start_ms is not None]
    if not starts:
        yield cue
        return
    for part, start, end in zip(cue.parts, starts, [*starts[1:], cue.end_ms], strict=True):
        yield Cue(start, max(start, end), (Part(part.text.strip()),))


def _srt(cues: list[Cue]) -> str:
    return "\n".join(
        f"{number}\n{_time(cue.start_ms, ',')} --> {_time(cue.end_ms, ',')}\n"
        f"{''.join(part.text for part in cue.parts)}\n"
        for number, cue in enumerate(cues, 1)
    )


def _vtt(cues: list[Cue]) -> str:
    timed = [
        f"{_time(cue.start_ms, '.')} --> {_time(cue.end_ms, '.')}\n{_timed_text(cue)}\n"
        for cue in cues
    ]
    return "\n".join(["WEBVTT\n", *timed])


def _timed_text(cue: Cue) -> str:
    """The cue's text, with a time stamp before each part that begins later than what is before."""
    text, last = "", cue.start_ms
    for part in cue.parts:
        # WebVTT takes only stamps inside of the cue that increase.
        if part.start_ms is not None and last < part.start_ms < cue.end_ms:
            text += f"<{_time(part.start_ms, '.')}>"
            last = part.start_ms
        # In a WebVTT cue these two begin markup; --> would end the cue.
        text += escape(part.text, quote=False)
    return text


def _time(ms: int, comma: str) -> str:
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}{comma}{ms:03d}"
