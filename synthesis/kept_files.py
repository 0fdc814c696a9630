"""Whole files of jobs: encoded once a format, and kept for some days in the job's folder.

A seek in a player is a request for a range. Two bytes out of 30 minutes cost 14 s of processor as
MP3, 18 s as Opus and 0.7 s as WAV when all is encoded for them, and 0.3 ms out of the kept file;
keeping one takes 0.01 to 0.23 s (`python -m bench.kept_files`, one run).
"""

from django.utils import timezone

from synthesis.encode import AudioFormat
from synthesis.models import Job
from synthesis.storage import JobAudio, job_audio
from tenants import derived_files
from tenants.derived_files import DerivedFile
from tenants.models import Tenant


def kept_file(audio: JobAudio, digest: str, audio_format: AudioFormat) -> DerivedFile:
    """Where the whole file of a completed job is kept.

    `digest` (letters and digits) is of all that its bytes depend on: the files of its segments, the
    format, the rate, the producer and the version of the program.
    """
    job_id = audio.job_id

    def note() -> None:
        Job.objects.filter(id=job_id).update(whole_at=timezone.now())

    name = f"{audio.folder}/whole.{digest}.{audio_format.extension}{derived_files.SUFFIX}"
    return DerivedFile(name, audio.key, note)


def forget_old(*, tenant: Tenant) -> int:
    """Delete what was kept of jobs for long enough (derived_files.forget_old)."""

    def remove(job: Job) -> None:
        derived_files.remove_all(job_audio(tenant, job).folder)

    return derived_files.forget_old(Job, remove)
