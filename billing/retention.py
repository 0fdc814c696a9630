"""Deleting what was only needed for a while. Each step deletes a batch and returns its size."""

from datetime import timedelta

from django.utils import timezone

from billing.models import QuotaNotice, WebhookEvent

NOTICES_KEPT = timedelta(days=400)
EVENTS_KEPT = timedelta(days=90)
"""As long as the provider may send an event again, it must be known: with Stripe 30 days."""
AT_ONCE = 1_000


def forget_notices() -> int:
    """Delete old notices about quotas."""
    old = QuotaNotice.objects.filter(begins__lt=timezone.now() - NOTICES_KEPT)
    return QuotaNotice.objects.filter(id__in=old.values("id")[:AT_ONCE]).delete()[0]


def forget_provider_events() -> int:
    """Delete old events of the payment provider's, the effect of which stays."""
    old = WebhookEvent.objects.filter(received_at__lt=timezone.now() - EVENTS_KEPT)
    return WebhookEvent.objects.filter(id__in=old.order_by().values("id")[:AT_ONCE]).delete()[0]
