"""Handles a claim: makes a take part of its voice, checks a consent, or blocks a speaker."""

import logging

from tenants.context import in_tenant
from tenants.stores.port import StoreAway
from voices.enrolment import blocklist, consent_check, copies, queue
from voices.enrolment.instruments import Instruments, UnusableClip
from voices.enrolment.queue import MAX_ATTEMPTS, EnrolmentClaim, EnrolmentLost
from voices.enrolment.take import TakeRefused, make, refuse
from voices.models import Consent, Take

log = logging.getLogger(__name__)


def run(claimed: EnrolmentClaim, instruments: Instruments) -> None:
    """Make the claimed take or check the claimed consent; a failure is saved with either.

    Raises StoreAway, with the claim given back as if it had not been taken.
    """
    with in_tenant(claimed.tenant):
        try:
            if claimed.subject_id.startswith("cons_"):
                _check_consent(claimed, instruments)
            elif claimed.subject_id.startswith(blocklist.PREFIX):
                _block_speaker(claimed, instruments)
            else:
                _make_take(claimed, instruments)
        except EnrolmentLost:
            log.info("%s: the lease was lost", claimed.subject_id)
        except StoreAway:
            queue.give_back(claimed)
            raise


def _check_consent(claimed: EnrolmentClaim, instruments: Instruments) -> None:
    consent = Consent.objects.filter(id=claimed.subject_id).first()
    if consent is None:
        queue.close(claimed)
        return
    try:
        consent_check.verify(tenant=claimed.tenant, consent=consent, checker=instruments.checker)
    except StoreAway:
        raise
    except Exception:
        log.exception("%s: attempt %s failed", consent.id, claimed.attempts)
        if claimed.attempts < MAX_ATTEMPTS:
            queue.release(claimed)
            return
        copies.forget(consent.id)
        consent_check.reject(tenant=claimed.tenant, consent=consent, reason="consent_check_failed")
    queue.close(claimed)


def _block_speaker(claimed: EnrolmentClaim, instruments: Instruments) -> None:
    block_id = claimed.subject_id
    try:
        blocklist.listen(tenant=claimed.tenant, block_id=block_id, checker=instruments.checker)
    except StoreAway:
        raise
    except Exception:
        log.exception("%s: attempt %s failed", block_id, claimed.attempts)
        if claimed.attempts < MAX_ATTEMPTS:
            queue.release(claimed)
            return
        blocklist.fail(block_id, "listening_failed")
    queue.close(claimed)


def _make_take(claimed: EnrolmentClaim, instruments: Instruments) -> None:
    take = Take.objects.select_related("voice__consent").filter(id=claimed.subject_id).first()
    if take is None:
        queue.close(claimed)
        return
    try:
        make(claimed, take, instruments)
    except (EnrolmentLost, StoreAway):
        raise
    except TakeRefused as reason:
        log.info("%s is refused: %s", take.id, reason.code)
        refuse(claimed, take, reason.code, status=str(Take.Status.REFUSED))
    except UnusableClip as reason:
        log.warning("%s can't be used: %s", take.id, reason)
        refuse(claimed, take, "clip_unusable", status=str(Take.Status.FAILED))
    except Exception:
        log.exception("%s: attempt %s failed", take.id, claimed.attempts)
        if claimed.attempts < MAX_ATTEMPTS:
            queue.release(claimed)
        else:
            copies.forget(copies.subject_of(take))
            refuse(claimed, take, "enrolment_failed", status=str(Take.Status.FAILED))
