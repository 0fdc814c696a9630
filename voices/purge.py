"""Deletes all data of a voice, at once and for good.

The order is the same everywhere: first what waits for enrolment (a worker locks that row while it
finishes, so it is done before, or finds nothing to finish), then consent, voice, files. The files
are deleted before the commit, so that after a crash the voice is still there to be purged again.
Jobs are stopped last; meanwhile workers find no conditioning for their next segment.
"""

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.actor import OPERATOR, Actor
from accounts.models import User
from activity.log import record
from activity.who import Thing
from tenants.models import Tenant
from voices import storage
from voices.enrolment.models import PendingEnrolment
from voices.models import Consent, Take, Voice
from voices.notifications import notify_gone
from voices.tone import services as tone


def purge_for_good(
    *, tenant: Tenant, voice_id: str, by: Actor = OPERATOR, unused: bool = False
) -> None:
    """Delete a voice with its takes, conditionings, clips and sample, and stop its jobs.

    Its consent's recording is deleted, too, unless another voice depends on that; the record of
    the consent stays. Nothing happens if the voice is deleted already. `unused`: as nobody used it.
    """
    with transaction.atomic():
        PendingEnrolment.objects.filter(tenant=tenant, voice_id=voice_id).delete()
        voice = Voice.objects.select_for_update().filter(id=voice_id).first()
        if voice is None:
            return
        consent_id = voice.consent_id
        record(
            action="voice.deleted",
            by=by.who,
            tenant=tenant,
            thing=Thing("voice", voice_id, voice.name),
        )
        if voice.status != Voice.Status.REVOKED:
            notify_gone(tenant=tenant, voice=voice, by=by, deleted=True, unused=unused)
        voice.delete()
        tone.forget(voice_id)
        if consent_id and not Voice.objects.filter(consent_id=consent_id).exists():
            purge_recording(tenant=tenant, consent_id=consent_id)
        storage.remove_voice(tenant, voice_id)
    stop_jobs(tenant=tenant, voice_id=voice_id, code="voice_deleted")


def revoke(*, tenant: Tenant, consent_id: str, by: Actor) -> list[str]:
    """Revoke a consent and purge all voices that depend on it; returns their ids.

    The voices' rows stay, to show why they can't speak. To revoke again changes nothing.
    """
    with transaction.atomic():
        of_voices = Voice.objects.filter(consent_id=consent_id).values_list("id", flat=True)
        waiting = PendingEnrolment.objects.filter(tenant=tenant)
        waiting.filter(voice_id__in=list(of_voices)).delete()
        waiting.filter(subject_id=consent_id).delete()
        consent = Consent.objects.select_for_update().get(id=consent_id)
        if consent.status != Consent.Status.REVOKED:
            consent.status = Consent.Status.REVOKED
            consent.revoked_at = timezone.now()
            consent.revoked_by, consent.revoked_by_token = by.user, by.api_token
            consent.save(update_fields=["status", "revoked_at", "revoked_by", "revoked_by_token"])
            record(
                action="consent.revoked",
                by=by.who,
                tenant=tenant,
                thing=Thing("consent", consent.id, consent.person),
                details={"voices": list(consent.voices.values_list("name", flat=True))},
            )
        voices = list(Voice.objects.select_for_update().filter(consent=consent))
        for voice in voices:
            if voice.status != Voice.Status.REVOKED:
                notify_gone(tenant=tenant, voice=voice, by=by, deleted=False)
            Take.objects.filter(voice=voice).delete()  # their conditionings go with them
            voice.status, voice.error_code = Voice.Status.REVOKED, "voice_revoked"
            voice.save(update_fields=["status", "error_code"])
            storage.remove_voice(tenant, voice.id)
        purge_recording(tenant=tenant, consent_id=consent_id)
    for voice in voices:
        stop_jobs(tenant=tenant, voice_id=voice.id, code="voice_revoked")
    return [voice.id for voice in voices]


def purge_recording(*, tenant: Tenant, consent_id: str) -> None:
    """Delete a consent's recording; its record stays."""
    Consent.objects.filter(id=consent_id).update(has_recording=False)
    storage.remove_consent(tenant, consent_id)


def purge_speaker(*, tenant: Tenant, user: User) -> None:
    """Revoke or delete all voices of a person who leaves the workspace."""
    of_user = Voice.objects.filter(speaker=user)
    for consent_id in set(of_user.exclude(consent=None).values_list("consent_id", flat=True)):
        revoke(tenant=tenant, consent_id=consent_id, by=Actor(user=user))
    for voice_id in of_user.values_list("id", flat=True):
        purge_for_good(tenant=tenant, voice_id=voice_id, by=Actor(user=user))


def stop_jobs(*, tenant: Tenant, voice_id: str, code: str) -> None:
    """Have the jobs that use the voice stopped."""
    # By name, as voices may not import the layer above, which has jobs.
    import_string(settings.ON_VOICE_GONE)(tenant=tenant, voice_id=voice_id, code=code)
