from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from runtime import ticks
from tenants.limits import limits_of
from tenants.models import Tenant
from tenants.refusal import Refused
from voices import storage
from voices.decode import ClipRefused, DecodedClip, decode
from voices.enrolment.models import PendingEnrolment
from voices.models import Voice
from voices.tone import services as tone

MIN_SECONDS = 3.0
MAX_SECONDS = 30.0
SILENCE_DBFS = -55.0
MAX_NAME = 60


def add_voice(
    *,
    tenant: Tenant,
    name: str,
    recording: bytes,
    created_by: User | None = None,
    reserved_names: frozenset[str] = frozenset(),
) -> Voice:
    """Take a recording in and queue the making of a voice from it.

    Raises Refused: the name is empty or taken, the plan has no room, the recording is no usable
    clip. Nothing is kept then.
    """
    name = " ".join(name.split())
    _check_name(name, reserved_names)
    limits = limits_of(tenant)
    if Voice.objects.count() >= limits.max_voices:
        message = _("Your plan holds %(count)s voices. Delete one, or ask for a larger plan.")
        raise Refused("too_many_voices", message % {"count": limits.max_voices}, status=402)
    clip = _decode(recording)
    voice = Voice(name=name, clip_seconds=clip.seconds, created_by=created_by)
    storage.write_clip(tenant, voice.id, clip.samples)
    try:
        with transaction.atomic():
            voice.save(force_insert=True)
            PendingEnrolment.objects.create(tenant=tenant, voice_id=voice.id)
            transaction.on_commit(tick)
    except IntegrityError:
        storage.remove(tenant, voice.id)
        raise _name_taken(name) from None
    except BaseException:
        storage.remove(tenant, voice.id)
        raise
    return voice


def delete_voice(*, tenant: Tenant, voice: Voice) -> None:
    """Delete a voice: its conditioning, clip and sample."""
    with transaction.atomic():
        PendingEnrolment.objects.filter(voice_id=voice.id).delete()
        Voice.objects.filter(id=voice.id).delete()
        tone.forget(voice.id)
    storage.remove(tenant, voice.id)


def tick() -> None:
    """Tell the enrolment worker that a voice may wait. A lost tick is made up for by beat."""
    ticks.send("synthesis.tasks.enrol_waiting", queue="enrolment")


def _check_name(name: str, reserved: frozenset[str]) -> None:
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


def _name_taken(name: str) -> Refused:
    message = _("There is a voice named “%(name)s”; choose another name.") % {"name": name}
    return Refused("name_taken", message, param="name", status=409)


def _decode(recording: bytes) -> DecodedClip:
    try:
        clip = decode(recording)
    except ClipRefused as refusal:
        message = _(refusal.message).format(**refusal.figures)
        raise Refused(refusal.code, message, param="audio_sample") from None
    figures = {"seconds": clip.seconds, "min": int(MIN_SECONDS), "max": int(MAX_SECONDS)}
    if clip.rms_dbfs < SILENCE_DBFS:
        message = _("The recording is silent. Check that the right microphone is on.")
        raise Refused("clip_silent", message, param="audio_sample")
    if clip.seconds < MIN_SECONDS:
        message = _(
            "The recording holds %(seconds).1f seconds of sound and %(min)d are needed. "
            "Read a sentence or two."
        )
        raise Refused("clip_too_short", message % figures, param="audio_sample")
    if clip.seconds > MAX_SECONDS:
        message = _(
            "The recording is %(seconds)d seconds long and at most %(max)d are taken. "
            "Cut out its best part."
        )
        raise Refused("clip_too_long", message % figures, param="audio_sample")
    return clip
