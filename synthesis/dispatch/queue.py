"""The fair queue. Every function is one short piece of a transaction on tables in `public`.

Who is next: the tenant with the smallest virtual time that has work and is under its cap
(start-time fair queueing: Goyal, Vin & Cheng, 1996). A claim charges `estimate / weight`; the
finish corrects it to what was made. One advisory lock an engine orders the claims: without it
two workers read the same smallest tenant, and weights and caps are lost.

Every transaction locks rows in one order, so that none can deadlock: the tenant's own rows first,
then entry, lease, share.
"""

import hashlib
import logging
import uuid
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from synthesis.dispatch.models import EngineClock, Lease, QueueEntry, TenantShare
from synthesis.monitoring import counters
from tenants.limits import Limits
from tenants.models import Tenant
from tenants.refusal import Refused

log = logging.getLogger(__name__)

CLAIM_ATTEMPTS = 5
# When clients should try again while too many jobs wait: about as long as a short job takes.
BUSY_SECONDS = 10

IN_WORK = "EXISTS (SELECT FROM dispatch_lease AS l WHERE l.entry_id = e.id)"


class Wanted(Enum):
    """Which segments a worker wants; the conditions are of an entry `e`."""

    ANY = "TRUE"
    BACKGROUND = "NOT e.interactive"
    """Nobody listens while it is made."""
    GOING_ON = f"e.interactive AND e.begun AND NOT {IN_WORK}"
    """Somebody listens already, and no segment of the job is in work: silence is near."""


# One statement: as seven of the ORM's, a claim took 6.9 ms instead of 3.5 (bench.parts.claims).
# The clock is the virtual time of who is served next, also where another one is served before.
CLAIM = """
WITH share AS (
    SELECT id, tenant_id, virtual_time FROM dispatch_tenantshare AS s
    WHERE engine = %(engine)s AND queued > 0 AND running < cap
    -- Were `queued` ever wrong, the other tenants would wait for segments that do not exist.
    AND EXISTS (
        SELECT FROM dispatch_queueentry AS e
        WHERE share_id = s.id AND pending <> '{}' AND {free} AND {wanted}
    )
    ORDER BY virtual_time, id LIMIT 1
), entry AS (
    SELECT e.id, share_id, job_id, pending[1] AS segment, estimates_ms[1] AS estimate,
        coalesce((failures ->> pending[1]::text)::int, 0) AS failures
    FROM dispatch_queueentry AS e JOIN share ON share.id = e.share_id
    WHERE pending <> '{}' AND {free} AND {wanted}
    ORDER BY interactive DESC, e.id LIMIT 1
    FOR UPDATE OF e
), taken AS (
    UPDATE dispatch_queueentry AS e
    SET pending = pending[2:], estimates_ms = estimates_ms[2:], begun = TRUE
    FROM entry WHERE e.id = entry.id
), charged AS (
    UPDATE dispatch_tenantshare AS s
    SET virtual_time = virtual_time + estimate / weight, queued = queued - 1, running = running + 1
    FROM entry WHERE s.id = entry.share_id
    RETURNING s.engine
), clock AS (
    UPDATE dispatch_engineclock AS c SET claimed_at = clock_timestamp(),
        virtual_time = greatest(c.virtual_time, ({clock}))
    FROM charged WHERE c.engine = charged.engine
), lease AS (
    INSERT INTO dispatch_lease (token, entry_id, segment_index, estimate_ms, worker, leased_until)
    SELECT %(token)s, id, segment, estimate, %(worker)s,
        clock_timestamp() + %(seconds)s * interval '1 second' FROM entry
    RETURNING token, entry_id
)
SELECT token, tenant_id, job_id, segment, estimate, failures
FROM lease JOIN entry ON entry.id = lease.entry_id JOIN share ON share.id = entry.share_id
"""
OF_THE_SERVED = "SELECT virtual_time FROM share"
OF_THE_NEXT = """SELECT min(virtual_time) FROM dispatch_tenantshare
    WHERE engine = %(engine)s AND queued > 0 AND running < cap"""
