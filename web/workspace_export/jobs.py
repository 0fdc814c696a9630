"""The jobs of programs in a workspace's zip: lines of JSON with their texts, and the audio of those
whose audio is kept."""

import json
from collections.abc import Callable, Iterator

from django.db.models import Q

from synthesis import storage
from synthesis.aigc.producer import tags_for
from synthesis.content_credentials.files import credentials_for, origin_of
from synthesis.models import Job
from tenants.models import Tenant
from tenants.sealing.keys import Undecryptable
from tenants.stores.port import StoreAway
from voices.tone.services import max_sample_rate
from web.jobs.serializers import JobAnswer
from web.workspace_export.archive import AUDIO, Archive
from web.workspace_export.lessons import why_not

AT_ONCE = 50


def count_jobs() -> int:
    """How many jobs `add_jobs` would add."""
    return Job.objects.listed().count()


def add_jobs(archive: Archive, tenant: Tenant, each: Callable[[], None]) -> int:
    """Add what programs have had spoken, and call `each` after every job; returns how many jobs.
    Those of lessons are in the lessons, and what was only tried out is left out."""
    count = 0
    with archive.collected("jobs/jobs.jsonl") as file:
        for job in _jobs():
            count += 1
            shown = {**JobAnswer(job).data, "audio_file": _add_audio(archive, tenant, job)}
            file.write(json.dumps(shown, ensure_ascii=False).encode() + b"\n")
            each()
    return count


def _jobs() -> Iterator[Job]:
    """All of them, oldest first, a batch at a time, without a query that stays open."""
    rows = Job.objects.listed().order_by("created_at", "id")
    later = Q()
    while batch := list(rows.filter(later)[:AT_ONCE]):
        yield from batch
        last = batch[-1]
        later = Q(created_at__gt=last.created_at) | Q(created_at=last.created_at, id__gt=last.id)


def _add_audio(archive: Archive, tenant: Tenant, job: Job) -> str | None:
    """The name of the file with the audio that was made; None where there is none."""
    if job.audio_expired_at is not None:
        return None
    made = job.segments.filter(finished_at__isnull=False)
    indexes = list(made.order_by("index").values_list("index", flat=True))
    if not indexes:
        return None
    name, audio = f"jobs/{job.id}.{AUDIO.extension}", storage.job_audio(tenant, job)
    try:
        archive.add_pcm(
            name,
            (storage.read_segment(audio, index) for index in indexes),
            sample_rate=job.sample_rate,
            most_rate=max_sample_rate(),
            tags=tags_for(job.id, AUDIO),
            credentials=credentials_for(origin_of(job.id, [(job, indexes)])),
        )
    except StoreAway:
        raise
    except (FileNotFoundError, Undecryptable) as error:
        archive.leave_out(name, of=job.id, why=why_not(error))
        return None
    return name
