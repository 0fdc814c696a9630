"""The audio of a lesson: of one line, and of the whole with the pauses between its lines."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from lessons.document import PAUSE, Document, Line
from lessons.export.lesson import silence
from lessons.models import Lesson, LineTake, Sound
from lessons.services.making import notice_line
from lessons.services.states import NOT_MADE, READY, Overview, overview, sound_states
from lessons.sounding import NOTHING_TO_SPEAK
from synthesis import storage
from synthesis.models import Job, Segment
from tenants.models import Tenant
from tenants.refusal import Refused
from voices.tone.models import Notice
from voices.tone.services import notice

MOST_MISSING_NAMED = 100


@dataclass(frozen=True, slots=True)
class Part:
    """The sound of one line, by its digest ("" for a pause), and the silence after it in ms."""

    digest: str
    pause_ms: int
    line: Line = field(repr=False)


@dataclass(frozen=True, slots=True)
class Whole:
    """A lesson's audio, at `sample_rate` Hz, and the document that it is of.

    `missing` has the keys of the lines that have no sound as they are now; the notice is among
    them by its own key. While there are any, `parts` is not the whole.
    """

    tenant: Tenant
    document: Document
    parts: Sequence[Part]
    missing: Sequence[str]
    sample_rate: int

    def sounds(self) -> dict[str, Sound]:
        """The sounds of the parts, by their digests."""
        return sounds_of(part.digest for part in self.parts)

    def heard(self) -> list[tuple[Job, Sequence[int]]]:
        """The jobs that its sounds are of, and which of their segments."""
        return heard(*(part.digest for part in self.parts))

    def pcm(self) -> Iterator[bytes]:
        """The audio in order, mono signed 16-bit PCM. Raises FileNotFoundError."""
        sounds = self.sounds()
        for part in self.parts:
            if part.digest:
                yield from _pcm(self.tenant, sounds[part.digest])
            yield from silence(part.pause_ms * self.sample_rate // 1000)

    def segments(self) -> Iterator[tuple[Segment, int]]:
        """What is said, in order, each with when it begins to be heard, in milliseconds."""
        sounds = self.sounds()
        jobs = {sound.job_id for sound in sounds.values()}
        rows = {(row.job_id, row.index): row for row in Segment.objects.filter(job__in=jobs)}
        at = 0
        for part in self.parts:
            sound = sounds.get(part.digest)
            if sound:
                for index in sound.indexes:
                    segment = rows[sound.job_id, index]
                    yield segment, at
                    at += segment.audio_ms or 0
            at += part.pause_ms


class LinesMissing(Refused):
    """The refusal (409) of what needs all lines of a lesson; `count` of them are not made."""

    def __init__(self, missing: Sequence[str]) -> None:
        message = _("%(count)s lines are not made yet. Make them first: %(keys)s")
        keys = ", ".join(missing[:MOST_MISSING_NAMED])
        self.count = len(missing)
        super().__init__("lines_missing", message % {"count": self.count, "keys": keys}, status=409)


def complete(*, tenant: Tenant, lesson: Lesson) -> Whole:
    """The audio of the whole lesson. Raises Refused (409): it is empty, or lines are missing."""
    found = whole(tenant=tenant, lesson=lesson)
    if not found.missing and not any(part.digest for part in found.parts):
        message = _("This lesson has no lines to hear.")
        raise Refused("lesson_empty", message, status=409)
    if found.missing:
        raise LinesMissing(found.missing)
    return found


def whole(*, tenant: Tenant, lesson: Lesson) -> Whole:
    """The audio of all lines as they are now, and the notice that the workspace wants spoken."""
    now = overview(tenant=tenant, lesson=lesson)
    parts: list[Part] = []
    missing: list[str] = []
    for line, state in zip(now.document.lines, now.states, strict=True):
        if state.state == READY:
            parts.append(Part(state.playing, now.sounding.pause_after(line), line))
        elif state.cannot != NOTHING_TO_SPEAK:
            missing.append(line.key)
    add_notice(now, parts, missing)
    if parts and parts[-1].digest:
        parts[-1] = replace(parts[-1], pause_ms=0)  # nothing follows
    return Whole(tenant, now.document, parts, missing, now.sounding.engine.sample_rate)


def line_that_plays(
    *, tenant: Tenant, lesson: Lesson, key: str, digest: str = ""
) -> tuple[Line, str]:
    """A line, and the digest of what plays of it; or `digest` itself, if that was made of it.

    A player that has begun with a sound names it, and gets the same one whatever the line says by
    then. Raises Refused (404): there is no such line, or it has no such sound.
    """
    now = overview(tenant=tenant, lesson=lesson, keys={key})
    line, state = now.document.line(key), now.state(key)
    if line is None or state is None:
        raise Refused("line_not_found", _("There is no such line."), status=404)
    if digest in ("", state.playing):
        digest = state.playing
    elif not LineTake.objects.filter(lesson=lesson, key=key, digest=digest).exists():
        raise not_ready()
    if not digest or sound_states([digest]).get(digest, NOT_MADE).state != READY:
        raise not_ready()
    return line, digest


def not_ready() -> Refused:
    """The refusal (404) of what needs a line's sound while there is none."""
    return Refused("line_not_ready", _("This line is not made yet."), status=404)


def heard(*digests: str) -> list[tuple[Job, Sequence[int]]]:
    """The jobs that the sounds of these digests are of, and which of their segments."""
    return [(sound.job, sound.indexes) for sound in sounds_of(digests).values()]


def line_pcm(*, tenant: Tenant, digest: str) -> tuple[bytes, int]:
    """The sound of this digest, mono signed 16-bit PCM, and its rate in Hz.

    Raises FileNotFoundError where it is not made.
    """
    sound = Sound.objects.select_related("job").filter(digest=digest).first()
    if sound is None:
        raise FileNotFoundError(digest)
    return b"".join(_pcm(tenant, sound)), sound.job.sample_rate


def add_notice(now: Overview, parts: list[Part], missing: list[str]) -> None:
    """Put the notice that the workspace wants spoken in its place among the parts; its key among
    what is missing where it is not made."""
    spoken = notice_line([line for line in now.document.lines if line.kind != PAUSE])
    if spoken is None:
        return
    digest = now.sounding.of(spoken).digest
    if not digest or sound_states([digest]).get(digest, NOT_MADE).state != READY:
        missing.append(spoken.key)
        return
    part = Part(digest, now.sounding.pause_after(spoken), spoken)
    parts.insert(0 if notice() == Notice.START else len(parts), part)


def sounds_of(digests: Iterable[str]) -> dict[str, Sound]:
    """The sounds of these digests, by them."""
    rows = Sound.objects.select_related("job").filter(digest__in=set(digests) - {""})
    return {sound.digest: sound for sound in rows}


def _pcm(tenant: Tenant, sound: Sound) -> Iterator[bytes]:
    audio = storage.job_audio(tenant, sound.job)
    for index in sound.indexes:
        yield storage.segment_pcm(audio, index)
