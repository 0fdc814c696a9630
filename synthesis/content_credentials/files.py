"""Gives finished files their content credentials."""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC
from typing import BinaryIO

from django.conf import settings
from django.utils import timezone

from runtime.version import VERSION
from synthesis.content_credentials.kinds import MEDIA_TYPES
from synthesis.content_credentials.manifest import Origin
from synthesis.content_credentials.ours import Unusable, our_signing
from synthesis.content_credentials.signing import Credentials
from synthesis.encode import AudioFormat
from synthesis.engines import ENGINES
from synthesis.models import Job, Segment
from tenants.sealing.encrypted_scratch import encrypted_scratch
from voices.consent_records import consents_of

log = logging.getLogger(__name__)


def can_hold(audio_format: AudioFormat) -> bool:
    """Whether files of this format are signed."""
    return audio_format.name in MEDIA_TYPES


def origin_of(produce_id: str, heard: Iterable[tuple[Job, Collection[int] | None]]) -> Origin:
    """The origin of a file in which these segments of jobs are heard, by their indexes (None: all),
    which are of one engine. Runs in the tenant's schema."""
    parts = list(heard)
    rows = Segment.objects.filter(job__in={job.id for job, _indexes in parts})
    voice_of: dict[str, dict[int, str]] = defaultdict(dict)
    for job_id, index, voice in rows.values_list("job_id", "index", "voice"):
        voice_of[job_id][index] = voice
    voices = {
        voice_of[job.id].get(index) or job.voice
        for job, indexes in parts
        for index in (voice_of[job.id] if indexes is None else indexes)
    }
    engine = parts[0][0].engine if parts else settings.DEFAULT_ENGINE
    return Origin(
        producer=settings.CONTENT_PRODUCER,
        software=VERSION,
        produce_id=produce_id,
        engine=engine,
        engine_version=ENGINES[engine].version if engine in ENGINES else "",
        made_at=timezone.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        consents=consents_of(voices),
    )


def credentials_for(origin: Origin) -> Credentials | None:
    """What a file of this origin is signed with; None where the operator's certificate can't be
    used, which is logged."""
    try:
        return Credentials(origin, our_signing())
    except Unusable as error:
        log.error("%s has no content credentials: %s", origin.produce_id, error)
        return None


def with_credentials(
    file: BinaryIO, audio_format: AudioFormat, credentials: Credentials | None
) -> BinaryIO:
    """A signed copy of a whole file, in an encrypted temporary file; `file` itself where it can't
    be signed."""
    if credentials is None or not can_hold(audio_format):
        return file
    media_type = MEDIA_TYPES[audio_format.name]
    return credentials.given_to(file, media_type, scratch=encrypted_scratch)
