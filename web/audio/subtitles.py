"""A finished job as subtitles: SubRip, and WebVTT (W3C). One cue a segment."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from django.utils.translation import gettext as _

from synthesis.models import Job
from tenants.refusal import Refused

FORMATS = {"srt": "application/x-subrip", "vtt": "text/vtt"}


@dataclass(frozen=True, slots=True)
class Cue:
    """A text and when it is heard, in milliseconds from the job's beginning."""

    start_ms: int
    end_ms: int
    text: str


def subtitles_of(job: Job, name: str) -> tuple[str, str]:
    """The subtitles and their content type. Raises Refused."""
    if name not in FORMATS:
        message = _("There is no format “%(name)s”; there are: %(known)s.")
        figures = {"name": name[:20], "known": ", ".join(FORMATS)}
        raise Refused("unknown_format", message % figures, param="format")
    if job.status != Job.Status.COMPLETED:
        message = _("Subtitles are there once the job is completed; it is %(status)s.")
        raise Refused(
            "job_not_completed", message % {"status": job.get_status_display()}, status=409
        )
    write = _srt if name == "srt" else _vtt
    return write(list(_cues(job))), FORMATS[name]


def _cues(job: Job) -> Iterator[Cue]:
    at = 0
    for segment in job.segments.all():
        length = segment.audio_ms or 0
        heard = max(0, length - segment.pause_ms)
        if heard:  # what can't be spoken is not shown either
            yield Cue(at, at + heard, " ".join(segment.text.split()))
        at += length


def _srt(cues: list[Cue]) -> str:
    return "\n".join(
        f"{number}\n{_time(cue.start_ms, ',')} --> {_time(cue.end_ms, ',')}\n{cue.text}\n"
        for number, cue in enumerate(cues, 1)
    )


def _vtt(cues: list[Cue]) -> str:
    # In a WebVTT cue these two begin markup; --> would end the cue.
    shown = [escape(cue.text, quote=False) for cue in cues]
    timed = [
        f"{_time(cue.start_ms, '.')} --> {_time(cue.end_ms, '.')}\n{text}\n"
        for cue, text in zip(cues, shown, strict=True)
    ]
    return "\n".join(["WEBVTT\n", *timed])


def _time(ms: int, comma: str) -> str:
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}{comma}{ms:03d}"
