"""Readings chosen for a line, and those that the dictionary is taught."""

from dataclasses import replace

import pytest

from accounts.actor import Actor
from lessons.access import Role, Viewer
from lessons.document import Line, Settings
from lessons.models import Lesson
from lessons.patch import Patch
from lessons.services import documents, making, readings, teaching
from lessons.services.states import overview
from lessons.sounding import Sounding
from synthesis.engines import ENGINES
from synthesis.models import Job
from synthesis.text import Reading
from tenants.refusal import Refused
from tests.lessons.conftest import make_all
from voices.dictionary import services as dictionary
from voices.dictionary.entry import Entry

LINE = Line(key="first001", text="我去重庆的银行。")
CHONG = Reading(2, 4, "pinyin", "chong2 qing4")
ZHONG = Reading(2, 4, "pinyin", "zhong4 qing4")


def digest(tenant, line: Line, **settings) -> str:
    return Sounding(tenant, Settings(**settings)).of(line).digest


def with_readings(*own: Reading, line: Line = LINE) -> Line:
    return replace(line, readings=own)


def put(word: str, kind: str, value: str) -> int:
    return teaching.teach(entry=Entry(word, kind, value), by=Actor())


def test_the_digest_changes_only_with_a_reading_that_changes_the_sound(in_alices):
    plain = digest(in_alices, LINE)
    assert digest(in_alices, with_readings(CHONG)) == plain, "it is read so anyway"
    other = digest(in_alices, with_readings(ZHONG))
    assert other != plain
    bank = Reading(5, 7, "pinyin", "yin2 hang2")
    assert digest(in_alices, with_readings(ZHONG, bank)) == other
    assert digest(in_alices, with_readings(CHONG, bank)) == plain


def test_a_reading_that_changes_nothing_does_not_reach_the_engine(in_alices):
    def spoken(*own: Reading) -> tuple[Reading, ...]:
        return Sounding(in_alices, Settings()).of(with_readings(*own)).passage.readings

    assert spoken(CHONG) == ()
    assert spoken(ZHONG) == (ZHONG,)


def test_the_lines_own_reading_goes_before_the_dictionarys(in_alices):
    plain = digest(in_alices, LINE)
    put("重庆", "pinyin", "zhong4 qing4")
    taught = digest(in_alices, LINE)
    assert taught != plain and digest(in_alices, with_readings(ZHONG)) == taught
    assert digest(in_alices, with_readings(CHONG)) == plain


def test_english_readings_count_where_they_are_heard(in_alices):
    line = Line(key="first001", text="We often read it.")
    plain = digest(in_alices, line)
    red, same = Reading(9, 13, "respelling", "red"), Reading(9, 13, "respelling", "reed")
    assert digest(in_alices, with_readings(red, line=line)) != plain
    assert digest(in_alices, with_readings(same, line=line)) == plain


def test_without_a_spelling_every_reading_counts(in_alices, monkeypatch):
    monkeypatch.setitem(ENGINES, "kokoro", replace(ENGINES["kokoro"], spelling=None))
    assert digest(in_alices, with_readings(CHONG)) != digest(in_alices, LINE)


def word_readings(viewer, lesson, key):
    found = readings.line_readings(tenant=viewer.tenant, lesson=lesson, key=key)
    return [
        (each.text, each.decided_by, [r.written for r in each.readings if r.spoken])
        for each in found
    ]


@pytest.fixture
def chongqing(viewer, write) -> tuple[Lesson, Line]:
    """A lesson of one line about the bank of Chongqing, with white space that nobody hears."""
    lesson = write("  我去  重庆的银行。")
    [line] = lesson.document(viewer.tenant).lines
    return lesson, line


def choose(viewer, lesson: Lesson, line: Line, *own: Reading) -> Lesson:
    patch = Patch(base_revision=lesson.revision, upsert=(replace(line, readings=own),))
    return documents.save(viewer=viewer, lesson_id=lesson.id, patch=patch).lesson


def test_words_of_a_line_say_who_decides(viewer, chongqing):
    lesson, line = chongqing
    assert word_readings(viewer, lesson, line.key) == [
        ("重庆", "engine", ["chóng qìng"]),
        ("银行", "engine", ["yín háng"]),
    ]
    at = line.text.index("重庆")
    lesson = choose(viewer, lesson, line, Reading(at, at + 2, "pinyin", "zhong4 qing4"))
    put("银行", "pinyin", "yin2 xing2")
    assert word_readings(viewer, lesson, line.key) == [
        ("重庆", "line", ["zhòng qìng"]),
        ("银行", "dictionary", ["yín xíng"]),
    ]


def test_a_given_reading_of_any_word_is_told(viewer, write):
    lesson = write("I love my cat.")
    [line] = lesson.document(viewer.tenant).lines
    lesson = choose(viewer, lesson, line, Reading(10, 13, "respelling", "dog"))
    [word] = readings.line_readings(tenant=viewer.tenant, lesson=lesson, key=line.key)
    assert (word.text, word.kind, word.decided_by) == ("cat", "given", "line")
    assert [(each.value, each.spoken) for each in word.readings] == [("dog", True), ("", False)]


