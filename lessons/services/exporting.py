"""The order for the child that builds an export: everything that it needs of a lesson."""

import uuid
from collections.abc import Mapping
from datetime import UTC

from lessons.document import HEADING, PAUSE
from lessons.export.formats import ExportFormat
from lessons.export.lesson import Lesson as Exported
from lessons.export.lesson import Line
from lessons.export_process.order import Order, SealedSound
from lessons.models import Lesson, Sound
from lessons.services.sound import complete
from lessons.services.spoken import spoken_lines
from synthesis import storage
from synthesis.aigc.producer import producer
from synthesis.content_credentials.files import credentials_for, origin_of
from synthesis.storage import BYTES_PER_SAMPLE, StoredSegment
from synthesis.text.language import main_language
from tenants.files import store
from tenants.models import Tenant
from voices.tone.services import max_sample_rate

_NAMES = uuid.UUID("6d0e1c1e-3f0a-4f0e-9a57-2c1c3a3b5f11")
"""The namespace of the UUIDs of exported lessons."""


def order_of(*, tenant: Tenant, lesson: Lesson, export_format: ExportFormat) -> Order:
    """The order to export a lesson. Raises Refused (409): it is empty, or lines are missing.

    Raises FileNotFoundError where a sound has just been deleted. Runs in the tenant's schema.
    """
    whole = complete(tenant=tenant, lesson=lesson)
    sounds = whole.sounds()
    stored, files, keys = _files(tenant, sounds)
    spoken = (
        spoken_lines(tenant=tenant, parts=whole.parts, sounds=sounds)
        if export_format.needs_words
        else []
    )
    words = {line.key: line.words for line in spoken}
    language = main_language("\n".join(part.line.text for part in whole.parts))
    lines: list[Line] = []
    for part in whole.parts:
        heard = sum(each.pcm_bytes for each in stored[part.digest]) if part.digest else 0
        lines.append(
            Line(
                key=part.line.key,
                text=part.line.text,
                language=main_language(part.line.text, language),
                level=int(part.line.kind == HEADING),
                speaker=part.line.speaker,
                ends_paragraph=part.line.ends_paragraph or part.line.kind == PAUSE,
                begins=lines[-1].ends if lines else 0,
                heard=heard // BYTES_PER_SAMPLE,
                silence=_samples(part.pause_ms, whole.sample_rate),
                words=words.get(part.line.key, ()),
            )
        )
    who = producer()
    exported = Exported(
        title=whole.document.title,
        language=language,
        identifier=str(uuid.uuid5(_NAMES, lesson.id)),
        changed=lesson.updated_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        made_by=who.name,
        label=who.label(lesson.id),
        rate=whole.sample_rate,
        most_rate=max_sample_rate(),
        credentials=credentials_for(origin_of(lesson.id, whole.heard())),
        lines=lines,
    )
    of_lines = {part.line.key: files[part.digest] for part in whole.parts if part.digest}
    return Order(
        format=export_format.name,
        lesson=exported,
        sounds=of_lines,
        keys=keys,
        store=store().description(),
    )


def _files(
    tenant: Tenant, sounds: Mapping[str, Sound]
) -> tuple[dict[str, list[StoredSegment]], dict[str, list[SealedSound]], dict[str, str]]:
    """The stored segments of each sound by its digest, how the child opens them, and the keys of
    their jobs. Raises FileNotFoundError."""
    stored: dict[str, list[StoredSegment]] = {}
    files: dict[str, list[SealedSound]] = {}
    of_jobs: dict[str, dict[int, StoredSegment]] = {}
    keys: dict[str, str] = {}
    for digest, sound in sounds.items():
        audio = storage.job_audio(tenant, sound.job)
        if sound.job_id not in keys:
            keys[sound.job_id] = audio.key().hex()
            of_jobs[sound.job_id] = storage.stored_segments(audio)
        try:
            stored[digest] = [of_jobs[sound.job_id][index] for index in sound.indexes]
        except KeyError as missing:
            raise FileNotFoundError(f"segment {missing} of {sound.job_id}") from None
        files[digest] = [
            SealedSound(segment.name, audio.about(index), sound.job_id)
            for index, segment in zip(sound.indexes, stored[digest], strict=True)
        ]
    return stored, files, keys


def _samples(milliseconds: int, sample_rate: int) -> int:
    return milliseconds * sample_rate // 1000
