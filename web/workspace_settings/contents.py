"""What a workspace holds, in the figures that its owners know: what deleting it would take."""

from dataclasses import dataclass

from django.db.models import Sum
from django.utils import timezone

from lessons.models import Lesson
from synthesis.models import Job
from tenants.models import Tenant
from voices.models import Voice

HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Contents:
    """How much a workspace holds. `tokens` are those that work; `audio_ms` is of all audio that
    was made here and is kept, of lessons and of jobs by API."""

    members: int
    lessons: int
    voices: int
    tokens: int
    audio_ms: int

    @property
    def audio_hours(self) -> float:
        """Hours of audio."""
        return self.audio_ms / HOUR_MS


def contents_of(tenant: Tenant) -> Contents:
    """The figures, in the tenant's schema."""
    kept = Job.objects.filter(audio_expired_at=None)
    tokens = tenant.api_tokens.filter(revoked_at=None, expires_at__gt=timezone.now())
    return Contents(
        members=tenant.memberships.count(),
        lessons=Lesson.objects.count(),
        voices=Voice.objects.count(),
        tokens=tokens.count(),
        audio_ms=kept.aggregate(sum=Sum("audio_ms"))["sum"] or 0,
    )
