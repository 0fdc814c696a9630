"""The queue as people look at it: how far a job is from its turn, and the state of the whole."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Min
from django.utils import timezone

from synthesis.dispatch import queue
from synthesis.dispatch.models import EngineClock, Lease, QueueEntry, TenantShare


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is made before a job's next segment: a number of segments, and their audio in ms."""

    segments: int
    audio_ms: int


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One tenant in the queue of an engine. `lead` is its virtual time beyond the smallest one."""

    share: TenantShare
    lead: float
    waiting_ms: int
    oldest: datetime.datetime | None


@dataclass(frozen=True, slots=True)
class QueueState:
    """The queue of one engine; times in seconds.

    `unclaimed` is for how long no worker has claimed work that may be claimed, `spread` the
    difference between the largest and smallest virtual time of the busy tenants.
    """

    engine: str
    queued: int
    queued_audio: float
    running: int
    oldest_wait: float
    unclaimed: float
    spread: float


def ahead_of(job_id: str) -> Ahead | None:
    """What the fair queue serves before the job's next segment; None when no segment of it waits.

    A forecast from the queue as it is now: jobs that are submitted later may still go first.
    """
    entry = QueueEntry.objects.select_related("share").filter(job_id=job_id).first()
    if entry is None or not entry.pending:
        return None
    share = entry.share
    own_segments, own_ms = _own_before(entry)
    # By the job's turn, every other tenant has been served up to the same virtual time.
    turn = share.virtual_time + own_ms / share.weight
    segments, audio_ms = own_segments, float(own_ms)
    for other, queued, waiting_ms in _waiting(share.engine):
        if other.id == share.id or not queued:
            continue
        served = min(waiting_ms, max(0.0, turn - other.virtual_time) * other.weight)
        audio_ms += served
        segments += round(served * queued / waiting_ms)
    leases = Lease.objects.filter(entry__share__engine=share.engine)
    running = list(leases.values_list("estimate_ms", flat=True))
    return Ahead(segments + len(running), round(audio_ms + sum(running) / 2))


@dataclass(frozen=True, slots=True)
class Line:
    """The queue of an engine at one moment, to tell many newcomers of their wait.

    `waiting`: for each tenant with segments in the queue (virtual time, weight, how many segments,
    their audio in ms), and of these the interactive ones in the second dictionary. `running`: how
    many segments are being made, with their audio in ms.
    """

    waiting: Mapping[UUID, tuple[float, float, int, int]]
    interactive: Mapping[UUID, tuple[int, int]]
    running: tuple[int, int]

    def ahead_of_new(self, tenant_id: UUID, weight: float) -> Ahead:
        """What is made before the first segment of an interactive job that comes now.

        As `ahead_of`. A tenant without work begins at the smallest virtual time, so most of what
        it waits for is its own.
        """
        segments, own_ms = self.interactive.get(tenant_id, (0, 0))
        least = min((time for time, *_ in self.waiting.values()), default=0.0)
        begin = self.waiting[tenant_id][0] if tenant_id in self.waiting else least
        turn = begin + own_ms / weight
        audio_ms = float(own_ms)
        for other, (time, its_weight, queued, waiting_ms) in self.waiting.items():
            if other != tenant_id:
                served = min(waiting_ms, max(0.0, turn - time) * its_weight)
                audio_ms += served
                segments += round(served * queued / waiting_ms)
        count, running_ms = self.running
        return Ahead(segments + count, round(audio_ms + running_ms / 2))


def line(engine: str) -> Line:
    """The queue of the engine as it is now; two queries."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT share.tenant_id, share.virtual_time, share.weight, count(*), sum(estimate), "
            "count(*) FILTER (WHERE entry.interactive), "
            "coalesce(sum(estimate) FILTER (WHERE entry.interactive), 0) "
            "FROM dispatch_queueentry AS entry "
            "JOIN dispatch_tenantshare AS share ON share.id = entry.share_id, "
            "unnest(entry.estimates_ms) AS estimate WHERE share.engine = %s "
            "GROUP BY share.tenant_id, share.virtual_time, share.weight HAVING sum(estimate) > 0",
            [engine],
        )
        rows = cursor.fetchall()
    running = list(
        Lease.objects.filter(entry__share__engine=engine).values_list("estimate_ms", flat=True)
    )
    return Line(
        waiting={
            tenant: (float(time), float(weight), count, int(ms))
            for tenant, time, weight, count, ms, _count, _ms in rows
        },
        interactive={row[0]: (row[5], int(row[6])) for row in rows},
        running=(len(running), sum(running)),
    )


