"""The quota that is reserved for a job's segments, counted for the voice of each.

Free segments reserve nothing.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable

from django.db import models

from billing import quota
from synthesis.jobs.delivery import voice_of
from synthesis.models import Job, Segment
from tenants.limits import Limits
from tenants.models import Tenant


def reserve(
    *, tenant: Tenant, limits: Limits, job: Job, segments: Iterable[Segment]
) -> datetime.date:
    """Reserve the estimates of these segments, in the caller's transaction; returns the day.

    Raises Refused (402) when less is left.
    """
    day = quota.open_today(tenant)
    for voice, audio_ms in _by_voice(job, segments).items():
        spender = job.spender_of(voice)
        quota.reserve(tenant=tenant, limits=limits, audio_ms=audio_ms, spender=spender)
    return day


def release(job: Job, segments: "models.QuerySet[Segment]") -> None:
    """Give back what these segments have reserved on the job's day, in the caller's transaction."""
    for voice, audio_ms in _by_voice(job, segments).items():
        quota.release(day=job.usage_day, reserved_ms=audio_ms, spender=job.spender_of(voice))


def _by_voice(job: Job, segments: Iterable[Segment]) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for segment in segments:
        if not segment.free:
            sums[voice_of(job, segment)] += segment.estimate_ms
    return sums
