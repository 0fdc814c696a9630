"""The operator's list of blocked speakers: of them nothing is enrolled, in whichever workspace.

The operator, who hears no workspace's recordings, names a voice or a consent; its recording is
listened to by the enrolment worker, which alone has the encoders. What is kept is how they hear the
voice, sealed with a key of the installation. A workspace whose recording is refused learns that its
speaker is blocked on this installation, and neither whose voice that is, nor who blocked it or why.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from activity.log import Detail, record
from activity.who import Thing, Who, system
from speakers.voice_print import TooLittleSpeech, VoicePrint
from tenants.context import in_tenant
from tenants.models import Tenant
from tenants.refusal import Refused
from tenants.sealing.installation_keys import installation_key
from tenants.sealing.keys import opener, seal
from voices import storage
from voices.consent.blocklist import VERSION, from_bytes, nearest, to_bytes
from voices.consent.passed import Passed
from voices.decode import SAMPLE_RATE
from voices.enrolment import queue
from voices.enrolment.models import BlockedSpeaker, PendingEnrolment
from voices.models import Consent, Take, Voice

if TYPE_CHECKING:
    from voices.consent.check import ConsentChecker  # brings torch, which only enrolment wants

PREFIX = "block_"
Status = BlockedSpeaker.Status


def block(
    *, tenant: Tenant, source_id: str, reason: str, by: Who, report_id: str = ""
) -> BlockedSpeaker:
    """Block the speaker of a workspace's voice or consent, by its id. Until the worker has listened
    to its recording, the block waits. Raises Refused: there is none, or no recording is kept."""
    with in_tenant(tenant):
        name = _name_of(source_id)
        if _recording_of(source_id) is None:
            message = _(
                "No recording of this speaker is kept any more, neither of the consent nor of the "
                "voice. Block them by another recording, with manage.py block_speaker."
            )
            raise Refused("block_without_recording", message, param="source", status=409)
    with transaction.atomic():
        made = BlockedSpeaker.objects.create(
            reason=reason,
            report_id=report_id,
            workspace_slug=tenant.slug,
            source_id=source_id,
            blocked_by=by.label,
        )
        queue.put(tenant=tenant, subject_id=made.id)
        _record("speaker.blocked", made, by, reason=reason, workspace=tenant.slug, source=source_id)
        # Into the workspace's own, without the reason, which may name whoever reported it.
        kind = "consent" if source_id.startswith("cons_") else "voice"
        thing = Thing(kind, source_id, name)
        record(action="speaker.blocked", by=by, tenant=tenant, thing=thing)
    return made


def block_recording(*, voice: VoicePrint, reason: str, by: Who) -> BlockedSpeaker:
    """Block the speaker of a recording that was never given here, by how the encoders hear it."""
    with transaction.atomic():
        made = BlockedSpeaker(reason=reason, blocked_by=by.label)
        _hold(made, voice)
        made.save(force_insert=True)
        _record("speaker.blocked", made, by, reason=reason)
    return made


@transaction.atomic
def unblock(*, block_id: str, reason: str, by: Who) -> None:
    """End a block: the voice's print is deleted, and the record stays. Raises Refused."""
    found = BlockedSpeaker.objects.select_for_update().filter(id=block_id).first()
    if found is None:
        raise Refused("block_not_found", _("There is no such block."), status=404)
    if found.status == Status.ENDED:
        raise Refused("block_ended", _("This block has ended already."), status=409)
    found.status, found.sealed, found.version = Status.ENDED, b"", ""
    found.ended_at, found.ended_by, found.ended_reason = timezone.now(), by.label, reason
    found.save()
    PendingEnrolment.objects.filter(subject_id=block_id).delete()
    _record("speaker.unblocked", found, by, reason=reason)