def shares(engine: str) -> list[ShareRow]:
    """The tenants with queued or running segments, the next one to be served first."""
    waiting = {share.id: ms for share, _queued, ms in _waiting(engine)}
    rows = (
        TenantShare.objects.select_related("tenant")
        .filter(engine=engine)
        .exclude(queued=0, running=0)
        .annotate(oldest=Min("entries__created_at"))
        .order_by("virtual_time", "id")
    )
    least = rows[0].virtual_time if rows else 0.0
    return [
        ShareRow(share, share.virtual_time - least, waiting.get(share.id, 0), share.oldest)
        for share in rows
    ]


def states() -> list[QueueState]:
    """The state of every engine's queue."""
    now = timezone.now()
    audio = _queued_audio()
    clocks = EngineClock.objects.order_by("engine")
    return [_state(clock, audio.get(clock.engine, 0.0), now) for clock in clocks]


def _state(clock: EngineClock, queued_audio: float, now: datetime.datetime) -> QueueState:
    busy = TenantShare.objects.filter(engine=clock.engine).exclude(queued=0, running=0)
    times = list(busy.values_list("virtual_time", flat=True))
    oldest = (
        QueueEntry.objects.filter(share__engine=clock.engine)
        .exclude(pending=[])
        .aggregate(oldest=Min("created_at"))["oldest"]
    )
    claimable = queue.claimable(clock.engine).exists()
    since = max(filter(None, (oldest, clock.claimed_at)), default=now)
    return QueueState(
        engine=clock.engine,
        queued=sum(busy.values_list("queued", flat=True)),
        queued_audio=queued_audio,
        running=sum(busy.values_list("running", flat=True)),
        oldest_wait=(now - oldest).total_seconds() if oldest else 0.0,
        unclaimed=(now - since).total_seconds() if claimable else 0.0,
        spread=max(times) - min(times) if times else 0.0,
    )


def _own_before(entry: QueueEntry) -> tuple[int, int]:
    before = QueueEntry.objects.filter(share=entry.share).exclude(pending=[])
    first = before.filter(id__lt=entry.id, interactive=entry.interactive)
    if not entry.interactive:
        first = first | before.filter(interactive=True)
    estimates = [ms for row in first.values_list("estimates_ms", flat=True) for ms in row]
    return len(estimates), sum(estimates)


def _queued_audio() -> dict[str, float]:
    """The estimated seconds of audio that wait, by engine."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT share.engine, sum(estimate) / 1000.0 FROM dispatch_queueentry AS entry "
            "JOIN dispatch_tenantshare AS share ON share.id = entry.share_id, "
            "unnest(entry.estimates_ms) AS estimate WHERE entry.pending <> '{}' "
            "GROUP BY share.engine"
        )
        return {engine: float(seconds) for engine, seconds in cursor.fetchall()}


def _waiting(engine: str) -> list[tuple[TenantShare, int, int]]:
    """Every share with work: (share, segments queued, their estimated audio in ms)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT entry.share_id, count(*), sum(estimate) FROM dispatch_queueentry AS entry "
            "JOIN dispatch_tenantshare AS share ON share.id = entry.share_id, "
            "unnest(entry.estimates_ms) AS estimate WHERE share.engine = %s "
            "GROUP BY entry.share_id",
            [engine],
        )
        sums = {share_id: (count, total) for share_id, count, total in cursor.fetchall()}
    by_id = TenantShare.objects.in_bulk(sums)
    return [(by_id[share_id], count, int(total)) for share_id, (count, total) in sums.items()]
