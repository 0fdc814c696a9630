"""What is enrolled next. Postgres holds the queue; a Celery message only says that it changed."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Now

from runtime import ticks
from tenants.models import Tenant
from voices.enrolment.models import PendingEnrolment

# Fitting takes up to a minute on two cores, and every step of progress renews the lease. If a
# worker dies, its take stays leased until the lease expires.
LEASE = timedelta(minutes=3)
MAX_ATTEMPTS = 3


class EnrolmentLost(Exception):
    """The lease has expired, or the voice was deleted or revoked: nothing more may be saved."""


@dataclass(frozen=True, slots=True)
class EnrolmentClaim:
    token: uuid.UUID
    tenant: Tenant
    subject_id: str
    attempts: int


def put(*, tenant: Tenant, subject_id: str, voice_id: str = "") -> None:
    """Queue a take or a consent, in the caller's transaction, unless it is queued already."""
    PendingEnrolment.objects.get_or_create(
        subject_id=subject_id, defaults={"tenant": tenant, "voice_id": voice_id}
    )
    transaction.on_commit(tick)


def tick() -> None:
    """Wake the enrolment worker. Beat makes up for a lost tick."""
    ticks.send("synthesis.tasks.enrol_waiting", queue="enrolment")


@transaction.atomic
def claim() -> EnrolmentClaim | None:
    """Lease the oldest waiting subject of the tenant with the fewest leased; None if none waits."""
    busy = Count(
        "tenant__pendingenrolment", filter=Q(tenant__pendingenrolment__leased_until__gt=Now())
    )
    free = _free()
    order = PendingEnrolment.objects.filter(free).annotate(busy=busy).order_by("busy", "id")
    first = order.values_list("id", flat=True).first()
    if first is None:
        return None
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
    return EnrolmentClaim(token, pending.tenant, pending.subject_id, pending.attempts + 1)


def renew(claimed: EnrolmentClaim) -> None:
    """Extend the lease by the database's clock. Raises EnrolmentLost."""
    if not _ours(claimed).update(leased_until=Now() + LEASE):
        raise EnrolmentLost(claimed.subject_id)


def close(claimed: EnrolmentClaim) -> None:
    """Remove the subject from the queue, in the caller's transaction. Raises EnrolmentLost."""
    rows, _per_model = _ours(claimed).delete()
    if not rows:
        raise EnrolmentLost(claimed.subject_id)


def release(claimed: EnrolmentClaim) -> None:
    """Let another attempt begin at once."""
    _ours(claimed).update(leased_until=None, token=None)


def give_back(claimed: EnrolmentClaim) -> None:
    """Undo the claim, which does not count as an attempt."""
    _ours(claimed).update(leased_until=None, token=None, attempts=F("attempts") - 1)


def any_waiting() -> bool:
    """Whether something waits that nobody has leased."""
    return PendingEnrolment.objects.filter(_free()).exists()


def _free() -> Q:
    """What may be claimed. What is of a workspace that an owner closed waits for its restoring."""
    return (Q(leased_until=None) | Q(leased_until__lte=Now())) & Q(tenant__deletes_at=None)


def _ours(claimed: EnrolmentClaim) -> QuerySet[PendingEnrolment]:
    return PendingEnrolment.objects.filter(subject_id=claimed.subject_id, token=claimed.token)
