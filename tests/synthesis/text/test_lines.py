"""A text becomes lines: whole sentences and headings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.text import NONE, PlacedReadings, Reading, lines_of, plan_line, spans
from synthesis.text.lines import HEADING, LONGEST_LINE, SENTENCE
from synthesis.text.plan import LONGEST_MS
from voices.dictionary.entry import PINYIN

TEXTS = st.text('ab你好 ,，.。!？;；\n#1"”', max_size=200)


def cut(text: str) -> list[tuple[str, str, bool]]:
    return [(line.text, line.kind, line.ends_paragraph) for line in lines_of(text)]


def test_six_sentences_are_six_lines():
    text = "One. Two. Three! Four? Five… Six."
    assert [line.text for line in lines_of(text)] == text.split()


def test_a_sentence_is_never_cut_at_a_comma_or_semicolon():
    text = "If it rains, we stay; if not, we go, all of us, to the river, as we said. 好；走吧。"
    assert [line.text for line in lines_of(text)] == [text[:-6].strip(), "好；走吧。"]


def test_a_heading_stands_alone_and_ends_its_paragraph():
    assert cut("Lesson 3: Rivers\nA river flows, slowly. It is wide.\n\n# 第二课\n你好。") == [
        ("Lesson 3: Rivers", HEADING, True),
        ("A river flows, slowly.", SENTENCE, False),
        ("It is wide.", SENTENCE, True),
        ("第二课", HEADING, True),
        ("你好。", SENTENCE, True),
    ]


def test_what_nobody_can_read_joins_a_line():
    assert cut("***\nGood morning.\n---\nBye.") == [
        ("*** Good morning. ---", SENTENCE, True),
        ("Bye.", SENTENCE, True),
    ]
    assert lines_of("*** \n !") == []


def test_only_a_sentence_that_is_too_long_is_cut():
    sentence = "and so we went on, " * 90
    lines = lines_of(sentence)
    assert len(lines) == 2 and max(len(line.text) for line in lines) <= LONGEST_LINE


@given(TEXTS)
def test_no_words_are_lost_and_none_doubled(text):
    kept = "".join(line.text for line in lines_of(text))
    words = [char for char in text if char in "ab你好1"]
    assert [char for char in kept if char in "ab你好1"] == words


@given(TEXTS)
def test_lines_of_lines_are_the_same(text):
    """What was cut is not cut again, in a lesson's text that is exported and imported."""
    lines = [line.text for line in lines_of(text) if line.kind == SENTENCE]
    for line in lines:
        assert len(line) <= LONGEST_LINE and "\n" not in line


def test_a_line_is_one_segment_up_to_the_longest():
    short = "你好，今天我们学习，第一课，关于河流，和山。"
    assert [placed.segment.text for placed in plan_line(short)] == [short]


def test_a_long_line_is_cut_and_its_parts_are_placed():
    line = "这条河很长，" * 14 + "它流到大海。"
    parts = plan_line(line)
    assert len(parts) > 1
    for part in parts:
        assert line[part.start :].startswith(part.segment.text)
    assert "".join(part.segment.text for part in parts) == line
    assert all(part.segment.estimate_ms < 1.5 * LONGEST_MS for part in parts)


@given(
    st.lists(st.sampled_from(["你好，", "Hello there, ", "It is 3.5 km.", "。", " "]), max_size=40)
)
def test_a_plan_of_a_line_holds_all_its_words(parts):
    line = "".join(parts).strip()
    planned = plan_line(line)
    kept = "".join(part.segment.text for part in planned)
    assert "".join(kept.split()).rstrip("。") in "".join(line.split())
    for char in "好Hk":
        assert kept.count(char) == line.count(char)


@pytest.mark.parametrize("at", [0, 4])
def test_a_reading_applies_to_its_place_alone(at):
    text = "行不行，行不行"
    placed = PlacedReadings(text, [Reading(at, at + 1, PINYIN, "hang2")], NONE)
    read = [span for span in spans(text, pronunciations=placed) if span.reading]
    assert [(span.text, span.reading) for span in read] == [("行", "hang2")]
    assert not [span for span in spans("行了", pronunciations=placed) if span.reading]
