"""Checks the consent to a take."""

import numpy as np
from django.db import transaction
from django.utils import timezone
from numpy.typing import NDArray

from tenants.models import Tenant
from tenants.sealing.sealed_fields import sealed_value
from voices import purge, storage
from voices.consent.check import OTHER_SPEAKER, ConsentChecker, same_speaker
from voices.decode import SAMPLE_RATE
from voices.enrolment.waiver import waiver_of
from voices.models import Consent, Take, Voice


def verify(*, tenant: Tenant, consent: Consent, checker: ConsentChecker) -> Consent:
    """Check a consent's recording, unless it was checked before, and save the result.

    The recording of a rejected consent is deleted, as it proves nothing.
    """
    if consent.status != Consent.Status.PENDING or not consent.has_recording:
        return consent
    result = checker.check(
        storage.read_consent(tenant, consent.id),
        SAMPLE_RATE,
        statement=consent.statement,
        number=consent.number,
        language=consent.language,
    )
    with transaction.atomic():
        # Only if it is still pending: one that was revoked meanwhile stays revoked.
        Consent.objects.filter(id=consent.id, status=Consent.Status.PENDING).update(
            status=Consent.Status.VERIFIED if result.holds else Consent.Status.REJECTED,
            reason=result.reason,
            heard=sealed_value(consent, "heard", result.heard),
            error_rate=result.error_rate,
            checked_at=timezone.now(),
        )
        if not result.holds:
            purge.purge_recording(tenant=tenant, consent_id=consent.id)
    consent.refresh_from_db()
    return consent


def reject(*, tenant: Tenant, consent: Consent, reason: str) -> None:
    """Reject a consent whose reading can't be used, as its clip was refused."""
    with transaction.atomic():
        Consent.objects.filter(id=consent.id, status=Consent.Status.PENDING).update(
            status=Consent.Status.REJECTED, reason=reason, checked_at=timezone.now()
        )
        purge.purge_recording(tenant=tenant, consent_id=consent.id)


def problem_of(
    *,
    tenant: Tenant,
    voice: Voice,
    take: Take,
    samples: NDArray[np.float32],
    checker: ConsentChecker,
) -> str:
    """Why the take may not be used: a code, or "" if there is consent to it."""
    consent = voice.consent
    if consent is None:
        return "" if voice.waiver_id or waiver_of(tenant) else "consent_missing"
    consent = verify(tenant=tenant, consent=consent, checker=checker)
    if consent.status != Consent.Status.VERIFIED:
        return consent.reason or f"consent_{consent.status}"
    if take.is_consent:
        return ""
    if not consent.has_recording:
        return "consent_recording_gone"
    alike = checker.likeness(storage.read_consent(tenant, consent.id), samples, SAMPLE_RATE)
    Consent.objects.filter(id=consent.id).update(likeness=round(alike.campp, 3))
    return "" if same_speaker(alike) else OTHER_SPEAKER
