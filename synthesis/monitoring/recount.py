"""Recounts everything that is kept as a counter, and reports what differs.

There is nothing to report while queue, usage, outbox, files and usage reports agree, whatever was
killed before. Leases that have expired and were not swept yet count as running.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator

from django.db import connection, transaction
from django.db.models import F, Max, Q, Sum

from billing import recount as money
from billing.models import MeterEvent, MeterSum
from billing.usage.models import DailyUsage
from synthesis import storage
from synthesis.dispatch.models import PausedJob, QueueEntry, TenantShare
from synthesis.jobs.outcomes.withdrawal import AUDIO_PURGED
from synthesis.models import Job, Segment
from synthesis.storage import job_audio
from tenants import derived_files, files
from tenants.context import in_tenant
from tenants.models import Tenant

ISOLATE = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"


def differences() -> Iterator[str]:
    """One line for everything that does not add up, over all tenants."""
    for tenant in Tenant.objects.order_by("slug"):
        # One snapshot a tenant: a segment that is finished meanwhile is in all counts or in none.
        with in_tenant(tenant), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(ISOLATE)
            for difference in (
                *_shares(tenant),
                *_queue(tenant),
                *_usage(tenant),
                *_outbox(tenant),
                *_files(tenant),
                *money.differences(tenant),
            ):
                yield f"{tenant.slug}: {difference}"
    yield from money.differences_at_provider()


def _shares(tenant: Tenant) -> Iterator[str]:
    for share in TenantShare.objects.filter(tenant=tenant):
        entries = QueueEntry.objects.filter(share=share).prefetch_related("leases")
        queued = sum(len(entry.pending) for entry in entries)
        running = sum(len(entry.leases.all()) for entry in entries)
        yield from _same(f"segments queued for {share.engine}", share.queued, queued)
        yield from _same(f"segments running on {share.engine}", share.running, running)


def _queue(tenant: Tenant) -> Iterator[str]:
    entries = QueueEntry.objects.filter(share__tenant=tenant).prefetch_related("leases")
    by_job = {entry.job_id: entry for entry in entries}
    open_jobs = Job.objects.filter(status__in=Job.OPEN)
    for job in open_jobs:
        entry = by_job.pop(job.id, None)
        unfinished = set(job.reserved_segments().values_list("index", flat=True))
        if entry is None:
            yield f"{job.id} is {job.status} and not in the queue"
            continue
        leased = [lease.segment_index for lease in entry.leases.all()]
        in_queue = sorted(entry.pending + leased)
        yield from _same(f"segments of {job.id} to be made", in_queue, sorted(unfinished))
    for job_id in by_job:
        yield f"{job_id} is in the queue and not open"
    paused = set(Job.objects.filter(status=Job.Status.PAUSED).values_list("id", flat=True))
    waiting = set(PausedJob.objects.filter(tenant=tenant).values_list("job_id", flat=True))
    yield from _same("jobs that wait for quota", sorted(waiting), sorted(paused))
    for job in Job.objects.all():
        done = Segment.objects.filter(job=job).exclude(finished_at=None)
        yield from _same(f"segments done of {job.id}", job.segments_done, done.count())
        finished_ms = done.aggregate(sum=Sum("audio_ms"))["sum"] or 0
        yield from _same(f"milliseconds of {job.id}", job.audio_ms, finished_ms)
        complete = job.status == Job.Status.COMPLETED
        yield from _same(f"{job.id} is complete", complete, job.segments_done == job.segments_total)


def _usage(tenant: Tenant) -> Iterator[str]:
    reserved: dict[datetime.date, int] = defaultdict(int)
    waiting = Segment.objects.filter(
        Q(job__held_from=None) | Q(index__lt=F("job__held_from")),
        finished_at=None,
        error_code="",
        free=False,
        job__status__in=Job.OPEN,
    )
    for day, estimate in waiting.values_list("job__usage_day", "estimate_ms"):
        reserved[day] += estimate
    used: dict[datetime.date, int] = defaultdict(int)
    for source in (MeterEvent, MeterSum):
        by_day = source.objects.filter(tenant=tenant).values("day").order_by()
        for day, audio_ms in by_day.annotate(sum=Sum("audio_ms")).values_list("day", "sum"):
            used[day] += audio_ms
    for usage in DailyUsage.objects.all():
        yield from _same(f"reserved on {usage.day}", usage.reserved_ms, reserved.pop(usage.day, 0))
        yield from _same(f"used on {usage.day}", usage.used_ms, used.pop(usage.day, 0))
    for day in {*reserved, *used}:
        yield f"{day} has jobs and no usage"


def _outbox(tenant: Tenant) -> Iterator[str]:
    """Every finished segment was metered once, with its own length."""
    events = dict(MeterEvent.objects.filter(tenant=tenant).values_list("identifier", "audio_ms"))
    sums = MeterSum.objects.filter(tenant=tenant)
    summed = sums.aggregate(events=Sum("events", default=0), ms=Sum("audio_ms", default=0))
    left = {"events": summed["events"], "ms": summed["ms"]}
    last_day = sums.aggregate(day=Max("day"))["day"]
    finished = Segment.objects.filter(free=False).exclude(finished_at=None)
    for job_id, index, revision, finished_ms, at in finished.values_list(
        "job_id", "index", "revision", "audio_ms", "finished_at"
    ):
        metered = events.pop(f"{job_id}:{index}:{revision}", None)
        # The workspace's day may be one later than ours.
        next_day = last_day and last_day + datetime.timedelta(days=1)
        if metered is None and next_day and at and at.date() <= next_day:
            left["events"] -= 1
            left["ms"] -= finished_ms or 0
            continue
        yield from _same(f"milliseconds metered of {job_id}[{index}]", metered, finished_ms)
    if min(left.values()) < 0:
        yield f"old segments are more than the sums of old meter events: {summed} metered"
    # The remaining events belong to deleted jobs or replaced revisions, which stay counted; any
    # other is an error.
    revisions = {
        (job_id, str(index)): revision
        for job_id, index, revision in Segment.objects.values_list("job_id", "index", "revision")
    }
    for identifier in events:
        job_id, number, made_as = identifier.split(":")
        newest = revisions.get((job_id, number), 0)
        if (job_id, number) in revisions and int(made_as) >= newest:
            yield f"{identifier} is metered and not finished"


def _files(tenant: Tenant) -> Iterator[str]:
    jobs = {job.id: job for job in Job.objects.all()}
    for job in jobs.values():
        audio = job_audio(tenant, job)
        purged = job.error_code == AUDIO_PURGED and job.purpose != Job.Purpose.LESSON
        if purged or job.audio_expired_at:
            yield from _same(f"folders of {job.id}", storage.is_kept(audio), False)
            continue
        kept = storage.made(audio).sizes
        finished = Segment.objects.filter(job=job).exclude(finished_at=None)
        for index, finished_ms in finished.values_list("index", "audio_ms"):
            kept_ms = storage.milliseconds(kept.get(index, 0), job.sample_rate)
            yield from _same(f"milliseconds kept of {job.id}[{index}]", kept_ms, finished_ms)
    for name in files.store().names(f"{files.folder(tenant)}/jobs"):
        job_of = jobs.get(name.split("/")[-2])
        if job_of is None:
            yield f"{name} belongs to no job"
        elif derived_files.is_derived(name) and job_of.whole_at is None:
            yield f"{name} is kept, and its job does not say so: nobody would delete it"


def _same(what: str, counted: object, recounted: object) -> Iterator[str]:
    if counted != recounted:
        yield f"{what}: {counted}, recounted {recounted}"
