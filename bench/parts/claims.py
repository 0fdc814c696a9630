"""Measures how fast segments are claimed, and how much many tenants slow it down."""

import time
import uuid
from collections.abc import Iterator

from bench.table import Figure, at_least, at_most

CLAIMS = 600
SEGMENTS_A_TENANT = 10


def figures() -> Iterator[Figure]:
    few = claims_a_second(tenants=100)
    many = claims_a_second(tenants=10_000)
    yield at_least("claims a second, 100 tenants", few, 200)
    yield at_least("claims a second, 10,000 tenants with 100,000 queued segments", many, 200)
    yield at_most("claims a second lost from 100 to 10,000 tenants, %", 100 * (1 - many / few), 20)


def claims_a_second(*, tenants: int) -> float:
    from django.db import connection

    from synthesis.dispatch import queue

    engine = f"bench-{tenants}"
    _fill(engine, tenants)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for _ in range(50):
        queue.claim(engine=engine, worker="warm-up")
    started = time.perf_counter()
    for _ in range(CLAIMS):
        if not queue.claim(engine=engine, worker="bench"):
            raise RuntimeError("the queue is empty before all claims are made")
    return CLAIMS / (time.perf_counter() - started)


def _fill(engine: str, count: int) -> None:
    """Create tenants without schemas: claims only read the queue, which is in `public`."""
    from synthesis.dispatch.models import EngineClock, QueueEntry, TenantShare
    from tenants.models import Tenant

    EngineClock.objects.create(engine=engine)
    ids = [uuid.uuid4() for _ in range(count)]
    Tenant.objects.bulk_create(
        Tenant(id=id, slug=id.hex, name=id.hex, schema_name=f"t_{id.hex}", wrapped_key=b"-")
        for id in ids
    )
    shares = TenantShare.objects.bulk_create(
        TenantShare(
            engine=engine,
            tenant_id=id,
            weight=1 + n % 4,
            cap=SEGMENTS_A_TENANT,
            queued=SEGMENTS_A_TENANT,
        )
        for n, id in enumerate(ids)
    )
    QueueEntry.objects.bulk_create(
        QueueEntry(
            share=share,
            job_id=f"job_{uuid.uuid4().hex}",
            interactive=False,
            pending=list(range(SEGMENTS_A_TENANT)),
            estimates_ms=[4000] * SEGMENTS_A_TENANT,
        )
        for share in shares
    )