CLAIMS = {
    wanted: CLAIM.replace("{wanted}", wanted.value)
    .replace("{free}", f"NOT (e.in_order AND {IN_WORK})")
    .replace("{clock}", OF_THE_SERVED if wanted is Wanted.ANY else OF_THE_NEXT)
    for wanted in Wanted
}

# A tenant that its cap holds back (by the leases of a lost machine, say) falls ever further behind
# the clock; once these end, it would starve the others until it had caught up. So it keeps the lead
# of one segment at most, which is enough to be served at once.
LEAVE = """
UPDATE dispatch_tenantshare AS share
SET running = running - %(running)s, queued = queued - %(queued)s,
    virtual_time = %(charge)s / weight + CASE WHEN running < cap THEN virtual_time ELSE
        greatest(virtual_time, %(slack)s / -weight + coalesce(
            (SELECT clock.virtual_time FROM dispatch_engineclock AS clock
             WHERE clock.engine = share.engine), 0))
    END
WHERE id = %(share)s
"""


class LeaseLost(Exception):
    """The lease expired or was taken away: nothing of this attempt may be written any more."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A segment that is ours to make for as long as the lease `token` is alive."""

    token: uuid.UUID
    engine: str
    tenant: Tenant
    job_id: str
    segment_index: int
    estimate_ms: int
    failures: int = 0
    """How many earlier attempts at this segment have failed."""

    @property
    def attempt(self) -> str:
        """A short name of this attempt at the segment, which does not give the token away."""
        return hashlib.sha256(self.token.bytes).hexdigest()[:12]


def enqueue(
    *,
    engine: str,
    tenant: Tenant,
    limits: Limits,
    job_id: str,
    interactive: bool,
    estimates_ms: Sequence[int],
    indexes: Sequence[int] | None = None,
    in_order: bool = False,
) -> None:
    """Queue segments of a job in the caller's transaction: all from 0 on, or those of `indexes`.

    `in_order`: one at a time, as each goes on from the one before it.
    """
    share, _created = TenantShare.objects.get_or_create(engine=engine, tenant=tenant)
    QueueEntry.objects.create(
        share=share,
        job_id=job_id,
        interactive=interactive,
        pending=list(range(len(estimates_ms)) if indexes is None else indexes),
        estimates_ms=list(estimates_ms),
        in_order=in_order,
    )
    share = TenantShare.objects.select_for_update().get(id=share.id)
    _reshape(share, limits)
    share.queued += len(estimates_ms)
    share.save()
    demanded = counters.DEMANDED_SECONDS.labels(engine)
    transaction.on_commit(lambda: demanded.inc(sum(estimates_ms) / 1000))


def requeue(
    *,
    engine: str,
    tenant: Tenant,
    limits: Limits,
    job_id: str,
    segment_index: int,
    estimate_ms: int,
) -> None:
    """Queue one segment of a job again, interactively, in the caller's transaction."""
    entry = QueueEntry.objects.select_for_update().filter(job_id=job_id).first()
    if entry is None:
        enqueue(
            engine=engine,
            tenant=tenant,
            limits=limits,
            job_id=job_id,
            interactive=True,
            estimates_ms=[estimate_ms],
            indexes=[segment_index],
        )
        return
    at = bisect_left(entry.pending, segment_index)
    entry.pending.insert(at, segment_index)
    entry.estimates_ms.insert(at, estimate_ms)
    entry.save(update_fields=["pending", "estimates_ms"])
    share = TenantShare.objects.select_for_update().get(id=entry.share_id)
    _reshape(share, limits)
    share.queued += 1
    share.save()


def check_room(*, tenant: Tenant, limits: Limits) -> None:
    """Raises Refused (429) when more than `limits.queued_jobs` of the tenant's jobs are unfinished.

    Call it after `enqueue`, in the same transaction: its lock on the share keeps simultaneous
    requests from overrunning the limit together. Jobs above the tenant's concurrency just wait.
    """
    if QueueEntry.objects.filter(share__tenant=tenant).count() <= limits.queued_jobs:
        return
    message = _("%(count)s jobs of your workspace are unfinished. Try again when one is done.")
    raise Refused(
        "rate_limit_exceeded",
        message % {"count": limits.queued_jobs},
        status=429,
        headers={"Retry-After": str(BUSY_SECONDS)},
    )


