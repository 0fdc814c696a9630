"""Whether a workspace keeps recordings after the voices are made; deleting them is the default."""

from django.db import transaction

from accounts.actor import OPERATOR, Actor
from activity.log import record
from tenants.models import Tenant
from voices import storage
from voices.models import RecordingPolicy, Take


def keeps_originals() -> bool:
    """The setting of the workspace whose schema is open."""
    return RecordingPolicy.objects.filter(keep_originals=True).exists()


@transaction.atomic
def set_keeps_originals(*, tenant: Tenant, keep: bool, by: Actor = OPERATOR) -> None:
    """Change the setting. To delete from now on also deletes what was kept so far."""
    RecordingPolicy.objects.update_or_create(
        id=1, defaults={"keep_originals": keep, "changed_by": by.user}
    )
    record(
        action="retention.recordings_changed",
        by=by.who,
        tenant=tenant,
        details={"keep_recordings": keep},
    )
    if keep:
        return
    unmade = (Take.Status.PROCESSING, Take.Status.WAITING)
    kept = Take.objects.filter(clip_kept=True).exclude(status__in=unmade)
    for take in kept:
        storage.remove_clip(tenant, take.voice_id, take.id)
    kept.update(clip_kept=False)
