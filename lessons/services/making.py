"""Making the sounds of a lesson: what is missing, in order, and nothing twice."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from billing import quota
from lessons.access import Viewer
from lessons.document import NOTICE_KEY, PAUSE, Line, keys_of
from lessons.models import Lesson, LineTake, Sound
from lessons.patch import Patch
from lessons.services import documents
from lessons.services.states import (
    MAKING,
    NOT_MADE,
    READY,
    VOICE_NOT_YOURS,
    WAITING,
    LineState,
    Overview,
    overview,
    sound_states,
)
from lessons.services.takes import keep
from lessons.sounding import LineSound
from synthesis.aigc.notice import NOTICES
from synthesis.jobs.outcomes import ending
from synthesis.jobs.passages import submit_passages
from synthesis.models import Job
from synthesis.monitoring import admission
from synthesis.text.language import main_language
from tenants.limits import limits_of
from tenants.models import Tenant
from tenants.refusal import Refused
from voices.access import closed_to
from voices.tone.services import notice

QUOTA = "quota"


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a wish to make lines, by their keys.

    `submitted` are queued now, `already` were made or queued before, and `cannot` says of the
    others why not: `quota` of those that there is no room for today, `voice_not_yours` of those
    whose voice is not shared with the viewer.
    """

    submitted: list[str] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    cannot: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is missing of a lesson: lines, and milliseconds of audio, which `left_ms` of today's
    quota has room for or not."""

    lines: int
    audio_ms: int
    left_ms: int

    @property
    def fits(self) -> bool:
        """Today's quota has room for all of it."""
        return self.audio_ms <= self.left_ms


def make(
    *,
    viewer: Viewer,
    lesson: Lesson,
    keys: Sequence[str] | None = None,
    start: str = "",
    interactive: bool = False,
) -> Made:
    """Queue the lines that have no sound as they are now: all, or those of `keys`.

    They are made in their order, from the line `start` on and then those before it. What already
    waits in another order is queued anew. As many whole lines as the quota has room for are
    taken. Raises Refused: not one fits (402), and as `submit_passages` does.
    """
    with transaction.atomic():
        # Everything that makes or counts waits for this lock: no sound is submitted twice.
        quota.open_today(viewer.tenant)
        now = overview(tenant=viewer.tenant, lesson=lesson)
        wanted = _wanted(now, keys, start)
        if start:
            _requeue(viewer.tenant, now, wanted)
            now = overview(tenant=viewer.tenant, lesson=lesson)
        return _submit(viewer, lesson, now, wanted, interactive=interactive)


def say_differently(*, viewer: Viewer, lesson: Lesson, key: str) -> LineState:
    """Make one line again with another seed, while what it says stays.

    Once a day for each line this is not counted. Raises Refused: there is no such line (404), it
    has no sound yet, or its engine always says a text alike (409).
    """
    with transaction.atomic():
        quota.open_today(viewer.tenant)
        before = overview(tenant=viewer.tenant, lesson=lesson)
        state, line = before.state(key), before.document.line(key)
        if state is None or line is None:
            raise Refused("line_not_found", _("There is no such line."), status=404)
        if not before.sounding.engine.draws:
            message = _("This voice says a text the same way each time. Change the text or tone.")
            raise Refused("engine_does_not_draw", message, status=409)
        if state.state != READY or not state.digest:
            message = _("A line can be said differently once it is made.")
            raise Refused("line_not_ready", message, status=409)
        another = replace(line, take=line.take + 1)
        patch = Patch(base_revision=lesson.revision, upsert=(another,))
        lesson = documents.save(viewer=viewer, lesson_id=lesson.id, patch=patch).lesson
        now = overview(tenant=viewer.tenant, lesson=lesson)
        _submit(viewer, lesson, now, [another], interactive=True, free=state.free_remake)
        after = overview(tenant=viewer.tenant, lesson=lesson).state(key)
    if after is None:
        raise RuntimeError(f"{lesson.id} lost the line {key}")
    return after


def stop(*, tenant: Tenant, lesson: Lesson) -> int:
    """Stop making this lesson; what is made stays. Returns how many jobs were stopped."""
    digests = LineTake.objects.filter(lesson=lesson).values("digest")
    jobs = Sound.objects.filter(digest__in=digests, job__status__in=(*Job.OPEN, Job.Status.PAUSED))
    stopped = 0
    for job_id in set(jobs.values_list("job_id", flat=True)):
        stopped += ending.cancel(tenant=tenant, job_id=job_id)
    return stopped


def estimate(*, tenant: Tenant, lesson: Lesson) -> Estimate:
    """How much is missing of the lesson, and how much of today's quota is left."""
    now = overview(tenant=tenant, lesson=lesson)
    missing = {
        sound.digest: sound
        for line, sound in _with_notice(now, now.document.lines)
        if sound.passage and _state_of(now, line, sound) not in (READY, WAITING, MAKING)
    }
    audio_ms = sum(
        segment.estimate_ms
        for sound in missing.values()
        if sound.passage
        for segment in sound.passage.segments()
    )
    left_ms = quota.quota_of(tenant, limits_of(tenant)).left_ms
    return Estimate(len(missing), audio_ms, left_ms)


