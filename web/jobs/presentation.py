"""How jobs look from outside, and what their error codes mean to a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from synthesis.models import Job, Segment
from synthesis.monitoring.forecast import Wait
from synthesis.voice_choice import shown_names
from voices.tone.controls import CONTROLS

JOB_ERRORS = {
    "synthesis_failed": _(
        "A sentence could not be spoken, in three tries. Change it, and try again."
    ),
    "worker_lost": _("The machine that made this stopped, three times. Please try again."),
    "voice_deleted": _("The voice was deleted while it was being used."),
    "voice_revoked": _("The speaker has withdrawn consent to this voice."),
    "mood_deleted": _(
        "The recording in this mood was deleted before the text was done. Record it again and "
        "try again, or make the text in another mood."
    ),
}


def job_error(job: Job) -> str:
    """Why the job failed, as a sentence; empty where it did not."""
    return str(JOB_ERRORS.get(job.error_code, job.error_code))


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job in a list, with the name that its voice goes by; empty where the voice is deleted."""

    job: Job
    voice: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A segment on the page of its job.

    `state` is done, making, waiting, failed (the job failed at it), or missing (it will not be
    made any more).
    """

    index: int
    text: str
    state: str
    audio_ms: int
    revision: int


def job_rows(jobs: Iterable[Job]) -> list[JobRow]:
    """Jobs with their voices' names, read in one query."""
    jobs = list(jobs)
    names = shown_names(job.voice for job in jobs)
    return [JobRow(job, names.get(job.voice, "")) for job in jobs]


def sentences(job: Job, segments: Iterable[Segment]) -> list[Sentence]:
    """The job's segments in order, made one after the other: the first open one is next."""
    later = "waiting" if job.may_go_on else "missing"
    first = later
    if job.status == Job.Status.RUNNING:
        first = "making"
    elif job.error_code == "synthesis_failed":
        first = "failed"
    shown: list[Sentence] = []
    for segment in segments:
        if segment.is_done:
            state = "done"
        else:
            state, first = first, later
        shown.append(
            Sentence(segment.index, segment.text, state, segment.audio_ms or 0, segment.revision)
        )
    return shown


def segment_json(segment: Segment, start_ms: int | None) -> dict[str, Any]:
    """A segment as REST shows it; `start_ms` is where it begins, where that is known."""
    return {
        "object": "job.segment",
        "index": segment.index,
        "input": segment.text,
        "language": segment.language,
        "status": "done" if segment.is_done else "open",
        "revision": segment.revision,
        "estimate_ms": segment.estimate_ms,
        "start_ms": start_ms,
        "audio_ms": segment.audio_ms,
        "pause_ms": segment.pause_ms,
    }


def job_json(job: Job, wait: Wait | None = None) -> dict[str, Any]:
    """A job as REST shows it, and how long it waits where that was asked for."""
    return {
        "id": job.id,
        "object": "job",
        "status": job.status,
        "reason": "quota" if job.status == Job.Status.PAUSED else None,
        "model": job.engine,
        "voice": job.voice,
        "input": job.input,
        "emotion": job.mood or None,
        **{name: getattr(job, name) for name in CONTROLS},
        "dictionary_version": job.dictionary_version,
        "progress": {
            "segments_total": job.segments_total,
            "segments_done": job.segments_done,
            "audio_ms": job.audio_ms,
        },
        "queue": {"segments_ahead": wait.segments_ahead, "expected_wait_seconds": wait.seconds}
        if wait
        else None,
        "error": {"code": job.error_code, "message": job_error(job)} if job.error_code else None,
        "created_at": int(job.created_at.timestamp()),
        "finished_at": int(job.finished_at.timestamp()) if job.finished_at else None,
    }
