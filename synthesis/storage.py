"""The audio files of jobs: one a segment, mono signed 16-bit little-endian PCM, sealed.

A segment's file name depends only on its index and revision, and its content only on the job (the
same seed makes the same audio). So two workers that write a segment write the same audio, and a
reader may trust any file that is whole. The key is the job's own, derived from the tenant's; each
file is bound to its segment and revision.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from synthesis.models import Job
from tenants import files
from tenants.models import Tenant
from tenants.refusal import Refused
from tenants.sealing import sealed_files
from tenants.sealing.keys import Undecryptable, derive, seal, unseal

log = logging.getLogger(__name__)

BYTES_PER_SAMPLE = 2
END = "ended"
SUFFIX = ".pcm.sealed"


@dataclass(frozen=True, slots=True)
class JobAudio:
    """What a reader of a job's audio needs to know, without the database."""

    stream: str
    folder: Path
    segments: int
    sample_rate: int
    key: Callable[[], bytes] = field(repr=False, compare=False)
    """Gives the key of the job's audio. Only reading and writing need it: audio whose key is gone
    can still be deleted."""
    revisions: Mapping[int, int] = field(default_factory=dict)
    """Index → revision of the segments that were made again with another text."""

    def segment(self, index: int) -> Path:
        """The sealed file of a segment."""
        revision = self.revisions.get(index, 0)
        return self.folder / (
            f"{index:05d}.{revision}{SUFFIX}" if revision else f"{index:05d}{SUFFIX}"
        )

    def about(self, index: int) -> str:
        """What the audio of a segment is bound to, beside the job's key."""
        return f"segment:{index}:{self.revisions.get(index, 0)}"

    @property
    def end(self) -> Path:
        """The marker of a job that ended without all its segments; the file holds the status."""
        return self.folder / END


def stream_prefix(tenant: Tenant) -> str:
    """What the names of a tenant's streams begin with."""
    return f"lectern:audio:{tenant.id}:"


def job_audio(tenant: Tenant, job: Job) -> JobAudio:
    """The audio of a `Job` of this tenant."""
    job_id = job.id
    return JobAudio(
        stream=f"{stream_prefix(tenant)}{job.id}",
        folder=files.folder(tenant) / "jobs" / job.id,
        segments=job.segments_total,
        sample_rate=job.sample_rate,
        key=cache(lambda: derive(tenant.key, f"audio:{tenant.id}:{job_id}")),
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
    path = audio.segment(index)
    sealed_files.write(path, pcm, key=audio.key(), about=audio.about(index))


def read_segment(audio: JobAudio, index: int, *, start: int = 0) -> bytes:
    """The PCM of a finished segment, from the byte `start` on.

    Raises FileNotFoundError, or tenants.sealing.keys.Undecryptable for a file that was changed,
    cut off or belongs to another segment, job or tenant.
    """
    path = audio.segment(index)
    with sealed_files.SealedFile(path, key=audio.key(), about=audio.about(index)) as file:
        return file.read(start)


def segment_pcm(audio: JobAudio, index: int) -> bytes:
    """The PCM of a finished segment, for an answer to a person or program.

    Raises FileNotFoundError, or Refused (500) for a file that is not as it was stored.
    """
    try:
        return read_segment(audio, index)
    except Undecryptable as error:
        log.error("the audio of %s is not what was stored: %s", audio.folder.name, error)
        message = _("The stored audio is damaged: segment %(number)s can't be decrypted.")
        raise Refused("audio_unreadable", message % {"number": index}, status=500) from error


def segment_bytes(audio: JobAudio, index: int) -> int:
    """The length of a finished segment's PCM in bytes. Raises FileNotFoundError."""
    return sealed_files.plain_size(audio.segment(index))


def seal_chunk(audio: JobAudio, index: int, offset: int, pcm: bytes) -> bytes:
    """PCM of a segment in work, for its listeners; `offset` counts bytes from its beginning."""
    return seal(audio.key(), pcm, about=f"chunk:{audio.about(index)}:{offset}")


def unseal_chunk(audio: JobAudio, index: int, offset: int, sealed: bytes) -> bytes:
    """What `seal_chunk` was given. Raises tenants.sealing.keys.Undecryptable."""
    return unseal(audio.key(), sealed, about=f"chunk:{audio.about(index)}:{offset}")


def mark_ended(audio: JobAudio, status: str) -> None:
    """Tell readers that no more segments will come. Does nothing for a deleted job."""
    try:
        files.write_whole(audio.end, status.encode())
    except FileNotFoundError:
        log.info("%s was deleted before its end was marked", audio.folder.name)


def remove_older(audio: JobAudio, index: int) -> None:
    """Delete the audio of a segment's earlier revisions."""
    for path in audio.folder.glob(f"{index:05d}*{SUFFIX}"):
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