@transaction.atomic
def reshape(*, tenant: Tenant, limits: Limits) -> bool:
    """Bring the tenant's weight and cap up to date; True when something has changed."""
    changed = False
    for share in TenantShare.objects.select_for_update().filter(tenant=tenant).order_by("id"):
        before = share.weight, share.cap
        _reshape(share, limits)
        if (share.weight, share.cap) != before:
            share.save(update_fields=["virtual_time", "weight", "cap"])
            changed = True
    return changed


@transaction.atomic
def claim(*, engine: str, worker: str, wanted: Wanted = Wanted.ANY) -> Claim | None:
    """Take the fairest segment of those wanted that may be made now; None when there is none."""
    _lock(engine)
    for _attempt in range(CLAIM_ATTEMPTS):
        with connection.cursor() as cursor:
            cursor.execute(
                CLAIMS[wanted],
                {
                    "engine": engine,
                    "token": uuid.uuid4(),
                    "worker": worker,
                    "seconds": settings.LEASE_SECONDS,
                },
            )
            row = cursor.fetchone()
        if row is not None:
            token, tenant_id, *what = row
            return Claim(token, engine, Tenant.objects.get(id=tenant_id), *what)
        if wanted is not Wanted.ANY or not claimable(engine).exists():
            return None  # who wants only some asks again soon
        # A cancellation deleted the entry while this statement waited for its row: look again.
    log.error(
        "%s: a share counts queued segments that are not there; run `manage.py recount`", engine
    )
    return None


