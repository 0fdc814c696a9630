"""A lesson as the builders of read-along pages take it: its lines with their sounds and words."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from lessons.export.spoken import SpokenLesson, SpokenLine, Word
from lessons.models import Lesson, Sound
from lessons.services.sound import Part, complete, line_pcm
from lessons.services.words import words_in
from synthesis.models import Segment
from synthesis.text.language import main_language
from tenants.models import Tenant


def spoken_lesson(*, tenant: Tenant, lesson: Lesson) -> SpokenLesson:
    """The whole lesson, the notice included. Raises Refused (409): it is empty, or lines are
    missing. Runs in the tenant's schema; sounds are read when they are asked for."""
    whole = complete(tenant=tenant, lesson=lesson)
    lines = spoken_lines(tenant=tenant, parts=whole.parts, sounds=whole.sounds())
    return SpokenLesson(whole.document.title, lines, whole.sample_rate)


def spoken_lines(
    *, tenant: Tenant, parts: Sequence[Part], sounds: Mapping[str, Sound]
) -> list[SpokenLine]:
    """These parts of a lesson with all that is known of them. Runs in the tenant's schema."""
    jobs = {sound.job_id for sound in sounds.values()}
    rows = {(row.job_id, row.index): row for row in Segment.objects.filter(job__in=jobs)}
    language = main_language("\n".join(part.line.text for part in parts))
    lines: list[SpokenLine] = []
    for part in parts:
        line, sound = part.line, sounds.get(part.digest)
        segments = [rows[sound.job_id, index] for index in sound.indexes] if sound else []
        words = words_in(line.text, segments) if sound else []
        lines.append(
            SpokenLine(
                key=line.key,
                kind=line.kind,
                text=line.text,
                language=main_language(line.text, language),
                speaker=line.speaker,
                ends_paragraph=line.ends_paragraph,
                digest=part.digest,
                ms=sum(segment.audio_ms or 0 for segment in segments),
                pause_ms=part.pause_ms,
                words=[Word(each.start, each.end, each.start_ms, each.end_ms) for each in words],
                pcm=partial(_pcm, tenant, part.digest) if sound else tuple,
            )
        )
    return lines


def _pcm(tenant: Tenant, digest: str) -> Iterator[bytes]:
    yield line_pcm(tenant=tenant, digest=digest)[0]
