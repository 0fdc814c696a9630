"""Takes: the recordings of a voice, in one mood or several, with their transcripts."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import OPERATOR, Actor
from activity.log import record
from activity.who import Thing
from tenants.models import Tenant
from tenants.refusal import Refused
from tenants.sealing.sealed_fields import sealed_value
from voices import consents, slots, storage
from voices.consents import Reading
from voices.decode import DecodedClip
from voices.enrolment import queue
from voices.enrolment.intake import read_recording
from voices.enrolment.models import PendingEnrolment
from voices.enrolment.waiver import waiver_of
from voices.models import NEUTRAL, Consent, Mood, Take, Voice

MAX_TAKES = 20
MAX_TRANSCRIPT = 1_000


def put(
    *,
    tenant: Tenant,
    voice: Voice,
    clip: DecodedClip,
    by: Actor,
    is_consent: bool = False,
    mood: str = NEUTRAL,
    transcript: str = "",
) -> Take:
    """Save a decoded clip as a take of the voice and queue it, in the caller's transaction."""
    transcript = checked_transcript(transcript)
    take = Take.objects.create(
        voice=voice,
        mood=_checked_mood(mood),
        is_consent=is_consent,
        language=voice.consent.language if is_consent and voice.consent else "",
        transcript=transcript,
        transcript_source=Take.TranscriptSource.GIVEN if transcript else "",
        seconds=clip.seconds,
        created_by=by.user,
    )
    storage.write_clip(tenant, voice.id, take.id, clip.samples)
    queue.put(tenant=tenant, subject_id=take.id, voice_id=voice.id)
    return take


def add_take(
    *,
    tenant: Tenant,
    voice: Voice,
    recording: bytes,
    by: Actor,
    mood: str = NEUTRAL,
    transcript: str = "",
    consent: Consent | Reading | None = None,
) -> Take:
    """Add another recording of the same person, in the same mood or another.

    Without `consent`, the voice's own must hold, and its speaker be heard in the recording. With
    one, it replaces the voice's own, and the recording must be its reading. Raises Refused.
    """
    if voice.status == Voice.Status.REVOKED:
        message = _("Consent to this voice was withdrawn. Record a new voice.")
        raise Refused("voice_revoked", message, status=409)
    if consent is None and needs_statement(tenant=tenant, voice=voice):
        message = _("The speaker's consent is not there any more: read the statement again.")
        raise Refused("consent_missing", message, param="consent", status=409)
    if isinstance(consent, Consent):
        consents.check_open(consent)
    clip = read_recording(recording, param="audio_sample")
    take = given = None
    try:
        with transaction.atomic():
            locked = _locked(voice)
            given = consents.given(tenant=tenant, consent=consent, clip=clip, by=by)
            if given is not None:
                locked.consent, locked.waiver_id = given, None
            if locked.status == Voice.Status.FAILED:
                slots.take_room(tenant)
                locked.status, locked.error_code = Voice.Status.PROCESSING, ""
                locked.progress = 0
            locked.save(update_fields=["consent", "waiver_id", "status", "error_code", "progress"])
            take = put(
                tenant=tenant,
                voice=locked,
                clip=clip,
                by=by,
                is_consent=given is not None,
                mood=mood,
                transcript=transcript,
            )
            _record("take.added", tenant, take, by)
    except BaseException:
        if take is not None:
            storage.remove_clip(tenant, voice.id, take.id)
        if given is not None:
            consents.forget_unrecorded(tenant=tenant, consent_id=given.id)
        raise
    return take


def _locked(voice: Voice) -> Voice:
    """The voice with its row locked, if it may have another recording. Raises Refused."""
    locked = Voice.objects.select_for_update().filter(id=voice.id).first()
    if locked is None or locked.status == Voice.Status.REVOKED:
        raise Refused("voice_not_found", _("The voice was deleted meanwhile."), status=404)
    if (
        locked.takes.exclude(status__in=(Take.Status.REFUSED, Take.Status.FAILED)).count()
        >= MAX_TAKES
    ):
        message = _("A voice has at most %(count)s recordings. Delete one.")
        raise Refused("too_many_takes", message % {"count": MAX_TAKES}, status=409)
    return locked


def needs_statement(*, tenant: Tenant, voice: Voice) -> bool:
    """Whether the next recording of the voice must be the reading of a new statement."""
    if voice.consent is None:
        return waiver_of(tenant) is None
    held = voice.consent.status in (Consent.Status.VERIFIED, Consent.Status.PENDING)
    return not (held and voice.consent.has_recording)


def correct_transcript(*, tenant: Tenant, take: Take, transcript: str, by: Actor) -> Take:
    """Set the transcript of a take. Raises Refused.

    Some engines need it. If the recording is still kept, the take is made again with it; a take
    that waits will be made with it.
    """
    transcript = checked_transcript(transcript)
    if not transcript:
        message = _("Write down what is said in the recording.")
        raise Refused("transcript_missing", message, param="transcript")
    with transaction.atomic():
        changed = transcript != take.transcript
        Take.objects.filter(id=take.id).update(
            transcript=sealed_value(take, "transcript", transcript),
            transcript_source=Take.TranscriptSource.GIVEN,
        )
        if changed and take.status == Take.Status.READY and take.clip_kept:
            queue.put(tenant=tenant, subject_id=take.id, voice_id=take.voice_id)
        _record("take.corrected", tenant, take, by)
    take.refresh_from_db()
    return take


def delete_take(*, tenant: Tenant, take: Take, by: Actor = OPERATOR) -> None:
    """Delete a recording and its conditionings. Raises Refused if it is the voice's last."""
    with transaction.atomic():
        PendingEnrolment.objects.filter(tenant=tenant, subject_id=take.id).delete()
        voice = Voice.objects.select_for_update().get(id=take.voice_id)
        others = voice.takes.exclude(id=take.id)
        if voice.status == Voice.Status.READY and not others.filter(status="ready").exists():
            message = _("A voice needs one finished recording. Delete the voice instead.")
            raise Refused("last_take", message, status=409)
        _record("take.deleted", tenant, take, by)
        Take.objects.filter(id=take.id).delete()
        storage.remove_clip(tenant, voice.id, take.id)


def _record(action: str, tenant: Tenant, take: Take, by: Actor) -> None:
    record(
        action=action,
        by=by.who,
        tenant=tenant,
        thing=Thing("take", str(take.id), take.voice.name),
        details={"voice": take.voice_id, "mood": take.mood},
    )


def checked_transcript(transcript: str) -> str:
    """The transcript in one line. Raises Refused if it is too long or can't be shown."""
    transcript = " ".join(transcript.split())
    if len(transcript) > MAX_TRANSCRIPT or not transcript.isprintable():
        message = _("A transcript has at most %(count)s characters, without control characters.")
        raise Refused("transcript_invalid", message % {"count": MAX_TRANSCRIPT}, param="transcript")
    return transcript


def _checked_mood(mood: str) -> str:
    if mood not in Mood.values:
        message = _("There is no mood “%(mood)s”; there are: %(known)s.")
        figures = {"mood": mood[:20], "known": ", ".join(Mood.values)}
        raise Refused("mood_unknown", message % figures, param="mood")
    return mood
