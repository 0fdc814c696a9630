"""Which voice is made next. Postgres is the record; a Celery message only says "look"."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, F, Q
from django.db.models.functions import Now

from tenants.models import Tenant
from voices.enrolment.models import PendingEnrolment

# Fitting takes up to a minute on two cores; a dead worker's voice waits three at most.
LEASE = timedelta(minutes=3)
MAX_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class EnrolmentClaim:
    token: uuid.UUID
    tenant: Tenant
    voice_id: str
    attempts: int


@transaction.atomic
def claim() -> EnrolmentClaim | None:
    """The oldest waiting voice of the tenant with the fewest in work; None when none waits."""
    free = Q(leased_until=None) | Q(leased_until__lte=Now())
    busy = Count(
        "tenant__pendingenrolment", filter=Q(tenant__pendingenrolment__leased_until__gt=Now())
    )
    order = PendingEnrolment.objects.filter(free).annotate(busy=busy).order_by("busy", "id")
    first = order.values_list("id", flat=True).first()
    pending = (
        PendingEnrolment.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("tenant")
        .filter(free, id=first)
        .first()
    )
    if pending is None:
        return None
    token = uuid.uuid4()
    PendingEnrolment.objects.filter(id=pending.id).update(
        token=token, leased_until=Now() + LEASE, attempts=F("attempts") + 1
    )
    return EnrolmentClaim(token, pending.tenant, pending.voice_id, pending.attempts + 1)


def close(claimed: EnrolmentClaim) -> bool:
    """Take the voice off the queue, in the caller's transaction; False if it is not ours now."""
    rows, _per_model = PendingEnrolment.objects.filter(
        voice_id=claimed.voice_id, token=claimed.token
    ).delete()
    return bool(rows)


def release(claimed: EnrolmentClaim) -> None:
    """Let another attempt begin at once."""
    PendingEnrolment.objects.filter(voice_id=claimed.voice_id, token=claimed.token).update(
        leased_until=None, token=None
    )


def any_waiting() -> bool:
    """True when a voice waits that nobody makes."""
    return PendingEnrolment.objects.filter(
        Q(leased_until=None) | Q(leased_until__lte=Now())
    ).exists()
