"""Whatever is done to a lesson, each line plays as it is shown or is marked, and what is counted
is what was made."""

from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import Membership, User
from billing.usage.models import DailyUsage
from lessons.access import Role, Viewer
from lessons.digest import cleaned
from lessons.document import Line
from lessons.material import from_text
from lessons.models import LineTake, Sound
from lessons.services import documents, sound
from lessons.services import states as line_states
from lessons.sounding import Sounding
from synthesis.models import Job, Segment
from tenants import files
from tenants.refusal import Refused
from tests.lessons.conftest import differences, make_all
from tests.lessons.story import (
    ACTS,
    EDITING,
    LEAVING_READY,
    MS_LIN,
    Story,
    happen,
    record,
    set_voice,
)
from tests.thoroughness import examples
from voices.access import closed_to
from voices.models import Consent


class Rolled(Exception):
    """Ends an example's transaction."""


def test_any_sequence_leaves_every_line_playable_or_marked(viewer, make_voice, drawing):
    carol = User.objects.create_user("carol@example.org", None, name="Carol")
    Membership.objects.create(user=carol, tenant=viewer.tenant)
    people = {"alice": viewer, "carol": Viewer(viewer.tenant, Role.MEMBER, user=carol.id)}

    # A line that is ready, as its words were made for another, has something to lose as well.
    @example(
        True,
        [
            ("insert", 3, "One line."),
            ("speak", 3, "Anna"),
            ("edit", 3, "Another line.", "zf_xiaobei"),
        ],
    )
    @example(
        True, [("insert", 3, "One line."), ("speak", 3, "Anna"), ("delete", 0), ("end", "deleted")]
    )
    # Back at an older sound when the line is changed again, and when the voice goes.
    @example(
        True,
        [
            ("edit", 0, "好的。", MS_LIN),
            ("make", 0, "alice"),
            ("work", 6),
            ("undo",),
            ("edit", 0, "🙂", MS_LIN),
        ],
    )
    @example(
        True,
        [
            ("edit", 0, "好的。", MS_LIN),
            ("make", 0, "alice"),
            ("work", 6),
            ("undo",),
            ("end", "withdrawn"),
        ],
    )
    # A mood that the engine has for every voice is another sound of the same words and voice.
    @example(False, [("feel", 1, "happy")])
    @settings(max_examples=examples(75), deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.booleans(), st.lists(ACTS, max_size=12))
    def check(is_made, acts):
        try:
            with transaction.atomic():
                first = [("make", 0, "alice"), ("work", 6)] if is_made else []
                _live(people, make_voice, [*first, *acts])
                raise Rolled
        except Rolled:
            pass
        finally:
            # The rows are gone; their files are not in any transaction.
            files.store().remove_folder(files.folder(viewer.tenant))

    check()


def _live(people, make_voice, acts) -> None:
    alice = people["alice"]
    voice = make_voice(MS_LIN)
    record(alice.tenant, voice, "happy")
    voice.consent = Consent.objects.create(status="verified", seconds=8)
    voice.speaker_id = alice.user
    voice.save()
    text = "Anna: One line.\nBen: Another line.\nAnna: One line."
    lesson = documents.create(viewer=alice, material=from_text(text)).lesson
    story = Story(lesson, people, voice)
    set_voice(story, "Anna", MS_LIN)
    _check(story)
    story.before.append(story.document)
    for act, *how in acts:
        story.lesson.refresh_from_db()
        ready = story.ready
        try:
            happen(story, act, how)
        except Refused as refused:
            assert refused.status in (404, 409), refused
        _check(story)
        if act in LEAVING_READY:
            assert ready.items() <= story.ready.items()
        if act in EDITING:
            # A line that has changed plays as it was.
            for each in story.states:
                assert each.state == "ready" or each.playing == ready.get(each.key, each.playing)
    make_all(alice.tenant)
    _check(story)
    assert differences(alice.tenant) == []


