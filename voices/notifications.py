"""Who is told what becomes of a voice: webhooks and people, in the caller's transaction."""

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.actor import Actor
from accounts.models import User
from notices.services import notify
from tenants.models import Tenant
from voices.models import Voice
from webhooks.services import enqueue


def notify_ready(tenant: Tenant, voice: Voice) -> None:
    """Tell that a voice can be used."""
    data = {"id": voice.id, "object": "audio.voice", "name": voice.name, "status": "ready"}
    enqueue(tenant=tenant, event="voice.ready", data={**data, "error": None})
    _tell("voice.ready", tenant, voice, {voice.holder_id})


def notify_rejected(tenant: Tenant, voice: Voice, code: str) -> None:
    """Tell that no voice can be made, and why."""
    data = {"id": voice.id, "object": "audio.voice", "name": voice.name, "status": "failed"}
    enqueue(tenant=tenant, event="voice.rejected", data={**data, "error": {"code": code}})
    _tell("voice.failed", tenant, voice, {voice.holder_id})


def notify_gone(
    *, tenant: Tenant, voice: Voice, by: Actor, deleted: bool, unused: bool = False
) -> None:
    """Tell the speaker that the voice is deleted, or its consent withdrawn, and those whose lessons
    use it; but not who did it."""
    name = by.user.name if by.user else ""
    if voice.speaker_id != by.user_id:
        how: dict[str, str | bool] = {"by": name, "deleted": deleted, "unused": unused}
        _tell("voice.own_gone", tenant, voice, {voice.speaker_id}, **how)
    lessons: dict[int, int] = import_string(settings.LESSONS_WITH_VOICE)(voice.id)
    for author, count in lessons.items():
        if author not in (by.user_id, voice.speaker_id):
            _tell("voice.gone", tenant, voice, {author}, lessons=count)


def _tell(
    kind: str, tenant: Tenant, voice: Voice, to: set[int | None], **details: str | int | bool
) -> None:
    people = User.objects.filter(id__in=[each for each in to if each is not None])
    notify(kind=kind, to=people, tenant=tenant, details={"voice": voice.name, **details})
