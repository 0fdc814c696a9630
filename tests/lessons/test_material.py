"""Plain text, dialogues and SSML become pieces, and pieces lines with voices."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import ROOT
from lessons.document import PAUSE, BadDocument
from lessons.material import Material, from_ssml, from_text
from lessons.services import documents
from synthesis.text.lines import HEADING
from synthesis.text.placed import Reading

DIALOGUE = """At the market
Anna: Good morning! How are you?
Tom: Fine, thanks.
Anna: 好的。
They leave."""


def ssml(content: str) -> Material:
    return from_ssml(f'<speak xmlns="http://www.w3.org/2001/10/synthesis">{content}</speak>')


def texts(material: Material) -> list[str]:
    return [piece.text for piece in material.pieces]


def test_names_before_colons_become_speakers_and_are_not_read():
    pieces = from_text(DIALOGUE).pieces
    assert [(piece.speaker, piece.text) for piece in pieces] == [
        ("", "At the market"),
        ("Anna", "Good morning!"),
        ("Anna", "How are you?"),
        ("Tom", "Fine, thanks."),
        ("Anna", "好的。"),
        ("", "They leave."),
    ]
    assert pieces[0].kind == HEADING


CASES = json.loads((ROOT / "tests/dialogues.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][0])
def test_names_are_speakers_where_two_people_talk(case):
    pieces = from_text("\n".join(case["text"])).pieces
    assert [piece.speaker for piece in pieces] == case["speakers"]


def test_a_break_cuts_the_line_and_says_how_long_its_silence_is():
    material = ssml('One,<break time="0.2s"/> two. <break strength="strong"/>Three.')
    found = [(piece.text, piece.pause_ms) for piece in material.pieces]
    assert found == [("One,", 200), ("two.", 1000), ("Three.", None)]


def test_breaks_before_any_text_are_a_pause_of_their_own():
    [pause, line] = ssml('<break time="300ms"/><break time="1s"/>Now.').pieces
    assert (pause.kind, pause.pause_ms, line.text) == (PAUSE, 1300, "Now.")


def test_paragraphs_and_sentences_end_lines():
    material = ssml("<p><s>One</s><s>Two</s></p><p>Three. Four.</p>")
    assert [(piece.text, piece.ends_paragraph) for piece in material.pieces] == [
        ("One", False),
        ("Two", True),
        ("Three.", False),
        ("Four.", True),
    ]


def test_readings_stand_at_their_places_in_their_lines():
    material = ssml(
        'First.\n  <sub alias="World Wide Web">WWW</sub> and '
        '<say-as interpret-as="characters">BBC</say-as> in '
        '<phoneme alphabet="py" ph="chong2 qing4">重庆</phoneme>.'
    )
    assert texts(material) == ["First.", "WWW and BBC in 重庆."]
    assert material.pieces[1].readings == (
        Reading(0, 3, "respelling", "World Wide Web"),
        Reading(8, 11, "say_as", "characters"),
        Reading(15, 17, "pinyin", "chong2 qing4"),
    )
    assert material.ignored == ()


@pytest.mark.parametrize(
    ("attributes", "written", "value"),
    [
        ('interpret-as="spell-out"', "BBC", "characters"),
        ('interpret-as="cardinal"', "1,250", "cardinal"),
        ('interpret-as="number"', "7", "cardinal"),
        ('interpret-as="ordinal"', "3", "ordinal"),
        ('interpret-as="digits"', "90210", "digits"),
        ('interpret-as="fraction"', "3/4", "fraction"),
        ('interpret-as="unit"', "5 m", "unit"),
        ('interpret-as="date"', "03/04/2026", "date"),
        ('interpret-as="date" format="dmy"', "03/04/2026", "date:dmy"),
        ('interpret-as="date" format="yyyymmdd"', "2026-04-03", "date:ymd"),
        ('interpret-as="date" format="mm/dd"', "04/03", "date:md"),
        ('interpret-as="time"', "10:30", "time"),
        ('interpret-as="telephone"', "+44 20 7946", "telephone"),
        ('interpret-as="address"', "12 Main St.", "address"),
        ('interpret-as="expletive"', "damn", "expletive"),
    ],
)
def test_what_a_place_is_said_as_is_followed(attributes, written, value):
    material = ssml(f"It is <say-as {attributes}>{written}</say-as>, yes.")
    [piece] = material.pieces
    assert piece.readings == (Reading(6, 6 + len(written), "say_as", value),)
    assert material.ignored == ()


def test_what_it_can_not_be_is_named_and_read_as_it_is():
    material = ssml('A <say-as interpret-as="fraction">cat</say-as>.')
    assert material.pieces[0].readings == () and material.ignored == ("say-as fraction",)


def test_voices_become_speakers_and_end_with_their_element():
    material = ssml('<voice name="Anna">Hi. <voice name="Tom">Ho.</voice> Ha.</voice> End.')
    assert [piece.speaker for piece in material.pieces] == ["Anna", "Tom", "Anna", ""]


def test_what_is_not_followed_is_named_and_its_text_read():
    material = ssml(
        '<prosody rate="slow">Slow</prosody> <say-as interpret-as="date">1 May</say-as> '
        '<phoneme alphabet="x-sampa" ph="h@">huh</phoneme><metadata>secret</metadata>'
    )
    assert texts(material) == ["Slow 1 May huh"]
    assert material.ignored == ("prosody", "say-as date", "phoneme x-sampa", "metadata")


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("", "ssml_malformed"),
        ("<speak>", "ssml_malformed"),
        ("<speak>\ud800</speak>", "ssml_malformed"),
        ("<html/>", "ssml_root"),
        ("<!DOCTYPE x [<!ENTITY a 'aa'>]><speak>&a;</speak>", "ssml_doctype"),
        ("<speak>" * 65 + "</speak>" * 65, "ssml_too_deep"),
        ("<speak><break time='soon'/></speak>", "ssml_break"),
        ("<speak><break strength='huge'/></speak>", "ssml_break"),
        ("<speak>a<break time='50s'/><break time='50s'/></speak>", "pause_too_long"),
        ("<speak><sub>a</sub></speak>", "ssml_attribute"),
        ("<speak><say-as interpret-as='date' format='zz'>1/2</say-as></speak>", "ssml_date"),
        ("<speak><sub alias='a'>a<break/>b</sub></speak>", "ssml_nested"),
        (f"<speak><voice name='{'a' * 61}'>a</voice></speak>", "ssml_voice"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(document, code):
    with pytest.raises(BadDocument) as refused:
        from_ssml(document)
    assert refused.value.code == code


ELEMENTS = st.sampled_from(
    ["p", "s", "voice name='A'", "sub alias='x'", "say-as interpret-as='digits'", "emphasis"]
)
TREES = st.recursive(
    st.text("ab. 重庆—#\n", max_size=12) | st.just("<break/>"),
    lambda inner: st.builds(
        lambda name, children: f"<{name}>{''.join(children)}</{name.split()[0]}>",
        ELEMENTS,
        st.lists(inner, max_size=4),
    ),
    max_leaves=12,
)


@given(TREES)
def test_any_ssml_is_refused_or_gives_lines_that_a_lesson_takes(content):
    try:
        material = ssml(content)
    except BadDocument as refused:
        assert refused.code == "ssml_nested"
        return
    for line in documents.lines_of(material):
        for reading in line.readings:
            assert line.text[reading.start : reading.end].strip()


def test_speakers_get_voices_of_their_language_of_a_man_and_a_woman(viewer):
    text = "Anna: Hi.\nTom: Hello.\nAnna: Bye.\nTom: Bye.\n老师：你好。\nAnna: 什么？\n老师：再见。"
    saved = documents.create(viewer=viewer, material=from_text(text))
    speakers = saved.document.settings.speakers
    assert sorted(speakers) == ["Anna", "Tom", "老师"]
    assert speakers["Anna"][1] != speakers["Tom"][1]  # af_…, bm_…: the second letter is the gender
    assert speakers["老师"].startswith("z")
    assert len(set(speakers.values())) == 3


def test_a_speaker_with_the_name_of_a_voice_has_that_voice(viewer, make_voice):
    voice = make_voice("Anna")
    saved = documents.create(viewer=viewer, material=from_text("Anna: Hi.\nTom: Yes?\nAnna: No."))
    assert saved.document.settings.speakers["Anna"] == voice.id
