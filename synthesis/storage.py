"""The audio files of jobs: one a segment, FLAC of mono signed 16-bit samples, sealed.

What comes in and out is PCM, little-endian; synthesis.segment_files is how it is kept.

A segment's file name depends only on its index and revision. It is written once: a reader may trust
any file that is whole, and a worker that comes late can't replace what another one has finished.
The key is the job's own, derived from the tenant's; each file is bound to its segment and revision.
"""

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from synthesis import segment_files
from synthesis.models import Job
from synthesis.segment_files import BYTES_PER_SAMPLE, SUFFIX, SUFFIX_BEFORE
from tenants import derived_files, files
from tenants.models import Tenant
from tenants.refusal import Refused
from tenants.sealing.keys import Undecryptable, derive, seal, unseal
from tenants.stores.port import StoreAway, StoredFile

log = logging.getLogger(__name__)

END = "ended"
LENGTHS_REMEMBERED = 65_536
READING_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class JobAudio:
    """What a reader of a job's audio needs to know, without the database."""

    stream: str
    folder: str
    """The name of its folder in the store of files."""
    segments: int
    sample_rate: int
    key: Callable[[], bytes] = field(repr=False, compare=False)
    """Gives the key of the job's audio. Only reading and writing need it: audio whose key is gone
    can still be deleted."""
    revisions: Mapping[int, int] = field(default_factory=dict)
    """Index → revision of the segments that were made again with another text."""
    engine: str = ""
    interactive: bool = False
    """Somebody listens while it is made."""

    @property
    def job_id(self) -> str:
        """The job that it is of."""
        return self.folder.rpartition("/")[2]

    def segment(self, index: int) -> str:
        """The name of the sealed file of a segment."""
        return self._stem(index) + SUFFIX

    def segment_before(self, index: int) -> str:
        """The name that the file of a segment had before segments were kept as FLAC."""
        return self._stem(index) + SUFFIX_BEFORE

    def _stem(self, index: int) -> str:
        revision = self.revisions.get(index, 0)
        number = f"{index:05d}.{revision}" if revision else f"{index:05d}"
        return f"{self.folder}/{number}"

    def about(self, index: int) -> str:
        """What the audio of a segment is bound to, beside the job's key."""
        return f"segment:{index}:{self.revisions.get(index, 0)}"

    @property
    def end(self) -> str:
        """The marker of a job that ended without all its segments; the file holds the status."""
        return f"{self.folder}/{END}"


def stream_prefix(tenant: Tenant) -> str:
    """What the names of a tenant's streams begin with."""
    return f"lectern:audio:{tenant.id}:"


def job_audio(tenant: Tenant, job: Job) -> JobAudio:
    """The audio of a `Job` of this tenant."""
    job_id = job.id
    return JobAudio(
        stream=f"{stream_prefix(tenant)}{job.id}",
        folder=f"{files.folder(tenant)}/jobs/{job.id}",
        segments=job.segments_total,
        sample_rate=job.sample_rate,
        key=cache(lambda: derive(tenant.key, f"audio:{tenant.id}:{job_id}")),
        revisions={int(index): revision for index, revision in job.revisions.items()},
        engine=job.engine,
        interactive=job.interactive,
    )


def to_pcm(samples: NDArray[np.float32]) -> bytes:
    """Float samples [n] in [-1, 1] to 16-bit PCM bytes [2n]; louder ones are clipped."""
    return (np.clip(samples, -1.0, 1.0) * 32767.0).round().astype("<i2").tobytes()


