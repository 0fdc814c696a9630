"""What can be heard of each line of a lesson now."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from django.utils import timezone

from lessons.access import Viewer
from lessons.document import PAUSE, Document, Line
from lessons.models import Lesson, LineTake, Sound
from lessons.sounding import LineSound, Sounding, sounding_of
from synthesis.dispatch.models import Lease
from synthesis.models import Job, Segment
from tenants.models import Tenant
from voices.access import closed_to

NONE, WAITING, MAKING, READY, CHANGED, FAILED = (
    *("none", "waiting", "making", "ready"),
    *("changed", "failed"),
)
STATES = (NONE, WAITING, MAKING, READY, CHANGED, FAILED)
WAITS_FOR_QUOTA = "quota"
VOICE_NOT_YOURS = "voice_not_yours"


@dataclass(frozen=True, slots=True)
class SoundState:
    """How far a sound is: `ready`, `making`, `waiting`, `failed` or `none` (stopped or given up).

    `code` says why it failed, or what it waits for.
    """

    state: str
    ms: int = 0
    code: str = ""


NOT_MADE = SoundState(NONE)


@dataclass(frozen=True, slots=True)
class LineState:
    """What can be heard of a line. `playing` is the digest of what plays, "" for nothing.

    `changed` means that what plays is older than what the line says now. `cannot` is a code for
    why its sound can't be made, or what it waits for.
    """

    key: str
    state: str
    digest: str
    playing: str
    ms: int
    cannot: str
    free_remake: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """A lesson, and the states and sounds of its lines or of some of them, as of one moment."""

    document: Document
    sounding: Sounding
    sounds: Mapping[str, LineSound]
    states: Sequence[LineState]

    @property
    def is_busy(self) -> bool:
        """Something of it waits or is being made."""
        return any(each.state in (WAITING, MAKING) for each in self.states)

    def state(self, key: str) -> LineState | None:
        """The state of one line."""
        return next((each for each in self.states if each.key == key), None)


def overview(
    *,
    tenant: Tenant,
    lesson: Lesson,
    viewer: Viewer | None = None,
    keys: Collection[str] | None = None,
) -> Overview:
    """The states of all lines of a lesson, or of those of `keys`, as this viewer could have them
    made.

    Raises Refused for a model that there is not.
    """
    document = lesson.document(tenant)
    sounding = sounding_of(tenant, document)
    lines = [line for line in document.lines if keys is None or line.key in keys]
    sounds = {line.key: sounding.of(line) for line in lines}
    present = sound_states(sound.digest for sound in sounds.values())
    unready = [
        line.key for line in lines if present.get(sounds[line.key].digest, NOT_MADE).state != READY
    ]
    takes: dict[str, list[LineTake]] = defaultdict(list)
    for take in LineTake.objects.filter(lesson=lesson, key__in=unready):
        takes[take.key].append(take)
    older = sound_states(take.digest for each in takes.values() for take in each)
    used = _free_takes_used(tenant, lesson) if sounding.engine.draws else None
    states = [
        _state(line, sounds[line.key], present, takes[line.key], older, used) for line in lines
    ]
    if viewer is not None:
        states = _without_closed_voices(states, sounds, viewer)
    return Overview(document, sounding, sounds, states)


def _without_closed_voices(
    states: Sequence[LineState], sounds: Mapping[str, LineSound], viewer: Viewer
) -> list[LineState]:
    """The states, where lines say so that the viewer can't have made for want of their voice."""
    voices = {
        each.key: passage.voice
        for each in states
        if each.state in (NONE, CHANGED) and (passage := sounds[each.key].passage)
    }
    closed = closed_to(viewer.user, voices.values())
    return [
        replace(each, cannot=VOICE_NOT_YOURS) if voices.get(each.key) in closed else each
        for each in states
    ]


@dataclass(frozen=True, slots=True)
class Playable:
    """How many of a lesson's lines with words can be played, and whether any is being made."""

    lines: int
    playable: int
    is_busy: bool


def playable_of(*, tenant: Tenant, lessons: Sequence[Lesson]) -> list[Playable]:
    """What can be played of each of these lessons, for lists: an older sound of a line counts."""
    takes = list(LineTake.objects.filter(lesson__in=lessons).values_list("lesson", "key", "digest"))
    sounds = sound_states(digest for _lesson, _key, digest in takes)
    keys: dict[tuple[str, str], set[str]] = defaultdict(set)
    for lesson_id, key, digest in takes:
        keys[lesson_id, sounds.get(digest, NOT_MADE).state].add(key)
    found: list[Playable] = []
    for lesson in lessons:
        written = {
            line.key for line in lesson.document(tenant).lines if line.kind != PAUSE and line.text
        }
        busy = (keys[lesson.id, WAITING] | keys[lesson.id, MAKING]) & written
        found.append(Playable(len(written), len(written & keys[lesson.id, READY]), bool(busy)))
    return found


