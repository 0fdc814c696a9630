"""The count at the end: what was acknowledged and is not there, or is there or billed twice."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import Error, connection

from synthesis.dispatch.models import Lease, QueueEntry, TenantShare
from synthesis.models import Job, Segment
from synthesis.monitoring import recount
from tenants.context import in_tenant
from tenants.models import Tenant
from tests.cluster.clients import Clients, Heard, Sent
from tests.cluster.takes import is_beginning, is_whole, takes_of
from tests.faults.proof import kept_audio, metered


@dataclass
class Count:
    """`lost` and `twice` count segments, `spliced` streams."""

    jobs: Counter[str] = field(default_factory=Counter)
    made: int = 0
    lost: int = 0
    twice: int = 0
    spliced: int = 0
    violations: list[str] = field(default_factory=list)


def count(clients: Clients, look_after: Callable[[], None], patience: float) -> Count:
    """Wait until the queue is empty, and look at every job and all that was heard."""
    until = time.monotonic() + patience
    while _waits() and time.monotonic() < until:
        look_after()
        time.sleep(0.5)
    result = Count()
    by_id = _by_job(clients.sent)
    heard = defaultdict(list)
    for each in clients.heard:
        heard[each.job].append(each)
    unseen = {job for job, each in by_id.items() if not each.stopped}
    for tenant in Tenant.objects.all():
        with in_tenant(tenant):
            for job in Job.objects.all():
                _look_at(result, tenant, job, by_id.get(job.id))
                _listen(result, job, heard[job.id])
                unseen.discard(job.id)
    for job_id in unseen:
        result.lost += 1
        result.violations.append(f"{job_id} was acknowledged and is gone")
    result.violations += [f"recount: {line}" for line in recount.differences()]
    if QueueEntry.objects.exists() or Lease.objects.exists():
        result.violations.append("something still waits or is held")
    if TenantShare.objects.exclude(queued=0, running=0).exists():
        result.violations.append("a share counts what is not there")
    result.violations += [f"client: {what}" for what in clients.wrong]
    connection.close()
    return result


def _by_job(sent: Iterable[Sent]) -> dict[str, Sent]:
    """By job. Where several requests made one job, one that wants all of it counts."""
    return {each.job: each for each in sorted(sent, key=lambda each: -each.stopped)}


def _listen(result: Count, job: Job, heard: Iterable[Heard]) -> None:
    """Nobody may have heard anything but one take of each segment after another."""
    takes = takes_of(job.input, job.seed)
    for each in heard:
        right = is_whole if each.ended else is_beginning
        if not right(each.pcm, takes):
            result.spliced += 1
            result.violations.append(
                f"{job.id}: heard {len(each.pcm)} bytes that are no takes; ended: {each.ended}"
            )


def _waits() -> bool:
    try:
        return QueueEntry.objects.exists()
    except Error:
        connection.close()
        return True


def _look_at(result: Count, tenant: Tenant, job: Job, sent: Sent | None) -> None:
    """A job that no client knows was submitted by a request whose answer was lost: it may end as
    it likes, but not be billed twice."""
    result.jobs[str(job.status)] += 1
    segments = list(Segment.objects.filter(job=job))
    finished = {segment.index for segment in segments if segment.is_done}
    result.made += len(finished)
    if sent and not sent.stopped and job.status != Job.Status.COMPLETED:
        left = len(segments) - len(finished)
        result.lost += left
        result.violations.append(f"{job.id} is {job.status} {job.error_code}: {left} are missing")
    for index, times in metered(tenant, job).items():
        if times > 1 or index not in finished:
            result.twice += 1
            result.violations.append(f"{job.id}[{index}] is metered {times} times")
    for index in finished - metered(tenant, job).keys():
        result.violations.append(f"{job.id}[{index}] is made and not metered")
    takes = takes_of(job.input, job.seed)
    try:
        kept = kept_audio(tenant, job)
    except FileNotFoundError as error:
        result.lost += 1
        result.violations.append(f"{job.id}: a finished segment is not in the store: {error}")
        return
    for index, pcm in kept.items():
        if pcm not in takes[index]:
            result.lost += 1
            result.violations.append(f"{job.id}[{index}] holds other audio")