def _check(story: Story) -> None:
    story.lesson.refresh_from_db()
    tenant = story.alice.tenant
    for viewer in story.people.values():
        now = line_states.overview(tenant=tenant, lesson=story.lesson, viewer=viewer)
        closed = closed_to(viewer.user, [story.voice.id])
        for state in now.states:
            passage = now.sounds[state.key].passage
            waits = state.state in ("none", "changed") and passage and passage.voice in closed
            assert (state.cannot == "voice_not_yours") == bool(waits)
    story.states = now.states
    for line, state in zip(now.document.lines, now.states, strict=True):
        _check_line(story, now.sounding, line, state)
    _check_figures(story)


def _check_line(story: Story, sounding: Sounding, line: Line, state: line_states.LineState) -> None:
    tenant = story.alice.tenant
    if state.playing:
        story.heard.add(line.key)
        pcm, _rate = sound.line_pcm(tenant=tenant, digest=state.playing)
        assert len(pcm) == 2 * 24 * state.ms and state.ms > 0
    # Nothing that could once be heard of a line is lost.
    assert state.playing or line.key not in story.heard
    spoken = sounding.of(line)
    asked = LineTake.objects.filter(lesson=story.lesson, key=line.key, asked=spoken.asked)
    if spoken.passage is None:
        # What was made of the line as it is now is still right, and plays.
        made = line_states.sound_states(asked.values_list("digest", flat=True))
        if "ready" in {each.state for each in made.values()}:
            assert state.state == "ready" and asked.filter(digest=state.playing).exists()
        return
    whole = _all_of(sounding, line)
    assert story.digests.setdefault(whole, state.digest) == state.digest, "renamed"
    assert list(story.digests.values()).count(state.digest) == 1, "two sounds of one name"
    if state.state != "ready":
        return
    # What plays is what the line says now: its segments were made of these words, in this way.
    assert state.playing == state.digest
    row = Sound.objects.get(digest=state.playing)
    segments = Segment.objects.filter(job=row.job, index__in=row.indexes).order_by("index")
    wanted = spoken.passage.segments()
    assert [_given(sounding, each) for each in segments] == [
        _given(sounding, each) for each in wanted
    ]
    assert "".join(each.text for each in wanted) == line.text.strip()


def _all_of(sounding: Sounding, line: Line) -> tuple:
    """All that makes the sound of a line: how its words are spelled, and how they are spoken."""
    segments = sounding.of(line).passage.segments()
    spelled = sounding.spell(line, line.text, sounding.readings(line, cleaned(line.text)))
    tones = tuple((s.text, s.source, s.speed, s.expressiveness, s.gain_db) for s in segments)
    presets = tuple(_preset(sounding, s) for s in segments)
    return tones, presets, spelled.phonemes, line.take


def _given(sounding: Sounding, segment: Segment) -> tuple:
    """What the engine gets; which of a voice's names was used makes no difference."""
    tone = segment.speed, segment.expressiveness, segment.gain_db
    how = segment.source, _preset(sounding, segment), segment.seed, tone
    return segment.text, how, segment.readings


def _preset(sounding: Sounding, segment: Segment) -> str:
    """The mood where the engine makes it; a voice's own recording of one is another source."""
    return segment.mood if segment.mood in sounding.engine.mood_presets else ""


def _check_figures(story: Story) -> None:
    for segment in Segment.objects.filter(free=False).exclude(finished_at=None):
        name = segment.job_id, segment.index, segment.revision
        story.counted[name] = segment.audio_ms
    used = DailyUsage.objects.aggregate(used=Sum("used_ms"), reserved=Sum("reserved_ms"))
    # What was tidied away stays counted.
    assert (used["used"] or 0) == sum(story.counted.values())
    open_segments = Segment.objects.filter(
        job__status__in=Job.OPEN, finished_at=None, error_code="", free=False
    )
    assert (used["reserved"] or 0) == sum(each.estimate_ms for each in open_segments)
