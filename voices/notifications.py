"""Webhook events about voices."""

from tenants.models import Tenant
from voices.models import Voice
from webhooks.services import enqueue


def notify_ready(tenant: Tenant, voice: Voice) -> None:
    """Queue the event that a voice can be used, in the caller's transaction."""
    data = {"id": voice.id, "object": "audio.voice", "name": voice.name, "status": "ready"}
    enqueue(tenant=tenant, event="voice.ready", data={**data, "error": None})


def notify_rejected(tenant: Tenant, voice: Voice, code: str) -> None:
    """Queue the event that no voice can be made, and why, in the caller's transaction."""
    data = {"id": voice.id, "object": "audio.voice", "name": voice.name, "status": "failed"}
    enqueue(tenant=tenant, event="voice.rejected", data={**data, "error": {"code": code}})
