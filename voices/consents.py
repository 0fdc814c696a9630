"""Consents: a statement is issued, read aloud, checked in the background, and may be revoked."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from activity.log import record
from activity.who import Thing
from tenants.models import Tenant
from tenants.refusal import Refused
from voices import confirmation, purge, storage
from voices.confirmation import UNNAMED, Speaker
from voices.consent import wording
from voices.decode import DecodedClip
from voices.enrolment import draws, queue
from voices.enrolment.intake import read_recording
from voices.models import Consent, StatementDraw

MAX_PERSON = 100


@dataclass(frozen=True, slots=True)
class Reading:
    """A statement that a page showed, and that is read in the recording uploaded with it."""

    drawn: StatementDraw
    person: str
    language: str
    speaker: Speaker = UNNAMED


def issue(
    *,
    tenant: Tenant,
    person: str,
    language: str,
    name: str = "",
    by: Actor,
    drawn: StatementDraw | None = None,
    speaker: Speaker = UNNAMED,
) -> Consent:
    """Save the statement that a person is to read aloud; there is no recording yet.

    `language` is a BCP 47 tag of Chinese or English. Number and words are drawn, unless `drawn` has
    them. Raises Refused.
    """
    person = " ".join(person.split())
    if not person or not person.isprintable() or len(person) > MAX_PERSON:
        message = _("Give the name of the person who speaks, in at most %(count)s characters.")
        raise Refused("person_invalid", message % {"count": MAX_PERSON}, param="name")
    _forget_unread()
    spoken = spoken_language(language)
    drawn = drawn or draws.draw(tenant=tenant, by=by)
    words = draws.words_of(drawn, spoken)
    consent = Consent(
        name=name or person,
        person=person,
        organisation=tenant.name,
        language=spoken,
        language_tag=language[:35],
        statement=wording.statement(
            language=spoken,
            name=person,
            organisation=tenant.name,
            number=drawn.number,
            words=words,
        ),
        number=drawn.number,
        words=" ".join(words),
        ticket=drawn.id,
        **confirmation.of(tenant=tenant, speaker=speaker, by=by, language=spoken),
        recorded_by=by.user,
        recorded_by_token=by.api_token,
    )
    with transaction.atomic():
        consent.save(force_insert=True)
        _record("consent.issued", tenant, consent, by)
        if consent.release_accepted_at is not None:
            confirmation.mail_release(tenant=tenant, consent=consent)
    return consent


def spoken_language(tag: str) -> str:
    """The language of the statement for a BCP 47 tag: "zh" or "en". Raises Refused for others."""
    language = tag.strip().replace("_", "-").partition("-")[0].lower()
    if language in ("cmn", "zho"):
        language = "zh"
    if language not in wording.LANGUAGES:
        message = _("There are consent statements in Chinese and in English only.")
        raise Refused("language_unsupported", message, param="language")
    return language


def give_recording(*, tenant: Tenant, consent: Consent, recording: bytes, by: Actor) -> Consent:
    """Save the reading of an issued statement, and queue its check.

    Raises Refused: the statement was read before, is too old, or the recording can't be used.
    """
    check_open(consent)
    clip = read_recording(recording, param="recording")
    try:
        with transaction.atomic():
            keep_recording(tenant=tenant, consent=consent, clip=clip)
            queue.put(tenant=tenant, subject_id=consent.id)
            _record("consent.recorded", tenant, consent, by)
    except BaseException:
        storage.remove_consent(tenant, consent.id)
        raise
    return consent


def given(
    *, tenant: Tenant, consent: Consent | Reading | None, clip: DecodedClip, by: Actor
) -> Consent | None:
    """The consent to a clip, in the caller's transaction.

    If its statement was not read yet, the clip is saved as the reading. Raises Refused.
    """
    if isinstance(consent, Reading):
        consent = issue(
            tenant=tenant,
            person=consent.person,
            language=consent.language,
            drawn=consent.drawn,
            speaker=consent.speaker,
            by=by,
        )
    if consent is not None and consent.seconds is None:
        check_open(consent)
        keep_recording(tenant=tenant, consent=consent, clip=clip)
        _record("consent.recorded", tenant, consent, by)
    return consent


def forget_unrecorded(*, tenant: Tenant, consent_id: str) -> None:
    """Remove the file of a recording whose transaction failed."""
    if not Consent.objects.filter(id=consent_id, has_recording=True).exists():
        storage.remove_consent(tenant, consent_id)


def check_open(consent: Consent) -> None:
    """Raises Refused unless the consent's statement can still be read."""
    if consent.seconds is not None or consent.status != Consent.Status.PENDING:
        message = _("This statement was read before. Ask for a new one.")
        raise Refused("consent_recorded", message, param="consent", status=409)
    if timezone.now() - consent.created_at > settings.STATEMENT_LIFETIME:
        message = _("This statement is too old. Ask for a new one.")
        raise Refused("statement_expired", message, param="consent", status=409)


