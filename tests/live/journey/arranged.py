"""What a lesson's journey needs and no page gives: `python manage.py shell -c` runs these beside a
running Lectern (Stack.console)."""

import json
from datetime import timedelta

import numpy as np
from django.db.models import Sum
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from billing.models import PlanOverride
from billing.usage.models import DailyUsage
from synthesis.dispatch.models import Lease
from synthesis.engines.base import Conditioning
from synthesis.models import Segment
from tenants.context import in_tenant
from tenants.models import Tenant
from voices.models import Take, Voice, VoiceConditioning


def add_voice(slug: str, name: str) -> None:
    """Give the owner a voice that the humming engine can use; prints its id."""
    tenant = Tenant.objects.get(slug=slug)
    owner = User.objects.get(memberships__tenant=tenant)
    with in_tenant(tenant):
        voice = Voice.objects.create(name=name, status="ready", clip_seconds=8, speaker=owner)
        take = Take.objects.create(voice=voice, status="ready", seconds=8, clip_kept=False)
        row = VoiceConditioning(voice=voice, take=take, engine="kokoro")
        kept = Conditioning("kokoro", 1, {"pitch": np.array(250.0)}).dump()
        row.sealed = tenant.seal(kept, about=row.about)
        row.save()
    print(json.dumps(voice.id))


def count(slug: str) -> None:
    """Print what is counted, what is reserved, and what was made: milliseconds and segments."""
    with in_tenant(Tenant.objects.get(slug=slug)):
        used = DailyUsage.objects.aggregate(used=Sum("used_ms"), reserved=Sum("reserved_ms"))
        made = Segment.objects.filter(free=False).exclude(finished_at=None)
        total = made.aggregate(ms=Sum("audio_ms"))["ms"]
        print(json.dumps({**used, "made": total, "segments": made.count()}))


def use_up_quota(slug: str) -> None:
    """Leave nothing of today's quota."""
    PlanOverride.objects.create(
        tenant=Tenant.objects.get(slug=slug),
        reason="journey",
        expires_at=timezone.now() + timedelta(days=1),
        daily_ms=1,
    )


def give_quota(slug: str) -> None:
    """Take that back."""
    PlanOverride.objects.filter(tenant__slug=slug, reason="journey").delete()


def let_leases_expire(slug: str) -> None:
    """As if the time that a lease lasts had passed since a worker renewed it last; prints how many
    there were."""
    leases = Lease.objects.filter(entry__share__tenant__slug=slug)
    print(json.dumps(leases.update(leased_until=Now())))
