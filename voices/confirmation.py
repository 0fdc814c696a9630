"""The speaker's own word: whose voice it is confirms a consent, from their account or by a link.

Who records says whose voice it is: their own, or that of somebody with an e-mail address. A member
of the workspace is asked in their inbox, anybody else by a mailed link. Until they confirm, voices
made under the consent wait; if they decline, or don't answer in time, everything of it is deleted.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.core.validators import validate_email
from django.db import transaction
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
from tenants.refusal import Refused
from voices import purge
from voices.models import Consent, Voice
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


UNNAMED = Speaker()


@dataclass(frozen=True, slots=True)
class MailedSpeaker(Actor):
    """A speaker without an account here, who came by the link in a mail."""

    email: str = ""

    @property
    def who(self) -> Who:
        return Who(Kind.PERSON, label=self.email, origin=self.origin)


def of(*, tenant: Tenant, speaker: Speaker, by: Actor) -> dict[str, object]:
    """The fields of a new consent that say who has to confirm it. Raises Refused."""
    email = speaker.email.strip().lower()
    own = speaker.own or bool(by.user and by.user.email.lower() == email)
    if own and by.user is not None:
        return {"confirmation": Confirmation.OWN, "speaker": by.user}
    if not email:
        return {"confirmation": Confirmation.WAITS}
    member = _member(tenant, _checked(email))
    return {"confirmation": Confirmation.WAITS, "speaker": member, "speaker_email": email}


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
        return
    context = {
        "by": recorder,
        "organisation": tenant.name,
        "person": consent.person,
        "link": link_of(tenant, consent),
        "days": VALID.days,
    }
    order = Order("speaker", consent.speaker_email, tenant.language, context)
    queued_mail.queue_all([order])


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
        consent.save(update_fields=["confirmation", "answered_at"])
        _record("consent.confirmed" if confirms else "consent.declined", tenant, consent, by.who)
        _tell_recorder(tenant, consent)
        if confirms:
            _open_voices(tenant, consent)
    if not confirms:
        purge.revoke(tenant=tenant, consent_id=consent.id, by=by)


def waits(consent_id: str | None) -> bool:
    """Whether voices made under this consent have to wait for its speaker. Locks its row."""
    rows = Consent.objects.select_for_update().filter(id=consent_id)
    return rows.filter(confirmation=Confirmation.WAITS).exists()


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
    """Let the voices that waited be used; a member who confirmed holds them from now on."""
    voices = Voice.objects.filter(consent=consent)
    if consent.speaker_id is not None:
        voices.filter(speaker=None).update(speaker=consent.speaker_id)
    for voice in voices.filter(status=Voice.Status.WAITING):
        Voice.objects.filter(id=voice.id).update(status=Voice.Status.READY)
        notify_ready(tenant, voice)


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
    try:
        validate_email(email)
    except ValidationError:
        message = _("Write the e-mail address of the person whose voice it is.")
        raise Refused("speaker_email_invalid", message, param="speaker_email") from None
    if len(email) > LONGEST_EMAIL:
        message = _("Write the e-mail address of the person whose voice it is.")
        raise Refused("speaker_email_invalid", message, param="speaker_email")
    return email


def _no_link() -> Refused:
    message = _("This link is too old, was used already, or is not whole. Copy it from the mail.")
    return Refused("confirmation_gone", message, status=410)


def _record(action: str, tenant: Tenant, consent: Consent, by: Who) -> None:
    thing = Thing("consent", consent.id, consent.person)
    record(action=action, by=by, tenant=tenant, thing=thing)
