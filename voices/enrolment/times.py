"""How long a recording takes here to become part of a voice, as it was measured."""

from datetime import timedelta
from math import ceil

from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from voices.enrolment.models import MakingTime, PendingEnrolment
from voices.enrolment.queue import EnrolmentClaim

RECENT = 50
"""So many are looked at: what a machine took months ago says little."""
KEPT = timedelta(days=30)


def note(claimed: EnrolmentClaim) -> None:
    """Note how long the claimed take took since it was queued, in the transaction that ends it."""
    waited = PendingEnrolment.objects.filter(subject_id=claimed.subject_id)
    for took in waited.annotate(took=Now() - F("created_at")).values_list("took", flat=True):
        MakingTime.objects.create(seconds=took.total_seconds())
    MakingTime.objects.filter(finished_at__lt=timezone.now() - KEPT).delete()


def usual_seconds() -> float | None:
    """Within how many seconds four of five of the latest takes were ready; None without any."""
    latest = MakingTime.objects.order_by("-finished_at", "-id")[:RECENT]
    times = sorted(latest.values_list("seconds", flat=True))
    if not times:
        return None
    return times[ceil(len(times) * 4 / 5) - 1]
