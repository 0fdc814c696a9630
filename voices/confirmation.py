"""The speaker's own word: whose voice it is confirms a consent, from their account or by a link.

Who records says whose voice it is: their own, or that of somebody with an e-mail address. A member
of the workspace is asked in their inbox, anybody else by a mailed link. Until they confirm, voices
made under the consent wait; if they decline, or don't answer in time, everything of it is deleted.
"""

import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.mails import queued_mail
from accounts.mails.order import Order
from accounts.models import Membership, User
from activity.log import record
from activity.who import Kind, Thing, Who, system
from notices.services import notify
from tenants.models import Tenant
from tenants.naming.plain_names import inert
from tenants.refusal import Refused
from voices import purge, releases
from voices.enrolment import queue
from voices.models import Consent, Take, Voice
from voices.notifications import notify_ready

VALID = timedelta(days=14)
ENDED_AT_ONCE = 50
LONGEST_EMAIL = 254

Confirmation = Consent.Confirmation
_signer = Signer(salt="voices.confirmation")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whose voice it is, as whoever records it says: their own, or that of an address. Neither:
    somebody of the workspace has to name them later."""

    own: bool = False
    email: str = ""
    release: str = ""
    """The digest of the release that they have accepted, where it is their own."""


UNNAMED = Speaker()


@dataclass(frozen=True, slots=True)
class MailedSpeaker(Actor):
    """A speaker without an account here, who came by the link in a mail."""

    email: str = ""

    @property
    def who(self) -> Who:
        return Who(Kind.PERSON, label=self.email, origin=self.origin)


def of(*, tenant: Tenant, speaker: Speaker, by: Actor, language: str) -> dict[str, object]:
    """The fields of a new consent that say who has to confirm it, and what they have to accept, in
    the language of the statement. Raises Refused.

    Whoever records their own voice and has accepted the release need not be asked any more.
    """
    email = speaker.email.strip().lower()
    own = speaker.own or bool(by.user and by.user.email.lower() == email)
    if own and by.user is not None:
        accepted = releases.accepted(tenant=tenant, digest=speaker.release)
        if accepted is not None:
            kept = releases.fields(accepted) | {"release_accepted_at": timezone.now()}
            return {"confirmation": Confirmation.OWN, "speaker": by.user, **kept}
        email = by.user.email.lower()
    offered = releases.fields(releases.current(tenant=tenant, language=language))
    waits = {"confirmation": Confirmation.WAITS, **offered}
    if not email:
        return waits
    return {**waits, "speaker": _member(tenant, _checked(email)), "speaker_email": email}


@transaction.atomic
def name_speaker(*, tenant: Tenant, consent: Consent, email: str, by: Actor) -> Consent:
    """Say, or correct, whose voice it is, and ask them. Raises Refused: they have answered."""
    consent = _waiting(consent.id)
    email = _checked(email.strip().lower())
    consent.speaker, consent.speaker_email = _member(tenant, email), email
    consent.save(update_fields=["speaker", "speaker_email"])
    _record("consent.speaker_named", tenant, consent, by.who)
    if consent.status == Consent.Status.VERIFIED:
        ask(tenant=tenant, consent=consent)
    return consent


def ask(*, tenant: Tenant, consent: Consent) -> None:
    """Ask the speaker of a checked consent to confirm it, in the caller's transaction. Nothing
    happens where there is nobody to ask, or they have answered."""
    if consent.confirmation != Confirmation.WAITS or not consent.speaker_email:
        return
    Consent.objects.filter(id=consent.id).update(asked_at=timezone.now())
    recorder = consent.recorded_by.name if consent.recorded_by else ""
    if consent.speaker is not None:
        details = {"by": recorder, "person": consent.person}
        notify(kind="consent.asked", to=[consent.speaker], tenant=tenant, details=details)
        mail_release(tenant=tenant, consent=consent)
        return
    context = {
        "by": recorder,
        "organisation": tenant.name,
        "person": consent.person,
        "link": link_of(tenant, consent),
        "days": VALID.days,
        "release": _in_mail(consent),
    }
    order = Order("speaker", consent.speaker_email, tenant.language, context)
    queued_mail.queue_all([order])


def mail_release(*, tenant: Tenant, consent: Consent) -> None:
    """Mail a member the release that they have accepted, or are asked to accept."""
    if consent.speaker is None or not consent.release:
        return
    context = {
        "organisation": tenant.name,
        "person": consent.person,
        "release": _in_mail(consent),
        "accepted": consent.release_accepted_at is not None,
    }
    order = Order("release", consent.speaker.email, tenant.language, context)
    queued_mail.queue_all([order])


def _in_mail(consent: Consent) -> str:
    """Its release, in which the name of the workspace is taken for no link."""
    return consent.release.replace(consent.organisation, inert(consent.organisation))


def link_of(tenant: Tenant, consent: Consent) -> str:
    """Where the speaker answers. The token is in the query, which is never logged."""
    claims = {
        "tenant": str(tenant.id),
        "consent": consent.id,
        "email": consent.speaker_email,
        "exp": int((timezone.now() + VALID).timestamp()),
    }
    query = urlencode({"token": _signer.sign_object(claims)})
    return f"{settings.PUBLIC_URL}{reverse('confirm-voice')}?{query}"


@dataclass(frozen=True, slots=True)
class Link:
    """What a mailed link says: which consent, and the address that it was mailed to."""

    tenant: Tenant
    consent_id: str
    email: str


def read_link(token: str) -> Link:
    """Read a mailed link. Raises Refused: it is none of ours, or too old."""
    try:
        claims = _signer.unsign_object(token)
        tenant_id, expires = uuid.UUID(claims["tenant"]), int(claims["exp"])
        consent_id, email = str(claims["consent"]), str(claims["email"])
    except (BadSignature, ValueError, KeyError, TypeError):
        raise _no_link() from None
    tenant = Tenant.objects.filter(id=tenant_id, deletes_at=None).first()
    if tenant is None or expires <= timezone.now().timestamp():
        raise _no_link()
    return Link(tenant, consent_id, email)


def asked_by_mail(link: Link) -> Consent:
    """The consent of a link, in its tenant's schema. Raises Refused: it was answered, withdrawn, or
    another address was asked since."""
    consent = Consent.objects.filter(id=link.consent_id, speaker=None).first()
    if (
        consent is None
        or consent.confirmation != Confirmation.WAITS
        or consent.speaker_email != link.email
        or consent.status != Consent.Status.VERIFIED
    ):
        raise _no_link()
    return consent


def answer(*, tenant: Tenant, consent: Consent, confirms: bool, by: Actor) -> None:
    """Confirm or decline, as the speaker who was asked. Raises Refused: it is not theirs to answer,
    or they have answered."""
    with transaction.atomic():
        consent = _waiting(consent.id)
        is_mailed = isinstance(by, MailedSpeaker) and by.email == consent.speaker_email
        if consent.speaker_id != by.user_id or (by.user_id is None and not is_mailed):
            message = _("Only the person whose voice it is can answer this.")
            raise Refused("consent_not_yours", message, status=403)
        consent.confirmation = Confirmation.GIVEN if confirms else Confirmation.DECLINED
        consent.answered_at = timezone.now()
        if confirms and consent.release:
            consent.release_accepted_at = consent.answered_at
        consent.save(update_fields=["confirmation", "answered_at", "release_accepted_at"])
        _record("consent.confirmed" if confirms else "consent.declined", tenant, consent, by.who)
        _tell_recorder(tenant, consent)
        if confirms:
            _open_voices(tenant, consent)
    if not confirms:
        purge.revoke(tenant=tenant, consent_id=consent.id, by=by)


def accept(*, tenant: Tenant, consent: Consent, digest: str, by: Actor) -> Consent:
    """Confirm, by a program that has shown the release to its speaker: it names it by its digest.
    Raises Refused, as `answer` does, and where that is another release."""
    if not consent.release or digest != consent.release_digest:
        message = _("This is not the release of this consent. Read it again, and accept it.")
        raise Refused("release_changed", message, param="release", status=409)
    answer(tenant=tenant, consent=consent, confirms=True, by=by)
    consent.refresh_from_db()
    return consent


def waits(consent_id: str | None) -> bool:
    """Whether nothing may be made under this consent yet, as its speaker has not confirmed it, or
    not accepted its release. Locks its row."""
    unreleased = Q(release_accepted_at=None) & ~Q(release_digest="")
    rows = Consent.objects.select_for_update(of=("self",)).filter(id=consent_id)
    return rows.filter(Q(confirmation=Confirmation.WAITS) | unreleased).exists()


def end_unanswered(*, tenant: Tenant) -> int:
    """Delete what nobody confirmed within VALID; returns how many consents."""
    before = timezone.now() - VALID
    old = Consent.objects.filter(
        confirmation=Confirmation.WAITS, status=Consent.Status.VERIFIED, checked_at__lt=before
    )
    unanswered = list(old.order_by("checked_at")[:ENDED_AT_ONCE])
    for consent in unanswered:
        with transaction.atomic():
            Consent.objects.filter(id=consent.id).update(confirmation=Confirmation.UNANSWERED)
            who = system("retention")
            _record("consent.unanswered", tenant, consent, who)
        purge.revoke(tenant=tenant, consent_id=consent.id, by=Actor())
    return len(unanswered)


def _open_voices(tenant: Tenant, consent: Consent) -> None:
    """Have made what waited; a member who confirmed holds the voices from now on."""
    voices = Voice.objects.filter(consent=consent)
    if consent.speaker_id is not None:
        voices.filter(speaker=None).update(speaker=consent.speaker_id)
    for take in Take.objects.filter(voice__in=voices, status=Take.Status.WAITING):
        Take.objects.filter(id=take.id).update(status=Take.Status.PROCESSING)
        queue.put(tenant=tenant, subject_id=take.id, voice_id=take.voice_id)
    for voice in voices.filter(status=Voice.Status.WAITING):
        waited = Voice.objects.filter(id=voice.id)
        # One that was made before releases were is ready already.
        if voice.takes.filter(status=Take.Status.READY).exists():
            waited.update(status=Voice.Status.READY)
            notify_ready(tenant, voice)
        else:
            waited.update(status=Voice.Status.PROCESSING)


def _tell_recorder(tenant: Tenant, consent: Consent) -> None:
    if consent.recorded_by is None or consent.recorded_by_id == consent.speaker_id:
        return
    details = {
        "person": consent.person,
        "confirmed": consent.confirmation == Confirmation.GIVEN,
    }
    notify(kind="consent.answered", to=[consent.recorded_by], tenant=tenant, details=details)


def _waiting(consent_id: str) -> Consent:
    consent = Consent.objects.select_for_update(of=("self",)).filter(id=consent_id).first()
    if (
        consent is None
        or consent.confirmation != Confirmation.WAITS
        or consent.status not in (Consent.Status.PENDING, Consent.Status.VERIFIED)
    ):
        message = _("This consent does not wait for an answer any more.")
        raise Refused("consent_answered", message, status=409)
    return consent


def _member(tenant: Tenant, email: str) -> User | None:
    members = Membership.objects.filter(tenant=tenant, user__email__iexact=email)
    found = members.select_related("user").first()
    return found.user if found else None


def _checked(email: str) -> str:
    with suppress(ValidationError):
        validate_email(email)
        if len(email) <= LONGEST_EMAIL:
            return email
    message = _("Write the e-mail address of the person whose voice it is.")
    raise Refused("speaker_email_invalid", message, param="speaker_email")


def _no_link() -> Refused:
    message = _("This link is too old, was used already, or is not whole. Copy it from the mail.")
    return Refused("confirmation_gone", message, status=410)


def _record(action: str, tenant: Tenant, consent: Consent, by: Who) -> None:
    thing = Thing("consent", consent.id, consent.person)
    record(action=action, by=by, tenant=tenant, thing=thing)
