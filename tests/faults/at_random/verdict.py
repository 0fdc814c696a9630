"""The count after a random run."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connection

from synthesis.dispatch.models import Lease, QueueEntry, TenantShare
from synthesis.models import Job, Segment
from synthesis.monitoring import recount
from tenants.context import in_tenant
from tenants.models import Tenant
from tests.faults.at_random.authors import Authors
from tests.faults.at_random.customers import POISON, Customers
from tests.faults.ground import Ground
from tests.faults.proof import audio_without_faults, kept_audio, line_without_faults, metered


@dataclass
class Verdict:
    """`lost`: segments that were wanted and are not there, or not the right ones."""

    jobs: Counter = field(default_factory=Counter)
    segments_made: int = 0
    lost: int = 0
    billed_twice: int = 0
    violations: list[str] = field(default_factory=list)

    @property
    def others(self) -> int:
        return max(0, len(self.violations) - self.lost - self.billed_twice)


def verdict(
    ground: Ground,
    customers: Customers,
    authors: Authors,
    look_after: Callable[[], None],
    patience: float,
) -> Verdict:
    """Wait until all is settled, and look at everything."""
    result = Verdict()
    until = time.monotonic() + patience
    while QueueEntry.objects.exists() and time.monotonic() < until:
        look_after()
        time.sleep(0.5)
    wanted = {job_id: each for job_id, each in customers.remembered.items() if not each.stopped}
    for tenant in Tenant.objects.all():
        with in_tenant(tenant):
            for job in Job.objects.all():
                asked_to_stop = job.id in customers.remembered and job.id not in wanted
                _look_at(result, tenant, job, asked_to_stop)
                wanted.pop(job.id, None)
    for job_id, each in wanted.items():
        result.lost += each.job.segments_total
        result.violations += [f"{job_id} was taken in and is gone"] * each.job.segments_total
    result.violations += [f"audit: {line}" for line in recount.differences()]
    result.violations += [f"heard: {line}" for line in customers.heard_wrong]
    of_lessons = authors.violations()
    result.lost += len(of_lessons)
    result.violations += of_lessons
    if QueueEntry.objects.exists() or Lease.objects.exists():
        result.violations.append("something still waits or is held")
    if TenantShare.objects.exclude(queued=0, running=0).exists():
        result.violations.append("a share counts what is not there")
    known = {str(tenant.id) for tenant in Tenant.objects.all()}
    for folder in (ground.data / "tenants").iterdir():
        if folder.name not in known:
            result.violations.append(f"{folder} belongs to no workspace")
    connection.close()
    return result


def _look_at(result: Verdict, tenant: Tenant, job: Job, asked_to_stop: bool) -> None:
    result.jobs[str(job.status)] += 1
    may_end_as = {Job.Status.COMPLETED}
    if asked_to_stop:
        may_end_as.add(Job.Status.CANCELLED)
    segments = list(Segment.objects.filter(job=job))
    of_lesson = job.purpose == Job.Purpose.LESSON
    if of_lesson:
        # Authors stop and reorder; whether their lines can be heard, they say themselves.
        may_end_as |= {Job.Status.CANCELLED}
    if POISON in job.input or (of_lesson and any(POISON in each.text for each in segments)):
        may_end_as |= {Job.Status.FAILED}
        may_end_as -= set() if of_lesson else {Job.Status.COMPLETED}
    if job.status not in may_end_as:
        open_ones = Segment.objects.filter(job=job, finished_at=None).count()
        result.lost += open_ones
        result.violations += [f"{job.id} is {job.status} {job.error_code}"] * max(1, open_ones)
    counts = metered(tenant, job)
    kept = {} if POISON in job.input else kept_audio(tenant, job)
    finished = {each.index for each in segments if each.is_done}
    counted = {each.index for each in segments if each.is_done and not each.free}
    result.segments_made += len(finished)
    for index, count in counts.items():
        if count > 1 or index not in counted:
            result.billed_twice += 1
            result.violations.append(f"{job.id}[{index}] is metered {count} times")
    for index in counted - counts.keys():
        result.violations.append(f"{job.id}[{index}] is made and not metered")
    for index, pcm in kept.items():
        if of_lesson:
            right = line_without_faults(segments[index].text, segments[index].seed or 0)
        else:
            right = audio_without_faults(job.input, job.seed)[index]
        if pcm != right:
            result.lost += 1
            result.violations.append(f"{job.id}[{index}] holds other audio")