def milliseconds(pcm_bytes: int, sample_rate: int) -> int:
    """Length of PCM in whole milliseconds, rounded up: audio is never counted as 0 ms."""
    return -(-pcm_bytes * 1000 // (BYTES_PER_SAMPLE * sample_rate))


def prepare(audio: JobAudio) -> None:
    """Open the folder of a new job. Raises StoreAway, as all that follows does."""
    files.store().make(audio.folder)


def is_kept(audio: JobAudio) -> bool:
    """Whether the job's folder is there: it was not deleted, nor purged with its voice."""
    return files.store().is_open(audio.folder)


def has_segment(audio: JobAudio, index: int) -> bool:
    """Whether the segment's audio is there."""
    store = files.store()
    return store.exists(audio.segment(index)) or store.exists(audio.segment_before(index))


def write_segment(
    audio: JobAudio, index: int, pcm: bytes, *, may_replace: Callable[[], bool] = lambda: False
) -> None:
    """Keep a segment's audio.

    Another attempt may have left its own without having it counted. It is replaced if
    `may_replace` says that the segment is still ours to make; it is asked after what is there was
    looked at, and only that is replaced. Raises FileExistsError where another worker has kept
    audio of it that we may not replace, and FileNotFoundError when the job was deleted meanwhile.
    """
    store, name = files.store(), audio.segment(index)
    sealed = segment_files.sealed(
        pcm, sample_rate=audio.sample_rate, key=audio.key(), about=audio.about(index)
    )
    try:
        store.write(name, sealed, new=True)
    except FileExistsError:
        there = store.state(name)
        if not may_replace():
            raise
        if there is None:
            store.write(name, sealed, new=True)
        else:
            store.write(name, sealed, replacing=there.version)


def read_segment(audio: JobAudio, index: int, *, start: int = 0) -> bytes:
    """The PCM of a finished segment, from the byte `start` on.

    Raises FileNotFoundError, or tenants.sealing.keys.Undecryptable for a file that was changed,
    cut off or belongs to another segment, job or tenant.
    """
    store, key, about = files.store(), audio.key(), audio.about(index)
    try:
        pcm = segment_files.read(store, audio.segment(index), key=key, about=about)
    except FileNotFoundError:
        pcm = segment_files.read(store, audio.segment_before(index), key=key, about=about)
    return pcm[start:]


def segment_pcm(audio: JobAudio, index: int) -> bytes:
    """The PCM of a finished segment, for an answer to a person or program.

    Raises FileNotFoundError, or Refused (500) for a file that is not as it was stored.
    """
    try:
        return read_segment(audio, index)
    except Undecryptable as error:
        log.error("the audio of %s is not what was stored: %s", audio.job_id, error)
        message = _("The stored audio is damaged: segment %(number)s can't be decrypted.")
        raise Refused("audio_unreadable", message % {"number": index}, status=500) from error


def segment_bytes(audio: JobAudio, index: int) -> int:
    """The length of a finished segment's PCM in bytes. Raises FileNotFoundError."""
    store = files.store()
    try:
        return segment_files.pcm_bytes(store, audio.segment(index))
    except FileNotFoundError:
        return segment_files.pcm_bytes(store, audio.segment_before(index))


@dataclass(frozen=True, slots=True)
class StoredSegment:
    """The file of a finished segment, and the length of its PCM in bytes."""

    name: str
    pcm_bytes: int


def stored_segments(audio: JobAudio) -> dict[int, StoredSegment]:
    """The files of a job's segments by their index, as one list of the store has them."""
    listed = {file.name: file for file in files.store().files(audio.folder)}
    found: dict[int, StoredFile] = {}
    for index in range(audio.segments):
        for name in (audio.segment(index), audio.segment_before(index)):
            if name in listed:
                found.setdefault(index, listed[name])
    # Each new one is a request, if the store is not on this machine.
    with ThreadPoolExecutor(READING_AT_ONCE) as pool:
        lengths = pool.map(lambda file: _pcm_bytes(file.name, file.version), found.values())
        return {
            index: StoredSegment(file.name, length)
            for (index, file), length in zip(found.items(), lengths, strict=True)
        }


@lru_cache(maxsize=LENGTHS_REMEMBERED)
def _pcm_bytes(name: str, version: str) -> int:
    """The length of the PCM in this version of a file."""
    return segment_files.pcm_bytes(files.store(), name)


@dataclass(frozen=True, slots=True)
class Made:
    """What there is of a job: the length in bytes of each finished segment's PCM, the status with
    which it ended early, or None, and whether it was deleted."""

    sizes: Mapping[int, int]
    ended: str | None
    deleted: bool


def made(audio: JobAudio) -> Made:
    """What there is of a job now."""
    # The marker is read first: a segment finished before it was set must not be missed.
    ended = ended_as(audio)
    sizes = {index: stored.pcm_bytes for index, stored in stored_segments(audio).items()}
    return Made(sizes, ended, deleted=not sizes and not is_kept(audio))


def ended_as(audio: JobAudio) -> str | None:
    """The status with which a job ended without all its segments, if it did."""
    try:
        return files.store().read(audio.end).decode()
    except FileNotFoundError:
        return None


def seal_chunk(audio: JobAudio, index: int, attempt: str, offset: int, pcm: bytes) -> bytes:
    """PCM of a segment in work, for its listeners; `offset` counts bytes from its beginning."""
    return seal(audio.key(), pcm, about=_about_chunk(audio, index, attempt, offset))


def unseal_chunk(audio: JobAudio, index: int, attempt: str, offset: int, sealed: bytes) -> bytes:
    """What `seal_chunk` was given. Raises tenants.sealing.keys.Undecryptable."""
    return unseal(audio.key(), sealed, about=_about_chunk(audio, index, attempt, offset))


def _about_chunk(audio: JobAudio, index: int, attempt: str, offset: int) -> str:
    return f"chunk:{audio.about(index)}:{attempt}:{offset}"


def mark_ended(audio: JobAudio, status: str) -> None:
    """Tell readers that no more segments will come. Does nothing for a deleted job."""
    try:
        files.store().write(audio.end, status.encode())
    except FileNotFoundError:
        log.info("%s was deleted before its end was marked", audio.job_id)
    except StoreAway as away:
        # The job has ended all the same. Its listeners give up when nothing comes any more.
        log.error("the end of %s was not marked: %s", audio.job_id, away.detail)


def remove_older(audio: JobAudio, index: int) -> None:
    """Delete the audio of a segment's earlier revisions, and what was made of them."""
    for revision in range(audio.revisions.get(index, 0)):
        unmake(replace(audio, revisions={index: revision}), index)
    if audio.revisions.get(index, 0):
        derived_files.remove_all(audio.folder)


def unmark_ended(audio: JobAudio) -> None:
    """Remove the marker of a job that is made further after all."""
    files.store().remove(audio.end)


def unmake(audio: JobAudio, index: int) -> None:
    """Delete a segment's audio that was not counted."""
    for name in (audio.segment(index), audio.segment_before(index)):
        files.store().remove(name)


def remove(audio: JobAudio) -> None:
    """Delete all audio of the job, so that a worker that is still writing can't bring it back."""
    files.store().remove_folder(audio.folder)
