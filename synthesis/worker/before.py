"""The sentences that a segment goes on from, in a job of continuity."""

from synthesis import pronouncing, reading_style
from synthesis.engines.base import Before
from synthesis.models import Job, Segment
from synthesis.text import spans
from tenants.models import Tenant

MOST = 16
"""Sentences that are looked at: half a minute at most is given to an engine."""


def spoken_before(job: Job, segment: Segment, *, tenant: Tenant) -> tuple[Before, ...]:
    """Those before the segment, in order, up to the nearest one that is not made; () in a job
    without continuity. In the tenant's schema."""
    if not job.continuity:
        return ()
    earlier = Segment.objects.filter(job=job, index__lt=segment.index).order_by("-index")[:MOST]
    found: list[Before] = []
    for each in earlier:
        if not each.is_done:
            break
        if not each.kept:
            continue  # it held nothing that can be spoken
        said = spans(
            each.text,
            language=each.language,
            pronunciations=pronouncing.of_segment(job, each, tenant=tenant),
            style=reading_style.of_job(job),
        )
        found.append(Before(said, tuple(each.kept)))
    return tuple(reversed(found))
