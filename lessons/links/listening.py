"""What can be heard of a lesson by those who have its link: what is made, and nothing is made."""

from collections.abc import Collection
from dataclasses import replace

from lessons.document import NOTICE_KEY, PAUSE
from lessons.export.spoken import SpokenLesson
from lessons.models import Lesson, Sound
from lessons.services.sound import Part, add_notice, line_that_plays, not_ready, sounds_of
from lessons.services.spoken import spoken_lines
from lessons.services.states import overview
from synthesis.models import Segment
from tenants.models import Tenant
from voices.models import Voice


class Withdrawn(Exception):
    """A voice of what would be heard is no longer there: its consent was withdrawn, or it was
    deleted. What was made with it is kept for the workspace, and played to nobody else."""


def spoken_now(*, tenant: Tenant, lesson: Lesson) -> SpokenLesson:
    """The lesson with what plays of its lines now; lines without a sound are silent.

    Raises Withdrawn. Runs in the tenant's schema.
    """
    now = overview(tenant=tenant, lesson=lesson)
    parts: list[Part] = []
    for line, state in zip(now.document.lines, now.states, strict=True):
        is_heard = bool(state.playing) or line.kind == PAUSE
        parts.append(Part(state.playing, now.sounding.pause_after(line) if is_heard else 0, line))
    if any(part.digest for part in parts):
        add_notice(now, parts, [])
    if parts and parts[-1].digest:
        parts[-1] = replace(parts[-1], pause_ms=0)  # nothing follows
    sounds = sounds_of(part.digest for part in parts)
    _check_voices(sounds.values())
    lines = spoken_lines(tenant=tenant, parts=parts, sounds=sounds)
    return SpokenLesson(now.document.title, lines, now.sounding.engine.sample_rate)


def sound_now(*, tenant: Tenant, lesson: Lesson, key: str, digest: str) -> str:
    """The digest of a line's sound: of the one that plays, or of an older one of its own.

    Raises Refused (404) where there is none, and Withdrawn. Runs in the tenant's schema.
    """
    if key == NOTICE_KEY:
        parts: list[Part] = []
        add_notice(overview(tenant=tenant, lesson=lesson, keys=()), parts, [])
        if not parts:
            raise not_ready()
        digest = parts[0].digest
    else:
        _line, digest = line_that_plays(tenant=tenant, lesson=lesson, key=key, digest=digest)
    _check_voices(Sound.objects.filter(digest=digest))
    return digest


def _check_voices(sounds: Collection[Sound]) -> None:
    """Raises Withdrawn where the voice of one of these sounds is gone."""
    wanted = {(sound.job_id, index) for sound in sounds for index in sound.indexes}
    rows = Segment.objects.filter(job__in={job for job, _index in wanted})
    spoken = {
        voice or voice_of_job
        for job, index, voice, voice_of_job in rows.values_list(
            "job", "index", "voice", "job__voice"
        )
        if (job, index) in wanted
    }
    own = {voice for voice in spoken if voice.startswith("voice_")}
    there = Voice.objects.filter(id__in=own).exclude(status=Voice.Status.REVOKED)
    if len(own) > there.count():
        raise Withdrawn
