"""Which event is sent next. Postgres is the record; a Celery message only says "look"."""

import logging
import random
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from webhooks.models import Delivery, Endpoint
from webhooks.post import TOTAL_SECONDS, Outcome

log = logging.getLogger(__name__)

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
# Until then an attempt is somebody's; after it, its worker has died.
LEASE = timedelta(seconds=3 * TOTAL_SECONDS)
# What waits at slow servers of one tenant must not hold up the others'.
PER_TENANT = 4
KEPT = timedelta(days=14)
GONE = 410


@dataclass(frozen=True, slots=True)
class Attempt:
    """A delivery that is ours to make now."""

    delivery: Delivery
    number: int
    """1 for the first."""


@transaction.atomic
def claim(room: int, busy: Counter) -> list[Attempt]:
    """Up to `room` deliveries that are due, the oldest first, PER_TENANT of a tenant at a time.

    `busy` counts the attempts of each tenant (by id) that are being made already.
    """
    if room <= 0:
        return []
    now = timezone.now()
    due = Q(next_try_at__lte=now)
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
    """Write down what came of an attempt, and when the next one is."""
    now = timezone.now()
    result = {"last_status": outcome.status, "last_error": outcome.error}
    if outcome.delivered:
        result |= {"delivered_at": now, "next_try_at": None}
    elif outcome.status == GONE or attempt.number > len(RETRY_AFTER):
        result |= {"next_try_at": None}
    else:
        delay = RETRY_AFTER[attempt.number - 1]
        # Up to a tenth later: those that failed together don't come back together.
        result |= {"next_try_at": now + delay * random.uniform(1, 1.1)}
    # Another attempt has begun where the number is another: its outcome counts.
    mine = Delivery.objects.filter(id=attempt.delivery.id, attempts=attempt.number)
    with transaction.atomic():
        mine.update(**result)
        if outcome.status == GONE:
            # The specification: 410 means that nothing is wanted there any more.
            Endpoint.objects.filter(
                ~Q(url=""), id=attempt.delivery.endpoint_id, disabled_at=None
            ).update(disabled_at=now)
    if not outcome.delivered:
        log.info("%s: %s", attempt.delivery, outcome.error or f"status {outcome.status}")


def forget_old() -> int:
    """Delete what was delivered or given up long ago; returns how many."""
    old = Delivery.objects.filter(created_at__lt=timezone.now() - KEPT, next_try_at=None)
    return old.delete()[0]