def keep_recording(*, tenant: Tenant, consent: Consent, clip: DecodedClip) -> None:
    """Save the reading, sealed. A caller whose transaction fails must remove the file."""
    now = timezone.now()
    taken = Consent.objects.filter(id=consent.id, seconds=None).update(
        seconds=clip.seconds, has_recording=True, recorded_at=now
    )
    if not taken:
        message = _("This statement was read before. Ask for a new one.")
        raise Refused("consent_recorded", message, param="consent", status=409)
    consent.seconds, consent.has_recording, consent.recorded_at = clip.seconds, True, now
    storage.write_consent(tenant, consent.id, clip.samples)


def _forget_unread() -> None:
    """Delete old statements that nobody read: they are no record of a consent."""
    too_old = timezone.now() - settings.STATEMENT_LIFETIME
    Consent.objects.filter(seconds=None, created_at__lt=too_old).delete()


def waiting_statement(*, person: str, language: str) -> Consent | None:
    """The person's newest statement that can still be read."""
    since = timezone.now() - settings.STATEMENT_LIFETIME
    waiting = Consent.objects.filter(
        status=Consent.Status.PENDING, seconds=None, hidden_at=None, created_at__gt=since
    )
    name = " ".join(person.split())
    return waiting.filter(name__iexact=name, language=spoken_language(language)).first()


def listed() -> QuerySet[Consent]:
    """The consents that REST shows: all that were not deleted there."""
    return Consent.objects.filter(hidden_at=None)


@transaction.atomic
def rename(*, tenant: Tenant, consent: Consent, name: str, by: Actor) -> Consent:
    """Change the label; the statement does not change. Raises Refused."""
    name = " ".join(name.split())
    if not name or not name.isprintable() or len(name) > MAX_PERSON:
        message = _("A consent's name has 1 to %(count)s characters.") % {"count": MAX_PERSON}
        raise Refused("name_invalid", message, param="name")
    consent.name = name
    consent.save(update_fields=["name"])
    _record("consent.renamed", tenant, consent, by)
    return consent


def _record(action: str, tenant: Tenant, consent: Consent, by: Actor) -> None:
    thing = Thing("consent", consent.id, consent.person)
    record(action=action, by=by.who, tenant=tenant, thing=thing)


def revoke(*, tenant: Tenant, consent: Consent, by: Actor) -> Consent:
    """Revoke a consent: its voices are purged and their jobs stopped at once. The record stays."""
    purge.revoke(tenant=tenant, consent_id=consent.id, by=by)
    consent.refresh_from_db()
    return consent


def delete(*, tenant: Tenant, consent: Consent, by: Actor) -> None:
    """Revoke a consent and hide it from REST. The record stays on the workspace's page."""
    revoke(tenant=tenant, consent=consent, by=by)
    with transaction.atomic():
        Consent.objects.filter(id=consent.id).update(hidden_at=timezone.now())
        _record("consent.hidden", tenant, consent, by)
