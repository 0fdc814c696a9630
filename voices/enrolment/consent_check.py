"""Checks the consent to a take, and keeps what was passed with its record."""

from pathlib import Path

import numpy as np
from django.db import transaction
from django.utils import timezone
from numpy.typing import NDArray

from tenants.models import Tenant
from tenants.sealing.sealed_fields import sealed_value
from voices import confirmation, consent_records, purge, storage
from voices.consent.blocklist import BLOCKED
from voices.consent.check import COPY, ConsentChecker
from voices.consent.fingerprint import LEAST_COMMON
from voices.consent.passed import Passed, digest_of
from voices.decode import SAMPLE_RATE
from voices.enrolment import blocklist, copies
from voices.enrolment.waiver import waiver_of
from voices.models import Consent, Take, Voice

SCREENED_BY = Path(__file__).parents[1] / "screening/thresholds.json"


def verify(*, tenant: Tenant, consent: Consent, checker: ConsentChecker) -> Consent:
    """Check a consent's recording, unless it was checked before, and save the result.

    The recording of a rejected consent is deleted, as it proves nothing.
    """
    if consent.status != Consent.Status.PENDING or not consent.has_recording:
        return consent
    recording = storage.read_consent(tenant, consent.id)
    copies.keep(consent.id, recording)
    result = checker.check(
        recording,
        SAMPLE_RATE,
        statement=consent.statement,
        number=consent.number,
        words=consent.words.split(),
        language=consent.language,
    )
    reason, in_common = result.reason, 0
    if not reason:
        in_common = copies.most_in_common(recording, besides=[consent.id], checker=checker)
        reason = COPY if in_common >= LEAST_COMMON else ""
    # Last, so that only recordings that nothing else is wrong with tell who is blocked.
    if not reason and blocklist.refuses(
        tenant=tenant, samples=recording, subject_id=consent.id, checker=checker
    ):
        reason = BLOCKED
    passed = (*result.passed, copies.passed(in_common), blocklist.passed())
    with transaction.atomic():
        # Only if it is still pending: one that was revoked meanwhile stays revoked.
        Consent.objects.filter(id=consent.id, status=Consent.Status.PENDING).update(
            status=Consent.Status.REJECTED if reason else Consent.Status.VERIFIED,
            reason=reason,
            heard=sealed_value(consent, "heard", result.heard),
            error_rate=result.error_rate,
            synthetic=result.synthetic,
            checks=[] if reason else consent_records.kept(consent.id, passed),
            checked_at=timezone.now(),
        )
        consent.refresh_from_db()
        if reason:
            purge.purge_recording(tenant=tenant, consent_id=consent.id)
        elif consent.status == Consent.Status.VERIFIED:
            confirmation.ask(tenant=tenant, consent=consent)
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
    if consent is not None:
        consent = verify(tenant=tenant, consent=consent, checker=checker)
        if consent.status != Consent.Status.VERIFIED:
            return consent.reason or f"consent_{consent.status}"
        beside = not take.is_consent
        if beside and (problem := _problem_beside(tenant, consent, take, samples, checker)):
            return problem
    elif not (voice.waiver_id or waiver_of(tenant)):
        return "consent_missing"
    # Whoever has a contract with the operator may skip the statement, and not the blocklist.
    blocked = blocklist.refuses(
        tenant=tenant, samples=samples, subject_id=str(take.id), checker=checker
    )
    if blocked:
        return BLOCKED
    if consent is not None:
        # The sound of the recording was judged before.
        screened = Passed("screening", digest_of(SCREENED_BY))
        passed = (screened, blocklist.passed())
        consent_records.note(consent_id=consent.id, of=str(take.id), passed=passed)
    return ""


def _problem_beside(
    tenant: Tenant,
    consent: Consent,
    take: Take,
    samples: NDArray[np.float32],
    checker: ConsentChecker,
) -> str:
    """Why a clip beside the reading of a consent may not be used, or ""; the record then has what
    it has passed."""
    if not consent.has_recording:
        return "consent_recording_gone"
    own = [str(take.id), consent.id]
    in_common = copies.most_in_common(samples, besides=own, checker=checker)
    if in_common >= LEAST_COMMON:
        return COPY
    found = checker.clip_check(storage.read_consent(tenant, consent.id), samples, SAMPLE_RATE)
    Consent.objects.filter(id=consent.id).update(
        likeness=round(found.alike.campp, 3), apart=found.apart
    )
    if not found.reason:
        passed = (*found.passed, copies.passed(in_common))
        consent_records.note(consent_id=consent.id, of=str(take.id), passed=passed)
    return found.reason
