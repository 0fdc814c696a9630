"""Making one voice: from the sealed clip to a sealed conditioning and a sample.

The engine comes from the caller (`Enroller`): voices know no engine.
"""

import logging
from typing import Protocol

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from tenants import files
from tenants.context import in_tenant
from voices import storage
from voices.enrolment import queue
from voices.enrolment.queue import MAX_ATTEMPTS, EnrolmentClaim
from voices.models import Voice, VoiceConditioning
from voices.notifications import tell_made, tell_rejected

log = logging.getLogger(__name__)


class UnusableClip(Exception):
    """No voice can be made of this clip, however often it is tried."""


class Enroller(Protocol):
    """An engine as enrolment needs it."""

    engine: str

    def conditioning(self, samples: NDArray[np.float32], on_progress) -> bytes:
        """What is kept of the person, from a clip [n] at voices.decode.SAMPLE_RATE.

        Raises UnusableClip.
        """

    def sample(self, conditioning: bytes) -> bytes:
        """A WAV file spoken in the voice."""


def run(claimed: EnrolmentClaim, enroller: Enroller) -> None:
    """Make the claimed voice, or say why it can't be made."""
    with in_tenant(claimed.tenant):
        voice = Voice.objects.filter(id=claimed.voice_id).first()
        if voice is None:
            queue.close(claimed)
            return
        try:
            _make(claimed, voice, enroller)
        except UnusableClip as reason:
            log.warning("voice %s can't be made: %s", voice.id, reason)
            _fail(claimed, voice, "clip_unusable")
        except Exception:
            log.exception("voice %s: attempt %s failed", voice.id, claimed.attempts)
            if claimed.attempts < MAX_ATTEMPTS:
                queue.release(claimed)
            else:
                _fail(claimed, voice, "enrolment_failed")


def _make(claimed: EnrolmentClaim, voice: Voice, enroller: Enroller) -> None:
    tenant = claimed.tenant
    try:
        samples = storage.read_clip(tenant, voice.id)
    except FileNotFoundError:
        _fail(claimed, voice, "clip_lost")
        return

    def on_progress(share: float) -> None:
        # The last tenth is the sample.
        Voice.objects.filter(id=voice.id).update(progress=round(90 * share))

    plain = enroller.conditioning(samples, on_progress)
    sample = enroller.sample(plain)
    row = VoiceConditioning(voice=voice, engine=enroller.engine)
    row.sealed = tenant.seal(plain, about=row.about)
    with transaction.atomic():
        if not queue.close(claimed):
            return
        VoiceConditioning.objects.filter(voice=voice, engine=row.engine).delete()
        row.save()
        Voice.objects.filter(id=voice.id).update(status=Voice.Status.READY, progress=100)
        tell_made(tenant, voice)
        files.write_whole(storage.sample_path(tenant, voice.id), sample)
    # The person's own recording is not needed any more.
    storage.clip_path(tenant, voice.id).unlink(missing_ok=True)


def _fail(claimed: EnrolmentClaim, voice: Voice, code: str) -> None:
    with transaction.atomic():
        if not queue.close(claimed):
            return
        Voice.objects.filter(id=voice.id).update(status=Voice.Status.FAILED, error_code=code)
        tell_rejected(claimed.tenant, voice, code)
    storage.remove(claimed.tenant, voice.id)