def listen(*, tenant: Tenant, block_id: str, checker: "ConsentChecker") -> None:
    """Listen to the recording of a block that waits, in the tenant's schema, and have it hold.

    It fails where the recording was deleted meanwhile, or has too little speech."""
    found = BlockedSpeaker.objects.filter(id=block_id, status=Status.WAITS).first()
    if found is None:
        return
    samples = _samples(tenant, found.source_id)
    voice = heard(samples, checker) if samples is not None else None
    if voice is None:
        found.problem = "recording_gone" if samples is None else "too_little_speech"
        found.status = Status.FAILED
    else:
        _hold(found, voice)
    # Only if it still waits: one that was ended meanwhile stays ended.
    BlockedSpeaker.objects.filter(id=block_id, status=Status.WAITS).update(
        status=found.status, problem=found.problem, version=found.version, sealed=found.sealed
    )


def fail(block_id: str, problem: str) -> None:
    """Give a block up that waits."""
    waiting = BlockedSpeaker.objects.filter(id=block_id, status=Status.WAITS)
    waiting.update(status=Status.FAILED, problem=problem)


def refuses(
    *, tenant: Tenant, samples: NDArray[np.float32], subject_id: str, checker: "ConsentChecker"
) -> bool:
    """Whether the speaker of mono `samples` [n] at SAMPLE_RATE is blocked; the operator's log then
    tells of it. `subject_id` is the take's or the consent's."""
    blocked = list(BlockedSpeaker.objects.filter(status=Status.HOLDS, version=VERSION))
    if not blocked:
        return False
    voice = heard(samples, checker)
    found = nearest(voice, list(_opened(blocked))) if voice is not None else None
    if found is None:
        return False
    who = system("enrolment")
    _record("speaker.refused", blocked[found], who, workspace=tenant.slug, recording=subject_id)
    return True


def passed() -> Passed:
    """That the speaker is not blocked, for the record; not how near the voice is to one."""
    return Passed("blocklist", VERSION)


def heard(samples: NDArray[np.float32], checker: "ConsentChecker") -> VoicePrint | None:
    """How the encoders hear mono `samples` [n] at SAMPLE_RATE; None for too little speech."""
    try:
        return checker.voice_print(samples, SAMPLE_RATE)
    except TooLittleSpeech:
        return None


def _hold(blocked: BlockedSpeaker, voice: VoicePrint) -> None:
    blocked.sealed = seal(_key(), to_bytes(voice), about=blocked.about)
    blocked.version, blocked.status = VERSION, Status.HOLDS


def _opened(blocked: list[BlockedSpeaker]) -> Iterator[VoicePrint]:
    open_one = opener(_key())
    return (from_bytes(open_one(each.sealed, each.about)) for each in blocked)


def _name_of(source_id: str) -> str:
    """What the workspace calls it. Raises Refused."""
    found: Voice | Consent | None
    if source_id.startswith("cons_"):
        found = Consent.objects.filter(id=source_id).first()
        name = found.person if found else ""
    else:
        found = Voice.objects.filter(id=source_id).first()
        name = found.name if found else ""
    if found is None:
        message = _("There is no such voice or consent in this workspace.")
        raise Refused("block_source_not_found", message, param="source", status=404)
    return name


def _recording_of(source_id: str) -> Consent | Take | None:
    """The consent's recording, else the newest clip of the voice that is kept."""
    consents = Consent.objects.filter(has_recording=True)
    if source_id.startswith("cons_"):
        return consents.filter(id=source_id).first()
    if of_voice := consents.filter(voices=source_id).first():
        return of_voice
    return Take.objects.filter(voice=source_id, clip_kept=True).first()


def _samples(tenant: Tenant, source_id: str) -> NDArray[np.float32] | None:
    found = _recording_of(source_id)
    # Its row may say that it is kept while it is being deleted.
    with suppress(FileNotFoundError):
        if isinstance(found, Consent):
            return storage.read_consent(tenant, found.id)
        if isinstance(found, Take):
            return storage.read_clip(tenant, found.voice_id, found.id)
    return None


def _record(action: str, blocked: BlockedSpeaker, by: Who, **details: Detail) -> None:
    """Into the operator's log: no workspace reads it."""
    thing = Thing("speaker", blocked.id)
    record(action=action, by=by, tenant=None, thing=thing, details=details)


def _key() -> bytes:
    return installation_key("blocked-speakers")
