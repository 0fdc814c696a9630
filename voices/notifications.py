"""What programs are told about voices (webhooks)."""

from tenants.models import Tenant
from voices.models import Voice
from webhooks.services import enqueue


def tell_made(tenant: Tenant, voice: Voice) -> None:
    """Send that the voice can be used, in the caller's transaction."""
    data = {"id": voice.id, "object": "audio.voice", "name": voice.name, "status": "ready"}
    enqueue(tenant=tenant, event="voice.ready", data={**data, "error": None})


def tell_rejected(tenant: Tenant, voice: Voice, code: str) -> None:
    """Send that no voice comes of the recording, and why, in the caller's transaction."""
    data = {"id": voice.id, "object": "audio.voice", "name": voice.name, "status": "failed"}
    enqueue(tenant=tenant, event="voice.rejected", data={**data, "error": {"code": code}})
