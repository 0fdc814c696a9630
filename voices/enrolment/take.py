"""Making one take: from the sealed clip to sealed conditionings and a sample."""

import logging
from collections.abc import Sequence

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from tenants.sealing.sealed_fields import sealed_value
from voices import confirmation, policy, storage
from voices.decode import SAMPLE_RATE
from voices.enrolment import consent_check, copies, queue, times
from voices.enrolment.instruments import Enroller, Instruments, UnusableClip
from voices.enrolment.queue import EnrolmentClaim
from voices.enrolment.sound import as_json
from voices.models import Take, Voice, VoiceConditioning
from voices.notifications import notify_ready, notify_rejected

log = logging.getLogger(__name__)

# Where each step begins, in percent. On two cores, screening takes about 1 s, transcribing a
# statement 2 s, fitting 10 to 40 s, the sample 3 s.
BEGINS = {
    "screening": 2,
    "consent": 8,
    "transcript": 18,
    "conditioning": 25,
    "sample": 92,
}


class TakeRefused(Exception):
    """The person must record again; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def make(claimed: EnrolmentClaim, take: Take, instruments: Instruments) -> None:
    """Make the take, or raise TakeRefused, UnusableClip or EnrolmentLost."""
    tenant, voice = claimed.tenant, take.voice
    try:
        samples = storage.read_clip(tenant, voice.id, take.id)
    except FileNotFoundError:
        raise TakeRefused("clip_lost") from None
    copies.keep(copies.subject_of(take), samples)

    _begin(claimed, take, "screening")
    screening = instruments.screener.screen(samples, SAMPLE_RATE)
    Take.objects.filter(id=take.id).update(screening=as_json(screening))
    if not screening.accepted:
        raise TakeRefused("clip_refused")

    _begin(claimed, take, "consent")
    problem = consent_check.problem_of(
        tenant=tenant, voice=voice, take=take, samples=samples, checker=instruments.checker
    )
    if problem:
        raise TakeRefused(problem)
    if _waits_for_speaker(claimed, take):
        return

    _begin(claimed, take, "transcript")
    transcript = _transcript(take, samples, instruments)

    _begin(claimed, take, "conditioning")
    conditionings = _conditionings(claimed, take, samples, transcript, instruments.enrollers)

    _begin(claimed, take, "sample")
    default = instruments.enrollers[0]
    sample = default.sample(conditionings[default.engine])
    _finish(claimed, take, conditionings, sample)


def _waits_for_speaker(claimed: EnrolmentClaim, take: Take) -> bool:
    """Put the take aside where its speaker has not confirmed the consent, or not accepted the
    release: before that nothing is made of the voice. voices.confirmation queues it again."""
    with transaction.atomic():
        if not confirmation.waits(take.voice.consent_id):
            return False
        queue.close(claimed)
        Take.objects.filter(id=take.id).update(
            status=Take.Status.WAITING, step=Take.Step.WAITING, progress=0
        )
        Voice.objects.filter(id=take.voice_id, status=Voice.Status.PROCESSING).update(
            status=Voice.Status.WAITING, progress=0, error_code=""
        )
    return True


def refuse(claimed: EnrolmentClaim, take: Take, code: str, *, status: str) -> None:
    """End a take that can't be used: delete its clip, and reject a consent that it was to be."""
    with transaction.atomic():
        queue.close(claimed)
        Take.objects.filter(id=take.id).update(status=status, error_code=code, clip_kept=False)
        unfinished = Voice.objects.filter(id=take.voice_id, status=Voice.Status.PROCESSING)
        others = Take.objects.filter(voice=take.voice_id, status=Take.Status.PROCESSING)
        if not others.exists() and unfinished.update(status=Voice.Status.FAILED, error_code=code):
            notify_rejected(claimed.tenant, take.voice, code)
        if take.is_consent and take.voice.consent:
            consent_check.reject(tenant=claimed.tenant, consent=take.voice.consent, reason=code)
        storage.remove_clip(claimed.tenant, take.voice_id, take.id)


def _begin(claimed: EnrolmentClaim, take: Take, step: str, share: float = 0.0) -> None:
    """Save the progress, and renew the lease. Raises EnrolmentLost."""
    queue.renew(claimed)
    steps = list(BEGINS)
    start = BEGINS[step]
    after = steps.index(step) + 1
    end = BEGINS[steps[after]] if after < len(steps) else 100
    progress = round(start + share * (end - start))
    Take.objects.filter(id=take.id).update(step=step, progress=progress)
    Voice.objects.filter(id=take.voice_id, status=Voice.Status.PROCESSING).update(progress=progress)


def _transcript(take: Take, samples: NDArray[np.float32], instruments: Instruments) -> str:
    """The words of the take: given by a person, or the statement's, or recognised."""
    # Somebody may have corrected it while the take waited.
    take.refresh_from_db(fields=["transcript", "transcript_source"])
    if take.transcript:
        return take.transcript
    consent = take.voice.consent
    if take.is_consent and consent:
        text, language, source = consent.statement, consent.language, "statement"
    else:
        heard = instruments.checker.recogniser.hear(
            samples, SAMPLE_RATE, language=take.language or None
        )
        text, language, source = heard.text[:1_000], heard.language, "recognised"
    Take.objects.filter(id=take.id).exclude(transcript_source=Take.TranscriptSource.GIVEN).update(
        transcript=sealed_value(take, "transcript", text),
        transcript_source=source,
        language=language,
    )
    return text


def _conditionings(
    claimed: EnrolmentClaim,
    take: Take,
    samples: NDArray[np.float32],
    transcript: str,
    enrollers: Sequence[Enroller],
) -> dict[str, bytes]:
    """Conditionings by engine, not sealed yet. Engines that can't use the clip are left out.

    Raises UnusableClip if the default engine can't.
    """
    conditionings: dict[str, bytes] = {}
    for index, enroller in enumerate(enrollers):

        def on_progress(share: float, index: int = index) -> None:
            _begin(claimed, take, "conditioning", (index + share) / len(enrollers))

        try:
            conditionings[enroller.engine] = enroller.conditioning(samples, transcript, on_progress)
        except UnusableClip as reason:
            if index == 0:
                raise
            log.warning("%s can't use %s: %s", enroller.engine, take.id, reason)
    return conditionings


def _finish(
    claimed: EnrolmentClaim, take: Take, conditionings: dict[str, bytes], sample: bytes
) -> None:
    tenant, voice = claimed.tenant, take.voice
    rows = [VoiceConditioning(voice=voice, take=take, engine=engine) for engine in conditionings]
    for row in rows:
        row.sealed = tenant.seal(conditionings[row.engine], about=row.about)
    with transaction.atomic():
        times.note(claimed)
        queue.close(claimed)
        keep = policy.keeps_originals()
        VoiceConditioning.objects.filter(take=take).delete()
        VoiceConditioning.objects.bulk_create(rows)
        Take.objects.filter(id=take.id).update(
            status=Take.Status.READY,
            step=Take.Step.DONE,
            progress=100,
            error_code="",
            clip_kept=keep,
        )
        unready = Voice.objects.filter(id=voice.id).exclude(status=Voice.Status.READY)
        if unready.update(status=Voice.Status.READY, progress=100, error_code=""):
            notify_ready(tenant, voice)
        if take.mood == "neutral" or not storage.has_sample(tenant, voice.id):
            storage.write_sample(tenant, voice.id, sample)
    if not keep:
        # The person's own recording is not needed any more.
        storage.remove_clip(tenant, voice.id, take.id)