def renew(tokens: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Extend the leases that have not expired by the database's clock; returns their tokens."""
    alive = Lease.objects.filter(token__in=list(tokens), leased_until__gt=Now())
    alive.update(leased_until=_lease_end())
    return set(alive.values_list("token", flat=True))


def finish(done: Claim, *, audio_ms: int, shed_ms: int = 0) -> list[int]:
    """Close the lease and correct the charge to what was made, in the caller's transaction.

    With `shed_ms`, segments are taken out of the queue from the job's end until their estimates
    add up to it; returns their indexes, the last one first. Raises LeaseLost when the lease is no
    longer ours.
    """
    entry = _take_back(done)
    shed: list[int] = []
    while shed_ms > 0 and entry.pending:
        shed.append(entry.pending.pop())
        shed_ms -= entry.estimates_ms.pop()
    if not entry.pending and not entry.leases.exists():
        entry.delete()
    elif shed:
        entry.save(update_fields=["pending", "estimates_ms"])
    _leave(
        entry.share_id,
        running=1,
        queued=len(shed),
        charge_ms=audio_ms - done.estimate_ms,
        slack=done.estimate_ms,
    )
    return shed


def holds(claim: Claim) -> bool:
    """True while the lease is ours."""
    return Lease.objects.filter(token=claim.token).exists()


def give_back(lost: Claim, *, failed: bool) -> int:
    """Return a segment to the head of its job's queue, in the caller's transaction.

    Returns how many attempts at this segment have failed. Raises LeaseLost.
    """
    entry = _take_back(lost)
    at = bisect_left(entry.pending, lost.segment_index)
    entry.pending.insert(at, lost.segment_index)
    entry.estimates_ms.insert(at, lost.estimate_ms)
    key = str(lost.segment_index)
    if failed:
        entry.failures[key] = entry.failures.get(key, 0) + 1
    entry.save(update_fields=["pending", "estimates_ms", "failures"])
    _leave(
        entry.share_id,
        running=1,
        queued=-1,
        charge_ms=-lost.estimate_ms,
        slack=lost.estimate_ms,
    )
    return entry.failures.get(key, 0)


def drop(job_id: str) -> None:
    """Take a job out of the queue in the caller's transaction; its leases are lost."""
    entry = QueueEntry.objects.select_for_update().filter(job_id=job_id).first()
    if entry is None:
        return
    running, _per_model = entry.leases.all().delete()
    entry.delete()
    # The segments that were being made have used the machine: the tenant stays charged for them.
    _leave(entry.share_id, running=running, queued=len(entry.pending))


def take_out(job_id: str, indexes: Iterable[int]) -> None:
    """Take some segments of a job out of the queue in the caller's transaction, leases included."""
    entry = QueueEntry.objects.select_for_update().filter(job_id=job_id).first()
    if entry is None:
        return
    lost = set(indexes)
    running, _per_model = entry.leases.filter(segment_index__in=lost).delete()
    waiting = zip(entry.pending, entry.estimates_ms, strict=True)
    kept = [(index, estimate) for index, estimate in waiting if index not in lost]
    queued = len(entry.pending) - len(kept)
    entry.pending = [index for index, _estimate in kept]
    entry.estimates_ms = [estimate for _index, estimate in kept]
    if not entry.pending and not entry.leases.exists():
        entry.delete()
    else:
        entry.save(update_fields=["pending", "estimates_ms"])
    # As for `drop`: the tenant stays charged for what was in work.
    _leave(entry.share_id, running=running, queued=queued)


def alive(tokens: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the leases that neither a cancellation nor the sweeper has taken away."""
    return set(Lease.objects.filter(token__in=list(tokens)).values_list("token", flat=True))


def expired() -> list[Claim]:
    """The segments whose lease has expired: their worker died, hangs, or lost the database."""
    leases = Lease.objects.select_related("entry__share__tenant").filter(leased_until__lte=Now())
    return [
        Claim(
            lease.token,
            lease.entry.share.engine,
            lease.entry.share.tenant,
            lease.entry.job_id,
            lease.segment_index,
            lease.estimate_ms,
        )
        for lease in leases
    ]


def engines_with_work() -> list[str]:
    """The engines that have segments which may be made now."""
    return list(claimable().values_list("engine", flat=True).distinct())


def claimable(*engine: str) -> QuerySet[TenantShare]:
    """The shares of tenants that have segments which may be made now, by what they count.

    Not those that only wait for the segment before.
    """
    entries = QueueEntry.objects.filter(share=OuterRef("pk")).exclude(pending=[])
    in_work = Lease.objects.filter(entry=OuterRef("pk"))
    free = entries.filter(Q(in_order=False) | ~Exists(in_work))
    ready = TenantShare.objects.filter(
        Exists(free) | ~Exists(entries), queued__gt=0, running__lt=F("cap")
    )
    return ready.filter(engine__in=engine) if engine else ready


def _reshape(share: TenantShare, limits: Limits) -> None:
    idle = share.queued == share.running == 0
    if idle or limits.cap > share.cap:
        # Neither idling nor waiting under a smaller cap earns a tenant credit.
        share.virtual_time = max(share.virtual_time, _clock(share.engine))
    share.weight = limits.weight
    share.cap = limits.cap


def _take_back(held: Claim) -> QueueEntry:
    entry = QueueEntry.objects.select_for_update().filter(job_id=held.job_id).first()
    if entry is None:
        raise LeaseLost(f"{held.job_id}[{held.segment_index}]")
    # No row refers to a lease: _raw_delete spares Django the query that would find that out.
    leases = Lease.objects.filter(token=held.token, entry=entry)
    if not leases._raw_delete(leases.db):
        raise LeaseLost(f"{held.job_id}[{held.segment_index}]")
    return entry


def _leave(
    share_id: int, *, running: int, queued: int = 0, charge_ms: int = 0, slack: int = 0
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            LEAVE,
            {
                "share": share_id,
                "running": running,
                "queued": queued,
                "charge": charge_ms,
                "slack": slack,
            },
        )


def _lease_end() -> CombinedExpression:
    return Now() + timedelta(seconds=settings.LEASE_SECONDS)


def _clock(engine: str) -> float:
    return EngineClock.objects.get_or_create(engine=engine)[0].virtual_time


def _lock(engine: str) -> None:
    """Let one claim at a time look at an engine's shares; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"lectern:claim:{engine}"])
