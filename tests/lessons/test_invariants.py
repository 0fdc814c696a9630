"""Whatever is done to a lesson, each line plays as it is shown or is marked, and what is counted
is what was made."""

from dataclasses import replace

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.usage.models import DailyUsage
from lessons.document import Line
from lessons.material import from_text
from lessons.models import Sound
from lessons.patch import Patch
from lessons.services import documents, making, sound, states, upkeep
from synthesis.jobs import giving_up
from synthesis.models import Job, Segment
from tenants import files
from tenants.refusal import Refused
from tests.lessons.conftest import differences, make_all

TEXTS = ["One line.", "Another line.", "好的。", "🙂"]
VOICES = ["", "zf_xiaobei"]
ACTS = st.one_of(
    st.tuples(st.just("edit"), st.integers(0, 4), st.sampled_from(TEXTS), st.sampled_from(VOICES)),
    st.tuples(st.just("insert"), st.integers(0, 4), st.sampled_from(TEXTS)),
    st.tuples(st.just("delete"), st.integers(0, 4)),
    st.tuples(st.just("undo")),
    st.tuples(st.just("make"), st.integers(0, 4)),
    st.tuples(st.just("work"), st.integers(1, 3)),
    st.tuples(st.just("stop")),
    st.tuples(st.just("fail")),
    st.tuples(st.just("again"), st.integers(0, 4)),
    st.tuples(st.just("tidy")),
)


class Rolled(Exception):
    """Ends an example's transaction."""


def test_any_sequence_leaves_every_line_playable_or_marked(viewer, drawing):
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(ACTS, max_size=12))
    def check(acts):
        try:
            with transaction.atomic():
                _live(viewer, acts)
                raise Rolled
        except Rolled:
            pass
        finally:
            # The rows are gone; their files are not in any transaction.
            files.remove(files.folder(viewer.tenant))

    check()


def _live(viewer, acts) -> None:
    lesson = documents.create(
        viewer=viewer, material=from_text("One line. Another line. One line.")
    ).lesson
    before = [lesson.document(viewer.tenant)]
    heard: dict[str, str] = {}
    for act, *how in acts:
        lesson.refresh_from_db()
        document = lesson.document(viewer.tenant)
        try:
            _do(viewer, lesson, document, act, how, before)
        except Refused as refused:
            assert refused.status in (404, 409), refused
        _check(viewer, lesson, heard)
    make_all(viewer.tenant)
    _check(viewer, lesson, heard)
    assert differences(viewer.tenant) == []


def _do(viewer, lesson, document, act, how, before) -> None:
    lines = document.lines
    line = lines[how[0] % len(lines)] if how and lines and isinstance(how[0], int) else None
    if act == "insert":
        added = Line(key=documents.new_key(), text=how[1])
        keys = [each.key for each in lines]
        keys.insert(how[0], added.key)
        _save(viewer, lesson, before, upsert=(added,), order=tuple(keys))
    elif act == "undo":
        then = before.pop() if len(before) > 1 else before[0]
        kept = {each.key for each in then.lines}
        gone = tuple(each.key for each in lines if each.key not in kept)
        order = tuple(each.key for each in then.lines)
        _save(viewer, lesson, None, upsert=then.lines, delete=gone, order=order)
    elif act == "work":
        make_all(viewer.tenant, most=how[0])
    elif act == "stop":
        making.stop(tenant=viewer.tenant, lesson=lesson)
    elif act == "tidy":
        upkeep.tidy_up(tenant=viewer.tenant)
    elif act == "fail":
        job = Job.objects.filter(status__in=Job.OPEN).first()
        if job and (segment := job.unfinished_segments().first()):
            indexes = [segment.index]
            giving_up.give_up(
                tenant=viewer.tenant, job_id=job.id, indexes=indexes, code="synthesis_failed"
            )
    elif line is None:
        return
    elif act == "edit":
        changed = replace(line, text=how[1], voice=how[2])
        _save(viewer, lesson, before, upsert=(changed,))
    elif act == "delete":
        _save(viewer, lesson, before, delete=(line.key,))
    elif act == "make":
        making.make(viewer=viewer, lesson=lesson, start=line.key)
    elif act == "again":
        making.say_differently(viewer=viewer, lesson=lesson, key=line.key)


def _save(viewer, lesson, before, **changes) -> None:
    if before is not None:
        before.append(lesson.document(viewer.tenant))
    patch = Patch(lesson.revision, **changes)
    documents.save(viewer=viewer, lesson_id=lesson.id, patch=patch)


def _check(viewer, lesson, heard) -> None:
    lesson.refresh_from_db()
    now = states.overview(tenant=viewer.tenant, lesson=lesson)
    for line, state in zip(now.document.lines, now.states, strict=True):
        if state.playing:
            pcm, _rate = sound.line_pcm(tenant=viewer.tenant, digest=state.playing)
            assert len(pcm) == 2 * 24 * state.ms and state.ms > 0
        if state.state == "ready" and state.digest:
            # What plays is what the line says now: its segments were made of these words.
            assert state.playing == state.digest
            made = Sound.objects.get(digest=state.playing)
            texts = Segment.objects.filter(job=made.job, index__in=made.indexes)
            assert "".join(each.text for each in texts) == line.text.strip()
            heard[line.key] = state.playing
        elif line.key in heard:
            # Nothing that could once be heard of a line is lost.
            assert state.playing
    counted = Segment.objects.filter(free=False).exclude(finished_at=None)
    made_ms = sum(segment.audio_ms for segment in counted)
    used = DailyUsage.objects.first()
    # What was tidied away stays counted.
    assert (used.used_ms if used else 0) >= made_ms
    open_segments = Segment.objects.filter(
        job__status__in=Job.OPEN, finished_at=None, error_code="", free=False
    )
    assert (used.reserved_ms if used else 0) == sum(each.estimate_ms for each in open_segments)
