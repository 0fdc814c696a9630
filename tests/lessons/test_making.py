"""Only what is missing is made; nothing that can be heard is lost."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone

from accounts.actor import Actor
from billing import quota
from billing.usage.models import DailyUsage
from lessons.document import Line, Settings
from lessons.models import LineTake, Sound
from lessons.patch import Patch
from lessons.services import documents, making, sound, states, upkeep
from synthesis import pronouncing
from synthesis.engines import ENGINES
from synthesis.engines.base import Conditioning
from synthesis.jobs.delivery import delivery_of
from synthesis.jobs.outcomes import ending, withdrawal
from synthesis.models import Job, Segment
from synthesis.voice_choice import voice_source
from tenants.limits import limits_of, put_on_plan
from tenants.refusal import Refused
from tests.lessons.conftest import differences, make_all
from voices.dictionary import services as dictionary
from voices.dictionary.entry import Entry
from voices.models import Take, VoiceConditioning


def state_of(viewer, lesson) -> list[str]:
    lesson.refresh_from_db()
    return [each.state for each in states.overview(tenant=viewer.tenant, lesson=lesson).states]


def edit(viewer, lesson, at: int, **changes) -> None:
    lesson.refresh_from_db()
    line = lesson.document(viewer.tenant).lines[at]
    patch = Patch(lesson.revision, upsert=(replace(line, **changes),))
    documents.save(viewer=viewer, lesson_id=lesson.id, patch=patch)
    lesson.refresh_from_db()


def test_a_lesson_is_made_line_by_line(viewer, write):
    lesson = write()
    assert state_of(viewer, lesson) == ["none"] * 3
    made = making.make(viewer=viewer, lesson=lesson)
    assert len(made.submitted) == 3 and not made.already and not made.cannot
    assert state_of(viewer, lesson) == ["waiting"] * 3
    assert making.make(viewer=viewer, lesson=lesson).submitted == []
    make_all(viewer.tenant, most=1)
    assert state_of(viewer, lesson) == ["ready", "waiting", "waiting"]
    make_all(viewer.tenant)
    assert state_of(viewer, lesson) == ["ready"] * 3
    assert differences(viewer.tenant) == []


def test_one_changed_line_is_one_line_made_and_undo_is_none(viewer, write):
    lesson = write()
    making.make(viewer=viewer, lesson=lesson)
    make_all(viewer.tenant)
    before = Segment.objects.count()
    edit(viewer, lesson, 1, text="Close your books.")
    now = states.overview(tenant=viewer.tenant, lesson=lesson).states[1]
    assert now.state == "changed" and now.playing and now.playing != now.digest
    made = making.make(viewer=viewer, lesson=lesson)
    assert len(made.submitted) == 1 and len(made.already) == 2
    make_all(viewer.tenant)
    assert Segment.objects.count() == before + 1
    edit(viewer, lesson, 1, text="Open your books.")
    assert state_of(viewer, lesson) == ["ready"] * 3
    assert making.make(viewer=viewer, lesson=lesson).submitted == []
    assert differences(viewer.tenant) == []


def test_the_same_line_twice_is_made_once(viewer, write):
    lesson = write("Repeat after me. Hello. Repeat after me.")
    made = making.make(viewer=viewer, lesson=lesson)
    assert len(made.submitted) == 3 and Sound.objects.count() == 2
    make_all(viewer.tenant)
    assert state_of(viewer, lesson) == ["ready"] * 3
    copy = documents.duplicate(viewer=viewer, lesson=lesson).lesson
    assert state_of(viewer, copy) == ["ready"] * 3


def test_a_pause_or_place_does_not_change_a_sound(viewer, write):
    lesson = write()
    making.make(viewer=viewer, lesson=lesson)
    make_all(viewer.tenant)
    edit(viewer, lesson, 0, pause_ms=900, ends_paragraph=True, kind="heading")
    keys = [line.key for line in lesson.document(viewer.tenant).lines]
    patch = Patch(lesson.revision, order=tuple(reversed(keys)))
    documents.save(viewer=viewer, lesson_id=lesson.id, patch=patch)
    assert state_of(viewer, lesson) == ["ready"] * 3


def test_a_dictionary_entry_marks_just_the_lines_that_it_changes(viewer, write):
    lesson = write()
    making.make(viewer=viewer, lesson=lesson)
    make_all(viewer.tenant)
    entry = Entry("books", "respelling", "tablets")
    dictionary.put(entry=entry, check=pronouncing.check, by=Actor())
    assert state_of(viewer, lesson) == ["ready", "changed", "ready"]
    assert len(making.make(viewer=viewer, lesson=lesson).submitted) == 1
    [segment] = Segment.objects.filter(finished_at=None)
    [reading] = segment.readings
    assert segment.text[reading["start"] : reading["end"]] == "books"


def test_two_voices_are_one_job(viewer, write):
    lesson = write()
    edit(viewer, lesson, 2, voice="zf_xiaobei")
    making.make(viewer=viewer, lesson=lesson)
    assert Job.objects.count() == 1
    assert [each.voice for each in Segment.objects.order_by("index")][-1] == "zf_xiaobei"


def test_playing_from_a_line_makes_that_line_first(viewer, write):
    lesson = write()
    keys = [line.key for line in lesson.document(viewer.tenant).lines]
    making.make(viewer=viewer, lesson=lesson)
    making.make(viewer=viewer, lesson=lesson, start=keys[2], interactive=True)
    make_all(viewer.tenant, most=1)
    assert state_of(viewer, lesson) == ["waiting", "waiting", "ready"]
    making.make(viewer=viewer, lesson=lesson, start=keys[0], interactive=True)
    assert Job.objects.filter(status=Job.Status.CANCELLED).count() == 1
    make_all(viewer.tenant)
    assert state_of(viewer, lesson) == ["ready"] * 3
    assert differences(viewer.tenant) == []


def test_stopping_keeps_what_was_made(viewer, write):
    lesson = write()
    making.make(viewer=viewer, lesson=lesson)
    make_all(viewer.tenant, most=1)
    assert making.stop(tenant=viewer.tenant, lesson=lesson) == 1
    assert state_of(viewer, lesson) == ["ready", "none", "none"]
    assert len(making.make(viewer=viewer, lesson=lesson).submitted) == 2
    make_all(viewer.tenant)
    assert state_of(viewer, lesson) == ["ready"] * 3


def test_what_failed_can_be_tried_again(viewer, write):
    lesson = write()
    making.make(viewer=viewer, lesson=lesson)
    make_all(viewer.tenant, most=1)
    ending.fail(tenant=viewer.tenant, job_id=Job.objects.get().id, code="worker_lost")
    now = states.overview(tenant=viewer.tenant, lesson=lesson)
    assert [each.state for each in now.states] == ["ready", "failed", "failed"]
    assert now.states[1].cannot == "worker_lost"
    assert making.estimate(tenant=viewer.tenant, lesson=lesson).lines == 2
    assert len(making.make(viewer=viewer, lesson=lesson).submitted) == 2
    make_all(viewer.tenant)
    assert state_of(viewer, lesson) == ["ready"] * 3


def test_as_many_whole_lines_as_the_quota_has_room_for(viewer, write):
    put_on_plan(viewer.tenant, "trial")
    lesson = write()
    whole = making.estimate(tenant=viewer.tenant, lesson=lesson)
    assert whole.lines == 3 and whole.fits
    left = limits_of(viewer.tenant).daily_ms
    day = quota.today(viewer.tenant)
    DailyUsage.objects.create(day=day, used_ms=left - whole.audio_ms + 1)
    made = making.make(viewer=viewer, lesson=lesson)
    assert len(made.submitted) == 2 and list(made.cannot.values()) == ["quota"]
    with pytest.raises(Refused) as refused:
        making.make(viewer=viewer, lesson=lesson)
    assert refused.value.status == 402


def test_saying_a_line_differently_is_free_once_a_day(viewer, write, drawing):
    lesson = write()
    making.make(viewer=viewer, lesson=lesson)
    make_all(viewer.tenant)
    used = DailyUsage.objects.get().used_ms
    now = states.overview(tenant=viewer.tenant, lesson=lesson).states[0]
    assert now.free_remake
    after = making.say_differently(viewer=viewer, lesson=lesson, key=now.key)
    assert after.state == "waiting" and after.playing == now.playing
    make_all(viewer.tenant)
    assert DailyUsage.objects.get().used_ms == used
    lesson.refresh_from_db()
    assert not states.overview(tenant=viewer.tenant, lesson=lesson).states[0].free_remake
    making.say_differently(viewer=viewer, lesson=lesson, key=now.key)
    make_all(viewer.tenant)
    assert DailyUsage.objects.get().used_ms > used
    assert differences(viewer.tenant) == []


def test_an_engine_that_leaves_nothing_to_chance_says_nothing_differently(viewer, write):
    lesson = write()
    making.make(viewer=viewer, lesson=lesson)
    make_all(viewer.tenant)
    key = lesson.document(viewer.tenant).lines[0].key
    with pytest.raises(Refused) as refused:
        making.say_differently(viewer=viewer, lesson=lesson, key=key)
    assert refused.value.code == "engine_does_not_draw"


def test_a_voice_that_goes_leaves_what_is_made(viewer, write, make_voice):
    voice = make_voice()
    lesson = write(settings=Settings(voice=voice.id))
    making.make(viewer=viewer, lesson=lesson)
    make_all(viewer.tenant)
    voice.delete()
    now = states.overview(tenant=viewer.tenant, lesson=lesson).states
    assert {(each.state, each.cannot) for each in now} == {("ready", "voice_deleted")}
    assert all(each.playing for each in now)
    edit(viewer, lesson, 0, text="Good evening.")
    first = states.overview(tenant=viewer.tenant, lesson=lesson).states[0]
    assert (first.state, first.cannot) == ("changed", "voice_deleted") and first.playing
    made = making.make(viewer=viewer, lesson=lesson)
    assert set(made.cannot.values()) == {"voice_deleted"}
    whole = sound.whole(tenant=viewer.tenant, lesson=lesson)
    assert len(whole.missing) == 1


def test_the_whole_has_pauses_between_its_lines_and_none_at_the_end(viewer, write):
    lesson = write(settings=Settings(sentence_pause_ms=200, paragraph_pause_ms=500))
    edit(viewer, lesson, 1, pause_ms=1_000)
    assert len(sound.whole(tenant=viewer.tenant, lesson=lesson).missing) == 3
    making.make(viewer=viewer, lesson=lesson)
    make_all(viewer.tenant)
    whole = sound.whole(tenant=viewer.tenant, lesson=lesson)
    assert whole.missing == []
    pcm = b"".join(whole.pcm())
    assert len(pcm) == 2 * 24 * (100 + 200 + 101 + 1_000 + 102)


def test_tidying_deletes_what_no_lesson_needs(viewer, write):
    lesson, other = write("Hello there."), write("Good bye then.")
    for each in (lesson, other):
        making.make(viewer=viewer, lesson=each)
    make_all(viewer.tenant)
    Job.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert upkeep.tidy_up(tenant=viewer.tenant) == 0
    lesson.binned_at = timezone.now() - timedelta(days=31)
    lesson.save()
    assert upkeep.tidy_up(tenant=viewer.tenant) == 2
    assert Job.objects.count() == 1 == Sound.objects.count() == LineTake.objects.count()
    assert state_of(viewer, other) == ["ready"]
    assert differences(viewer.tenant) == []


def test_versions_are_kept_and_restored(viewer, write):
    lesson = write()
    first = lesson.versions.get()
    edit(viewer, lesson, 0, text="Changed soon after.")
    # Within ten minutes, one author's saves share a version.
    assert lesson.versions.count() == 1
    documents.restore(viewer=viewer, lesson_id=lesson.id, version_id=first.id)
    lesson.refresh_from_db()
    assert lesson.versions.count() == 2
    another = replace(viewer, user=None)
    edit(another, lesson, 0, text="By somebody else.")
    assert lesson.versions.count() == 3
    [_mine, before, *_] = lesson.versions.all()
    documents.restore(viewer=viewer, lesson_id=lesson.id, version_id=before.id)
    lesson.refresh_from_db()
    assert lesson.document(viewer.tenant).lines[0].text == "Changed soon after."


def test_a_lesson_is_sealed_with_the_tenants_key(viewer, write):
    lesson = write("The secret of the day.")
    version = lesson.versions.get()
    for kept in (lesson.content, lesson.sealed_title, version.content):
        assert b"secret" not in bytes(kept)
    assert lesson.document(viewer.tenant).lines[0].text == "The secret of the day."


def test_a_new_line_without_words_can_not_be_made_and_says_so(viewer, write):
    lesson = write()
    patch = Patch(lesson.revision, upsert=(Line(key="emoji001", text="🙂"),))
    documents.save(viewer=viewer, lesson_id=lesson.id, patch=patch)
    lesson.refresh_from_db()
    last = states.overview(tenant=viewer.tenant, lesson=lesson).states[-1]
    assert (last.state, last.cannot) == ("none", "nothing_to_speak")
    making.make(viewer=viewer, lesson=lesson)
    make_all(viewer.tenant)
    assert sound.whole(tenant=viewer.tenant, lesson=lesson).missing == []


def test_a_line_that_waits_is_spoken_from_the_recording_that_its_digest_names(
    viewer, write, make_voice
):
    voice = make_voice()
    lesson = write("One.", settings=Settings(voice=voice.id))
    before = states.overview(tenant=viewer.tenant, lesson=lesson).states[0].digest
    making.make(viewer=viewer, lesson=lesson)
    newer = Take.objects.create(voice=voice, mood="neutral", status="ready", seconds=9)
    row = VoiceConditioning(voice=voice, take=newer, engine="kokoro")
    row.sealed = viewer.tenant.seal(
        Conditioning("kokoro", 1, {"mark": np.array("newer")}).dump(), about=row.about
    )
    row.save()
    assert states.overview(tenant=viewer.tenant, lesson=lesson).states[0].digest != before
    segment = Segment.objects.select_related("job").get()
    assert mark_of(viewer.tenant, segment) == "neutral"
    Take.objects.exclude(id=newer.id).delete()
    with pytest.raises(VoiceConditioning.DoesNotExist):
        mark_of(viewer.tenant, segment)
    # It is given up alone, and the line can be made from the newer one.
    withdrawal.stop_job(tenant=viewer.tenant, job_id=segment.job_id, index=0)
    assert state_of(viewer, lesson) == ["none"]
    assert making.make(viewer=viewer, lesson=lesson).submitted
    again = Segment.objects.select_related("job").exclude(job=segment.job_id).get()
    assert mark_of(viewer.tenant, again) == "newer"
    assert differences(viewer.tenant) == []


def mark_of(tenant, segment) -> str:
    """The mark of what a worker would speak the segment from."""
    delivery = delivery_of(segment.job, segment)
    source = voice_source(
        delivery.voice,
        tenant=tenant,
        engine=ENGINES["kokoro"],
        mood=delivery.mood,
        source=delivery.source,
    )
    return str(source.conditioning.arrays["mark"])