def notice_line(document_lines: Sequence[Line]) -> Line | None:
    """The spoken notice that the workspace wants in its audio, as a line; None for none."""
    if not notice() or not document_lines:
        return None
    words = NOTICES[main_language("\n".join(line.text for line in document_lines[:20]))]
    return Line(key=NOTICE_KEY, text=words, ends_paragraph=True)


def _with_notice(now: Overview, lines: Sequence[Line]) -> list[tuple[Line, LineSound]]:
    pairs = [(line, now.sounds[line.key]) for line in lines if line.kind != PAUSE]
    spoken = notice_line(now.document.lines)
    return [*pairs, (spoken, now.sounding.of(spoken))] if spoken and pairs else pairs


def _state_of(now: Overview, line: Line, sound: LineSound) -> str:
    state = now.state(line.key)
    if state is not None:
        return state.state if state.digest else ""
    return sound_states([sound.digest]).get(sound.digest, NOT_MADE).state


def _wanted(now: Overview, keys: Sequence[str] | None, start: str) -> list[Line]:
    lines = list(now.document.lines)
    known = keys_of(lines)
    for key in (*(keys or ()), *([start] if start else [])):
        if key not in known:
            raise Refused("line_not_found", _("There is no such line."), status=404)
    if start:
        at = known.index(start)
        lines = lines[at:] + lines[:at]
    return lines if keys is None else [line for line in lines if line.key in set(keys)]


def _requeue(tenant: Tenant, now: Overview, wanted: Sequence[Line]) -> None:
    """Stop the job of the first line that is missing, unless that line is next anyway."""
    first = next(
        (state for line in wanted if (state := now.state(line.key)) and state.state != READY), None
    )
    if first is None or first.state != WAITING:
        return
    sound = Sound.objects.select_related("job").get(digest=first.digest)
    next_up = sound.job.unfinished_segments().order_by("index").first()
    if next_up is None or next_up.index not in sound.indexes:
        ending.cancel(tenant=tenant, job_id=sound.job_id)
        # What is queued in its place must not be told to wait for it.
        admission.forget()


def _submit(
    viewer: Viewer,
    lesson: Lesson,
    now: Overview,
    wanted: Sequence[Line],
    *,
    interactive: bool,
    free: bool = False,
) -> Made:
    made = Made()
    pairs = _with_notice(now, wanted)
    known = sound_states(sound.digest for _line, sound in pairs)
    missing: dict[str, LineSound] = {}
    voices = {sound.passage.voice for _line, sound in pairs if sound.passage}
    closed = closed_to(viewer.user, voices)
    for line, sound in pairs:
        if sound.passage is None:
            made.cannot[line.key] = sound.cannot
        elif known.get(sound.digest, NOT_MADE).state in (READY, WAITING, MAKING):
            made.already.append(line.key)
        elif sound.passage.voice in closed:
            made.cannot[line.key] = VOICE_NOT_YOURS
        else:
            missing.setdefault(sound.digest, sound)
    taken = _queue(viewer, now, list(missing.values()), interactive, free) if missing else set()
    takes: list[LineTake] = []
    for line, sound in pairs:
        if sound.digest in missing:
            if sound.digest not in taken:
                made.cannot[line.key] = QUOTA
                continue
            made.submitted.append(line.key)
        if sound.digest:
            free_take = free and sound.digest in taken
            takes.append(_take(lesson, line, sound, free=free_take))
    keep(takes)
    made.cannot.pop(NOTICE_KEY, None)
    return replace(
        made,
        submitted=[key for key in made.submitted if key != NOTICE_KEY],
        already=[key for key in made.already if key != NOTICE_KEY],
    )


def _queue(
    viewer: Viewer, now: Overview, missing: list[LineSound], interactive: bool, free: bool
) -> set[str]:
    """Queue these sounds as one job; returns the digests of those that fit into the quota."""
    author = User(id=viewer.user) if viewer.user is not None else None
    submitted = submit_passages(
        tenant=viewer.tenant,
        engine=now.sounding.engine,
        passages=[replace(each.passage, free=free) for each in missing if each.passage],
        interactive=interactive,
        created_by=author,
        api_token=viewer.token,
    )
    taken = missing[: len(submitted.ranges)]
    sounds = [
        Sound(
            digest=sound.digest,
            job=submitted.job,
            first_segment=first,
            segment_count=count,
            free=free,
        )
        for sound, (first, count) in zip(taken, submitted.ranges, strict=True)
    ]
    Sound.objects.bulk_create(
        sounds,
        update_conflicts=True,
        unique_fields=["digest"],
        update_fields=["job", "first_segment", "segment_count", "free"],
    )
    return {sound.digest for sound in sounds}


def _take(lesson: Lesson, line: Line, sound: LineSound, *, free: bool) -> LineTake:
    return LineTake(lesson=lesson, key=line.key, digest=sound.digest, asked=sound.asked, free=free)