def progress_of(lesson: Lesson) -> tuple[object, ...]:
    """Something that differs whenever the making of the lesson, or its text, has gone on.

    Much cheaper than `overview`, which has to be read again only when this has changed.
    """
    asked = LineTake.objects.filter(lesson=lesson).values("digest")
    jobs = Job.objects.filter(
        id__in=Sound.objects.filter(digest__in=asked).values("job"),
        status__in=(*Job.OPEN, Job.Status.PAUSED),
    )
    rows = sorted(jobs.values_list("id", "status", "segments_done", "error_code"))
    leased = Lease.objects.filter(entry__job_id__in=[row[0] for row in rows])
    given_up = Segment.objects.filter(job__in=[row[0] for row in rows]).exclude(error_code="")
    in_work = sorted(leased.values_list("entry__job_id", "segment_index"))
    return lesson.revision, tuple(rows), tuple(in_work), given_up.count()


def sound_states(digests: Iterable[str]) -> dict[str, SoundState]:
    """The states of those of these sounds that were ever asked for."""
    sounds = list(Sound.objects.filter(digest__in=set(digests) - {""}).select_related("job"))
    jobs = {sound.job_id for sound in sounds}
    segments: dict[tuple[str, int], tuple[int | None, str]] = {}
    for job_id, index, audio_ms, code in Segment.objects.filter(job__in=jobs).values_list(
        "job_id", "index", "audio_ms", "error_code"
    ):
        segments[job_id, index] = audio_ms, code
    leased = set(
        Lease.objects.filter(entry__job_id__in=jobs).values_list("entry__job_id", "segment_index")
    )
    return {sound.digest: _sound_state(sound, segments, leased) for sound in sounds}


def _sound_state(
    sound: Sound,
    segments: Mapping[tuple[str, int], tuple[int | None, str]],
    leased: set[tuple[str, int]],
) -> SoundState:
    parts = [segments[sound.job_id, index] for index in sound.indexes]
    lengths = [audio_ms for audio_ms, _code in parts if audio_ms is not None]
    if len(lengths) == len(parts):
        return SoundState(READY, sum(lengths))
    if code := next((code for _audio_ms, code in parts if code), ""):
        return SoundState(FAILED, code=code)
    job = sound.job
    if job.status == Job.Status.PAUSED:
        return SoundState(WAITING, code=WAITS_FOR_QUOTA)
    if not job.is_open:
        return SoundState(FAILED, code=job.error_code) if job.error_code else NOT_MADE
    begun = lengths or any((sound.job_id, index) in leased for index in sound.indexes)
    return SoundState(MAKING if begun else WAITING)


def _state(
    line: Line,
    sound: LineSound,
    present: Mapping[str, SoundState],
    takes: Sequence[LineTake],
    older: Mapping[str, SoundState],
    free_used: set[str] | None,
) -> LineState:
    if line.kind == PAUSE:
        return LineState(line.key, READY, "", "", line.pause_ms or 0, "", False)
    now = present.get(sound.digest, NOT_MADE)
    if now.state == READY:
        free = free_used is not None and line.key not in free_used
        return LineState(line.key, READY, sound.digest, sound.digest, now.ms, "", free)
    made = [take for take in takes if older.get(take.digest, NOT_MADE).state == READY]
    if not sound.digest:
        # What was made of the line as it is now goes before what was made last.
        made.sort(key=lambda take: take.asked != sound.asked)
    plays = made[0] if made else None
    playing, ms = (plays.digest, older[plays.digest].ms) if plays else ("", 0)
    cannot = sound.cannot or now.code
    if not sound.digest:
        # Its voice is gone, or it has no words: what was made of the same line is still right.
        same = plays is not None and plays.asked == sound.asked
        state = READY if same else CHANGED if plays else NONE
    elif now.state == NONE:
        state = CHANGED if plays else NONE
    else:
        state = now.state
    return LineState(line.key, state, sound.digest, playing, ms, cannot, False)


def _free_takes_used(tenant: Tenant, lesson: Lesson) -> set[str]:
    """The lines that had today's re-make which is not counted."""
    midnight = timezone.now().astimezone(ZoneInfo(tenant.time_zone))
    midnight = midnight.replace(hour=0, minute=0, second=0, microsecond=0)
    today = LineTake.objects.filter(lesson=lesson, free=True, created_at__gte=midnight)
    return set(today.values_list("key", flat=True))
