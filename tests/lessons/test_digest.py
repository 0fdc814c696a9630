"""A sound's name changes if and only if the sound would."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accounts.actor import Actor
from lessons.digest import Ingredients, cleaned, seed_of
from lessons.document import Document, Line, Settings
from lessons.sounding import Sounding, sounding_of
from synthesis.jobs.passages import Passage
from synthesis.text import Reading, ReadingStyle
from synthesis.text.saying.explained import readable
from tenants.models import Tenant
from voices.dictionary import services as dictionary
from voices.dictionary.entry import Entry
from voices.models import Take, VoiceConditioning
from voices.tone.services import set_defaults

INGREDIENTS = st.builds(
    Ingredients,
    engine=st.sampled_from(["a", "b"]),
    engine_version=st.sampled_from(["1", "2"]),
    source=st.sampled_from(["base:x", "take:1"]),
    mood_preset=st.sampled_from(["", "happy"]),
    speed=st.sampled_from([1.0, 1.5]),
    expressiveness=st.sampled_from([1.0, 1.5]),
    gain_db=st.sampled_from([0.0, 1.5]),
    take=st.integers(0, 1),
    text=st.sampled_from(["a", "b"]),
    language=st.sampled_from(["en", "zh"]),
    readings=st.sampled_from([(), (Reading(0, 1, "ipa", "a"),), (Reading(0, 1, "ipa", "b"),)]),
)
LINES = st.builds(
    Line,
    key=st.sampled_from(["first001", "second01"]),
    kind=st.sampled_from(["sentence", "heading"]),
    text=st.sampled_from(["Good books.", " Good  books.", "Good book.", "行行好。"]),
    ends_paragraph=st.booleans(),
    voice=st.sampled_from(["", "af_heart", "zf_xiaobei"]),
    speed=st.sampled_from([None, 1.0, 1.5]),
    expressiveness=st.sampled_from([None, 0.5]),
    pause_ms=st.sampled_from([None, 300]),
    take=st.integers(0, 1),
    readings=st.sampled_from([(), (Reading(0, 1, "respelling", "你"),)]),
    changed=st.integers(0, 3),
)
SETTINGS = st.builds(
    Settings,
    voice=st.sampled_from(["af_heart", "zf_xiaobei"]),
    speed=st.sampled_from([None, 1.0, 1.5]),
    gain_db=st.sampled_from([None, 3.0]),
    sentence_pause_ms=st.sampled_from([None, 100]),
)


@given(INGREDIENTS, INGREDIENTS)
def test_equal_ingredients_and_only_they_have_one_digest(one, other):
    assert (one == other) == (one.digest == other.digest)


@given(INGREDIENTS)
def test_no_ingredient_is_forgotten(one):
    for each in fields(Ingredients):
        value = getattr(one, each.name)
        other = {str: f"{value}x", float: 9.0, int: 9, tuple: (Reading(1, 2, "ipa", "z"),)}
        other[ReadingStyle] = ReadingStyle(date_order="dmy")
        assert replace(one, **{each.name: other[type(value)]}).digest != one.digest


@given(st.text(max_size=30), st.integers(0, 30))
def test_cleaning_keeps_places(text, at):
    clean = cleaned(text)
    assert cleaned(clean.text).text == clean.text == clean.text.strip()
    assert len(clean.origins) == len(clean.text)
    assert all(a < b for a, b in zip(clean.origins, clean.origins[1:], strict=False))
    for char, origin in zip(clean.text, clean.origins, strict=True):
        assert (
            char == text[origin]
            or (char == " " and not text[origin].isprintable())
            or (char == " " and text[origin].isspace())
        )


def test_the_digest_changes_exactly_when_what_the_engine_is_given_does(in_alices):
    dictionary.put(entry=Entry("books", "respelling", "tablets"), check=lambda e: e, by=Actor())

    @hypothesis_settings(deadline=None)
    @given(SETTINGS, LINES, SETTINGS, LINES)
    def check(settings, line, other_settings, other_line):
        one = Sounding(in_alices, settings).of(line)
        other = Sounding(in_alices, other_settings).of(other_line)
        assert _given(one.passage) == _given(other.passage) or one.digest != other.digest
        assert _given(one.passage) != _given(other.passage) or one.digest == other.digest

    check()


@pytest.mark.parametrize(
    ("entry", "marks"),
    [
        (Entry("books", "respelling", "tablets"), True),
        (Entry("pens", "respelling", "pencils"), False),
        (Entry("books", "respelling", "tablets", language="zh"), False),
    ],
)
def test_only_entries_that_apply_change_it(in_alices, entry, marks):
    line = Line(key="first001", text="Open your books.")
    before = Sounding(in_alices, Settings()).of(line).digest
    dictionary.put(entry=entry, check=lambda e: e, by=Actor())
    assert (Sounding(in_alices, Settings()).of(line).digest != before) == marks


def test_a_new_recording_of_the_voice_changes_it(in_alices, make_voice):
    voice = make_voice()
    line, settings = Line(key="first001", text="Hello."), Settings(voice=voice.id)
    before = Sounding(in_alices, settings).of(line)
    assert Sounding(in_alices, Settings(voice=voice.name)).of(line).digest == before.digest
    take = Take.objects.create(voice=voice, mood="neutral", status="ready", seconds=8)
    VoiceConditioning.objects.create(voice=voice, take=take, engine="kokoro", sealed=b"x")
    assert Sounding(in_alices, settings).of(line).digest != before.digest


def test_a_default_that_shapes_the_sound_changes_it_and_a_pause_does_not(in_alices):
    line = Line(key="first001", text="Hello.")
    before = Sounding(in_alices, Settings()).of(line).digest
    set_defaults(voice="", values={"sentence_pause_ms": 700})
    assert Sounding(in_alices, Settings()).of(line).digest == before
    set_defaults(voice="", values={"speed": 1.3})
    assert Sounding(in_alices, Settings()).of(line).digest != before
    assert Sounding(in_alices, Settings(speed=1.0)).of(line).digest == before


def test_another_take_changes_it_only_where_chance_has_a_part(in_alices, drawing):
    one, other = (Line(key="first001", text="Hello.", take=take) for take in (0, 1))
    sounding = Sounding(in_alices, Settings())
    assert sounding.of(one).digest != sounding.of(other).digest
    sounding.engine = replace(sounding.engine, draws=False)
    assert sounding.of(one).digest == sounding.of(other).digest


def test_letters_are_spelled_one_by_one(in_alices):
    line = Line(
        key="first001", text="The  NASA logo", readings=(Reading(5, 9, "say_as", "characters"),)
    )
    [reading] = Sounding(in_alices, Settings()).of(line).passage.readings
    assert (reading.start, reading.end, readable(reading.value)) == (4, 8, "N A S A")


@pytest.mark.parametrize(
    ("text", "end", "value", "said"),
    [
        ("3/4 of it", 3, "date:dm", "the third of April"),
        ("3/4 of it", 3, "fraction", "three quarters"),
        ("3/4的饼", 3, "date", "三月四日"),
    ],
)
def test_a_place_is_said_as_its_reading_tells(in_alices, text, end, value, said):
    line = Line(key="first001", text=text, readings=(Reading(0, end, "say_as", value),))
    sounding = Sounding(in_alices, Settings())
    [reading] = sounding.own_readings(line, cleaned(text))
    assert reading == Reading(0, end, "respelling", said)


def _given(passage: Passage | None) -> tuple:
    """What the engine and the shaper are given for a passage, apart from the seed."""
    assert passage is not None
    return (
        [segment.text for segment in passage.segments()],
        passage.voice,
        passage.speed,
        passage.expressiveness,
        passage.gain_db,
        passage.readings,
    )


def test_seeds_fit_and_differ():
    assert seed_of("0" * 64) == 0 and 0 <= seed_of("f" * 64) < 2**31


def test_a_line_without_words_is_spoken_in_the_language_of_its_lesson(in_alices: Tenant) -> None:
    formula, words = Line(key="a", text="y = 2x + 1"), Line(key="b", text="解下列方程，并写出过程")
    english, mandarin = (
        sounding_of(in_alices, Document(lines=lines)) for lines in ((formula,), (words, formula))
    )
    one, other = english.of(formula), mandarin.of(formula)
    assert one.passage is not None
    assert other.passage is not None
    assert [each.language for each in one.passage.segments()] == ["en"]
    assert [each.language for each in other.passage.segments()] == ["zh"]
    assert one.digest != other.digest
