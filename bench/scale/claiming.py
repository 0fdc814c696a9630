"""How long a worker takes to claim a segment, where few or many workspaces wait."""

import statistics
import time
import uuid

from django.db import connection

from synthesis.dispatch import queue
from synthesis.dispatch.models import EngineClock, QueueEntry, TenantShare
from tenants.models import Tenant

CLAIMS = 300
SEGMENTS = 400


def seconds(*counts: int) -> list[float]:
    """The median of CLAIMS claims where that many workspaces wait, each for an engine of its own.

    They are claimed in turn, so that what else the machine does changes all of them.
    """
    for count in counts:
        _fill(_engine(count), count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE dispatch_tenantshare, dispatch_queueentry")
    taken: list[list[float]] = [[] for _ in counts]
    for _ in range(CLAIMS):
        for count, of_count in zip(counts, taken, strict=True):
            began = time.perf_counter()
            if not queue.claim(engine=_engine(count), worker="bench"):
                raise RuntimeError("the queue is empty before all claims are made")
            of_count.append(time.perf_counter() - began)
    return [statistics.median(of_count) for of_count in taken]


def _engine(count: int) -> str:
    return f"bench-{count}"


def _fill(engine: str, count: int) -> None:
    """Have the first `count` workspaces wait for the engine."""
    EngineClock.objects.create(engine=engine)
    shares = TenantShare.objects.bulk_create(
        TenantShare(engine=engine, tenant=tenant, weight=1, cap=SEGMENTS, queued=SEGMENTS)
        for tenant in Tenant.objects.order_by("created_at")[:count]
    )
    QueueEntry.objects.bulk_create(
        QueueEntry(
            share=share,
            job_id=f"job_{uuid.uuid4().hex}",
            interactive=False,
            pending=list(range(SEGMENTS)),
            estimates_ms=[4000] * SEGMENTS,
        )
        for share in shares
    )