def test_choices_are_kept_in_versions(viewer, chongqing):
    lesson, line = chongqing
    at = line.text.index("重庆")
    own = Reading(at, at + 2, "pinyin", "zhong4 qing4")
    lesson = choose(viewer, lesson, line, own)
    version = lesson.versions.first()
    assert version.document(viewer.tenant).lines[0].readings == (own,)


@pytest.mark.parametrize(
    ("word", "typed", "wanted"),
    [
        ("重庆", "zhòng qìng", ("pinyin", "zhong4 qing4")),
        ("重庆", "zhong4qing4", ("pinyin", "zhong4 qing4")),
        ("重庆", "虫青", ("respelling", "虫青")),
        ("Siobhan", "shi-VAWN", ("respelling", "shi-VAWN")),
        ("read", "/rɛd/", ("ipa", "rɛd")),
    ],
)
def test_typed_readings_are_understood(in_alices, word, typed, wanted):
    entry = readings.typed_reading(word=word, typed=typed)
    assert (entry.kind, entry.value) == wanted


@pytest.mark.parametrize(
    ("word", "typed", "code"),
    [
        ("重庆", "zhong4", "syllable_count"),
        ("重庆", "zhong qing", "no_tones"),
        ("重庆", "xq4 qing4", "not_pinyin"),
        ("read", "/ʘ/", "ipa_unknown"),
        ("read", "read", "respelling_same"),
        ("read", " ", "value_missing"),
    ],
)
def test_wrong_readings_are_refused_with_a_reason(in_alices, word, typed, code):
    with pytest.raises(Refused) as refused:
        readings.typed_reading(word=word, typed=typed)
    assert refused.value.code == code and str(refused.value)


def test_a_preview_speaks_the_words_around_and_is_not_counted(viewer, chongqing, monkeypatch):
    lesson, line = chongqing
    at = line.text.index("重庆")
    entry = Entry("重庆", "pinyin", "zhong4 qing4")

    def preview():
        return readings.preview(
            viewer=viewer, lesson=lesson, key=line.key, start=at, end=at + 2, reading=entry
        )

    made = preview()
    [segment] = made.job.segments.all()
    assert not made.counted and segment.free
    assert made.job.purpose == Job.Purpose.PREVIEW
    assert [each["value"] for each in segment.readings] == ["zhong4 qing4"]
    assert segment.text[segment.readings[0]["start"] : segment.readings[0]["end"]] == "重庆"
    monkeypatch.setattr(readings, "FREE_PREVIEWS_A_DAY", 1)
    again = preview()
    assert again.counted and not again.job.segments.get().free


def test_a_long_line_is_previewed_in_part(viewer, write):
    text = f"{'The heron waits by the pond ' * 10}to read {'the paper of the day ' * 10}."
    lesson = write(text)
    [line] = lesson.document(viewer.tenant).lines
    at = line.text.index("read")
    made = readings.preview(
        viewer=viewer, lesson=lesson, key=line.key, start=at, end=at + 4, reading=None
    )
    [segment] = made.job.segments.all()
    assert segment.text == "waits by the pond to read the paper of the day"


def test_teaching_takes_words_not_single_characters(in_alices):
    with pytest.raises(Refused) as refused:
        put("行", "pinyin", "hang2")
    assert refused.value.code == "word_too_short"
    first = put("Read", "ipa", "rɛd")
    assert put("read", "ipa", "ɹiːd") > first, "the entry of the word is replaced"
    assert [(each.word, each.value) for each in dictionary.entries_of(dictionary.latest())] == [
        ("read", "ɹiːd")
    ]


def test_a_change_of_the_dictionary_names_the_lines_it_changes(viewer, write):
    lessons = [write("我去重庆。你好。"), write("重庆。"), write("你好。"), write("重庆很大。")]
    for lesson in lessons[:3]:
        making.make(viewer=viewer, lesson=lesson)
    make_all(viewer.tenant)
    put("银行", "pinyin", "yin2 xing2")
    version = put("重庆", "pinyin", "zhong4 qing4")
    found = teaching.concerned(viewer=viewer, version=version)
    keys = [lesson.document(viewer.tenant).lines[0].key for lesson in lessons]
    assert {each.lesson.id: each.keys for each in found} == {
        lessons[0].id: [keys[0]],
        lessons[1].id: [keys[1]],
    }, "only lines that were made, and hold the word"
    assert teaching.make_again(viewer=viewer, version=version) == 2
    assert make_all(viewer.tenant) == 2
    assert teaching.concerned(viewer=viewer, version=version) == []
    states = overview(tenant=viewer.tenant, lesson=lessons[0]).states
    assert {each.state for each in states} == {"ready"}


def test_lessons_that_one_may_not_edit_are_not_named(viewer, colleague_of_alice, write):
    for access in ("private", "read", "edit"):
        lesson = write("我去重庆。", access=access)
        making.make(viewer=viewer, lesson=lesson)
    make_all(viewer.tenant)
    version = put("重庆", "pinyin", "zhong4 qing4")
    assert len(teaching.concerned(viewer=viewer, version=version)) == 3
    found = teaching.concerned(viewer=colleague_of_alice, version=version)
    assert [each.lesson.access for each in found] == ["edit"]


@pytest.fixture
def colleague_of_alice(viewer) -> Viewer:
    """Somebody else of the workspace."""
    return Viewer(viewer.tenant, Role.MEMBER, user=0)
