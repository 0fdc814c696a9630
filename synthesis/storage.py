"""The audio files of jobs: one raw file a segment, mono signed 16-bit little-endian PCM.

A segment's file name depends only on its index and revision, and its content only on the job (the
same seed makes the same audio). So two workers that write a segment write the same file, and a
reader may trust any file that is whole.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from synthesis.models import Job
from tenants import files
from tenants.models import Tenant

log = logging.getLogger(__name__)

BYTES_PER_SAMPLE = 2
END = "ended"


@dataclass(frozen=True, slots=True)
class JobAudio:
    """What a reader of a job's audio needs to know, without the database."""

    stream: str
    folder: Path
    segments: int
    sample_rate: int
    revisions: Mapping[int, int] = field(default_factory=dict)
    """Index → revision of the segments that were made again with another text."""

    def segment(self, index: int) -> Path:
        revision = self.revisions.get(index, 0)
        return self.folder / (f"{index:05d}.{revision}.pcm" if revision else f"{index:05d}.pcm")

    @property
    def end(self) -> Path:
        """The marker of a job that ended without all its segments; the file holds the status."""
        return self.folder / END


def stream_prefix(tenant: Tenant) -> str:
    """What the names of a tenant's streams begin with."""
    return f"lectern:audio:{tenant.id}:"


def job_audio(tenant: Tenant, job: Job) -> JobAudio:
    """The audio of a `Job` of this tenant."""
    return JobAudio(
        stream=f"{stream_prefix(tenant)}{job.id}",
        folder=files.folder(tenant) / "jobs" / job.id,
        segments=job.segments_total,
        sample_rate=job.sample_rate,
        revisions={int(index): revision for index, revision in job.revisions.items()},
    )


def to_pcm(samples: NDArray[np.float32]) -> bytes:
    """Float samples [n] in [-1, 1] to 16-bit PCM bytes [2n]; louder ones are clipped."""
    return (np.clip(samples, -1.0, 1.0) * 32767.0).round().astype("<i2").tobytes()


def milliseconds(pcm_bytes: int, sample_rate: int) -> int:
    """Length of PCM in whole milliseconds, rounded up: audio is never counted as 0 ms."""
    return -(-pcm_bytes * 1000 // (BYTES_PER_SAMPLE * sample_rate))


def prepare(audio: JobAudio) -> None:
    """Make the folder of a new job."""
    audio.folder.mkdir(parents=True)


def write_segment(audio: JobAudio, index: int, pcm: bytes) -> None:
    """Keep a segment's audio. Raises FileNotFoundError when the job was deleted meanwhile."""
    files.write_whole(audio.segment(index), pcm)


def mark_ended(audio: JobAudio, status: str) -> None:
    """Tell readers that no more segments will come. Does nothing for a deleted job."""
    try:
        files.write_whole(audio.end, status.encode())
    except FileNotFoundError:
        log.info("%s was deleted before its end was marked", audio.folder.name)


def remove_older(audio: JobAudio, index: int) -> None:
    """Delete the audio of a segment's earlier revisions."""
    for path in audio.folder.glob(f"{index:05d}*.pcm"):
        if path != audio.segment(index):
            path.unlink(missing_ok=True)


def unmark_ended(audio: JobAudio) -> None:
    """Remove the marker of a job that is made further after all."""
    audio.end.unlink(missing_ok=True)


def unmake(audio: JobAudio, index: int) -> None:
    """Delete a segment's audio that was not counted."""
    audio.segment(index).unlink(missing_ok=True)


def remove(audio: JobAudio) -> None:
    """Delete all audio of the job, so that a worker that is still writing can't bring it back."""
    files.remove(audio.folder)
