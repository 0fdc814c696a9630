"""Which events are due. Postgres holds them; a Celery message only says that there may be some."""

import logging
import random
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from prometheus_client import Counter as Figure

from outgoing.post import TOTAL_SECONDS, Outcome
from webhooks.models import Delivery, Endpoint

log = logging.getLogger(__name__)

ATTEMPTS = Figure(
    "lectern_webhook_attempts_total",
    "Attempts to deliver events: delivered, failed (to be tried again) or given_up.",
    ["outcome"],
)
for _outcome in ("delivered", "failed", "given_up"):
    ATTEMPTS.labels(_outcome)  # a rate needs a value from before the first one

# The delays of the Standard Webhooks specification, after the first attempt at once.
RETRY_AFTER = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
# An attempt is leased for this long. If it is not recorded by then, its worker has died.
LEASE = timedelta(seconds=3 * TOTAL_SECONDS)
# One tenant's slow receivers must not hold up other tenants' events.
PER_TENANT = 4
KEPT = timedelta(days=14)
AT_ONCE = 1_000
GONE = 410


@dataclass(frozen=True, slots=True)
class Attempt:
    """A delivery that this process has claimed."""

    delivery: Delivery
    number: int
    """Counts from 1."""


@transaction.atomic
def claim(room: int, busy: Counter[UUID]) -> list[Attempt]:
    """Claim up to `room` due deliveries, oldest first, at most PER_TENANT of each tenant at a time.

    `busy` counts, by tenant id, the attempts that are in progress already. Nothing is sent for a
    workspace that an owner closed.
    """
    if room <= 0:
        return []
    now = timezone.now()
    # What a closed workspace has to say waits: it may be restored, and then it is said.
    due = Q(next_try_at__lte=now, tenant__deletes_at=None)
    place = Window(RowNumber(), partition_by=F("tenant_id"), order_by=F("next_try_at").asc())
    ranked = Delivery.objects.filter(due).annotate(place=place).filter(place__lte=PER_TENANT)
    waiting = ranked.order_by("next_try_at").values_list("id", "tenant_id")
    free = Counter({tenant: PER_TENANT - count for tenant, count in busy.items()})
    chosen: list[str] = []
    for identifier, tenant in waiting:
        left = free.setdefault(tenant, PER_TENANT)
        if left > 0 and len(chosen) < room:
            free[tenant] -= 1
            chosen.append(identifier)
    locked = (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("tenant", "endpoint__tenant")
        .filter(due, id__in=chosen)
    )
    attempts = [Attempt(delivery, delivery.attempts + 1) for delivery in locked]
    Delivery.objects.filter(id__in=[each.delivery.id for each in attempts]).update(
        attempts=F("attempts") + 1, attempted_at=now, next_try_at=now + LEASE
    )
    return attempts


def record(attempt: Attempt, outcome: Outcome) -> None:
    """Save the outcome of an attempt, and when the next one is due."""
    now = timezone.now()
    result: dict[str, object] = {"last_status": outcome.status, "last_error": outcome.error}
    counted = "given_up"
    if outcome.delivered:
        counted = "delivered"
        result |= {"delivered_at": now, "next_try_at": None}
    elif outcome.status == GONE or attempt.number > len(RETRY_AFTER):
        result |= {"next_try_at": None}
    else:
        counted = "failed"
        delay = RETRY_AFTER[attempt.number - 1]
        # Up to a tenth later, so that events that failed together are not all retried together.
        result |= {"next_try_at": now + delay * random.uniform(1, 1.1)}  # noqa: S311  (no secret)
    # If the number has changed, another attempt has begun, and its outcome counts.
    mine = Delivery.objects.filter(id=attempt.delivery.id, attempts=attempt.number)
    with transaction.atomic():
        mine.update(**result)
        if outcome.status == GONE:
            # By the specification, 410 means that the receiver wants no more events.
            Endpoint.objects.filter(
                ~Q(url=""), id=attempt.delivery.endpoint_id, disabled_at=None
            ).update(disabled_at=now)
    ATTEMPTS.labels(counted).inc()
    if not outcome.delivered:
        log.info("%s: %s", attempt.delivery, outcome.error or f"status {outcome.status}")


def forget_old() -> int:
    """Delete a batch of events that were delivered or given up long ago; returns how many."""
    old = Delivery.objects.filter(created_at__lt=timezone.now() - KEPT, next_try_at=None)
    return Delivery.objects.filter(id__in=old.order_by().values("id")[:AT_ONCE]).delete()[0]
