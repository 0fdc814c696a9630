from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import User
from activity.log import record
from activity.who import Thing
from tenants.models import Tenant
from tenants.refusal import Refused
from voices import consents, purge, slots, storage, takes
from voices.consents import Reading
from voices.enrolment.intake import MAX_SECONDS, MIN_SECONDS, read_recording
from voices.enrolment.models import ConsentWaiver
from voices.enrolment.waiver import waiver_of
from voices.models import NEUTRAL, Consent, Voice

__all__ = ["MAX_NAME", "MAX_SECONDS", "MIN_SECONDS", "add_voice", "delete_voice", "rename_voice"]

MAX_NAME = 60


def add_voice(
    *,
    tenant: Tenant,
    name: str,
    recording: bytes,
    consent: Consent | Reading | None,
    by: Actor,
    speaker: User | None = None,
    transcript: str = "",
    mood: str = NEUTRAL,
    reserved_names: frozenset[str] = frozenset(),
) -> Voice:
    """Save a recording and queue it, to have a voice made of it.

    With a Reading, or a consent whose statement was not read yet, the recording must be the
    reading: it is consent, clip and transcript at once. Without a consent, the operator must have
    waived it.

    Raises Refused, and keeps nothing: the name is empty or taken, the plan has no room, or the
    consent or the recording can't be used.
    """
    name = _checked_name(name, reserved_names)
    slots.check_room(tenant)
    waiver = _usable(tenant, consent)
    clip = read_recording(recording, param="audio_sample")
    voice = Voice(
        name=name,
        clip_seconds=clip.seconds,
        waiver_id=waiver.id if waiver else None,
        speaker=speaker,
        created_by=by.user,
    )
    is_consent = isinstance(consent, Reading) or (consent is not None and consent.seconds is None)
    try:
        with transaction.atomic():
            slots.take_room(tenant)
            voice.consent = consents.given(tenant=tenant, consent=consent, clip=clip, by=by)
            voice.save(force_insert=True)
            takes.put(
                tenant=tenant,
                voice=voice,
                clip=clip,
                is_consent=is_consent,
                mood=mood,
                transcript=transcript,
                by=by,
            )
            record(
                action="voice.made",
                by=by.who,
                tenant=tenant,
                thing=Thing("voice", voice.id, voice.name),
                details={"consent": voice.consent_id, "waived": waiver is not None},
            )
    except BaseException as error:
        storage.remove_voice(tenant, voice.id)
        if is_consent and voice.consent_id:
            consents.forget_unrecorded(tenant=tenant, consent_id=voice.consent_id)
        if isinstance(error, IntegrityError):
            raise _name_taken(name) from None
        raise
    return voice


def rename_voice(
    *,
    tenant: Tenant,
    voice: Voice,
    name: str,
    by: Actor,
    reserved_names: frozenset[str] = frozenset(),
) -> Voice:
    """Give a voice another name. Raises Refused."""
    name = " ".join(name.split())
    if name.lower() != voice.name.lower():
        name = _checked_name(name, reserved_names)
    before, voice.name = voice.name, name
    try:
        with transaction.atomic():
            voice.save(update_fields=["name"])
            record(
                action="voice.renamed",
                by=by.who,
                tenant=tenant,
                thing=Thing("voice", voice.id, name),
                details={"from": before, "to": name},
            )
    except IntegrityError:
        raise _name_taken(name) from None
    return voice


def delete_voice(*, tenant: Tenant, voice: Voice, by: Actor) -> None:
    """Delete a voice and all its data, and stop its jobs."""
    purge.purge_for_good(tenant=tenant, voice_id=voice.id, by=by)


def _usable(tenant: Tenant, consent: Consent | Reading | None) -> ConsentWaiver | None:
    """The operator's waiver if there is no consent. Raises Refused if neither holds."""
    if consent is None:
        if waiver := waiver_of(tenant):
            return waiver
        message = _("A voice needs the consent of its speaker: give the id of a consent.")
        raise Refused("consent_missing", message, param="consent")
    if isinstance(consent, Reading):
        return None
    if consent.status == Consent.Status.REVOKED:
        message = _("This consent was withdrawn.")
        raise Refused("consent_revoked", message, param="consent", status=409)
    if consent.status == Consent.Status.REJECTED:
        message = _("This consent was not accepted. Ask for a new statement.")
        raise Refused("consent_rejected", message, param="consent", status=409)
    if consent.seconds is None:
        consents.check_open(consent)
    elif not consent.has_recording:
        message = _("The recording of this consent was deleted with its voice. Record a new one.")
        raise Refused("consent_recording_gone", message, param="consent", status=409)
    return None


def _checked_name(name: str, reserved: frozenset[str]) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refused("name_missing", _("Give the voice a name."), param="name")
    if len(name) > MAX_NAME:
        message = _("A voice's name has at most %(count)s characters.") % {"count": MAX_NAME}
        raise Refused("name_too_long", message, param="name")
    if not name.isprintable():
        raise Refused(
            "name_invalid", _("The name holds a character that can't be shown."), param="name"
        )
    if name.lower() in reserved or Voice.objects.filter(name__iexact=name).exists():
        raise _name_taken(name)
    return name


def _name_taken(name: str) -> Refused:
    message = _("There is a voice named “%(name)s”; choose another name.") % {"name": name}
    return Refused("name_taken", message, param="name", status=409)
