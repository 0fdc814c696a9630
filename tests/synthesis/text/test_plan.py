"""A text becomes segments of a few seconds, and no part of it is lost."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from synthesis.text import one_segment, plan, plan_line
from synthesis.text.plan import FIRST_MS, LONGEST_MS
from tests.growth import assert_linear

LESSON = (
    "同学们好，今天我们来学习光合作用，请大家把课本翻到第五十二页，先看一看上面的图片。"
    "植物利用阳光，把水和二氧化碳变成养分。This process is called photosynthesis. "
    "It happens in the leaves, where tiny green cells catch the light of the sun all day long. "
    "明白了吗？好。我们继续！"
)


def test_segments_are_sentences_with_their_languages() -> None:
    segments = plan(LESSON)
    assert segments[0].text == "同学们好，今天我们来学习光合作用，请大家把课本翻到第五十二页，"
    assert "This process is called photosynthesis." in [s.text for s in segments][2]
    assert {span.language for s in segments for span in s.spans} == {"zh", "en"}


def test_the_first_segment_is_short_and_none_is_long() -> None:
    segments = plan(LESSON * 20)
    assert segments[0].estimate_ms < FIRST_MS + 500
    assert max(s.estimate_ms for s in segments) < LONGEST_MS + 500


def test_short_sentences_share_a_segment() -> None:
    assert [s.text for s in plan("Hi. Yes. No. I see what you mean by that.")] == [
        "Hi. Yes. No. I see what you mean by that."
    ]


def test_lines_stay_apart() -> None:
    lines = [
        "The second chapter is all about light",
        "Light travels very fast indeed",
        "Nothing at all is faster than that",
    ]
    assert [s.text for s in plan("\n".join([*lines, lines[0]]))] == [*lines, lines[0]]


def test_mixed_sentence_has_a_span_for_each_language() -> None:
    (segment,) = plan("我们用GPU训练。")
    assert [(s.language, s.text) for s in segment.spans] == [
        ("zh", "我们用"),
        ("en", "GPU"),
        ("zh", "训练。"),
    ]


def test_numbers_alone_follow_the_language_of_the_text() -> None:
    *_, last = plan(
        "我们从一开始数数，一个一个地数，数到最后一个数字为止。\n\n1, 2, 3, 4, 5, 6, 7, 8, 9, 10"
    )
    assert last.text.startswith("1, 2")
    assert {span.language for span in last.spans} == {"zh"}


@pytest.mark.parametrize("text", ["", " \n\t", "...", "！？", "😀😀", "***\n---", "Привет, мир!"])
def test_unspeakable_text_gives_an_empty_plan(text: str) -> None:
    assert plan(text) == []


def test_a_long_sentence_without_commas_is_cut_at_words() -> None:
    segments = plan("one two three four five six seven eight nine ten " * 10)
    assert len(segments) > 2
    assert all(s.estimate_ms < LONGEST_MS + 500 for s in segments)
    assert all(word.isalpha() for s in segments for word in s.text.split())


def test_control_characters_are_removed() -> None:
    (segment,) = plan("Hello\x00 there\x07\ud800 friend\x9f.")
    assert segment.text == "Hello there friend."


@pytest.mark.parametrize(
    "piece",
    [
        "今天天气很好，我们一起去公园玩吧！",
        "The quick brown fox jumps over the lazy dog, and then it runs away. In 1999 he paid $3. ",
        "a",
        "a,",
        ".",
        "\n",
        "1",
        "1 2 ",
        "! a",
        'a."',
    ],
)
def test_time_grows_with_the_text(piece: str) -> None:
    """A megabyte takes 0.1 to 3.3 s on one core."""
    short = piece * (30_000 // len(piece.encode()))
    assert_linear(plan, short, short * 8, times=8)


ALPHABET = st.sampled_from(
    [*"ab1 .,!?\n。，！？的好", "Mr.", "U.S.", "3.14", "GPU", "😀", "\x00", "“", "”"]
)


def bare(text: str) -> str:
    return "".join(c for c in text if not c.isspace() and c != "\x00")


@given(st.lists(ALPHABET, max_size=80).map("".join))
@example("\n!")
@example(" ? \n")
def test_nothing_but_white_space_is_lost(text: str) -> None:
    segments = plan(text)
    if segments:
        assert "".join(bare(s.text) for s in segments) == bare(text)
    for segment in segments:
        assert segment.spans
        assert segment.estimate_ms > 0
        assert segment.text == segment.text.strip()


@given(st.text(max_size=200))
def test_planning_is_deterministic(text: str) -> None:
    assert plan(text) == plan(text)


@pytest.mark.parametrize(("language", "expected"), [("zh", "等于"), ("en", "equals")])
def test_a_line_without_words_is_read_in_the_language_around_it(
    language: str, expected: str
) -> None:
    for line in ("y = 2x + 1", "a[i] = i * 2", "3 + 4 = 7"):
        [placed] = plan_line(line, language=language)
        assert placed.segment.language == language
        assert expected in "".join(span.text for span in placed.segment.spans)
        segment = one_segment(line, language=language)
        assert segment is not None
        assert segment.language == language


def test_letters_of_formulas_do_not_outnumber_the_words_of_a_mandarin_text() -> None:
    [*segments] = plan("解方程组：\nx + y = 3\n2x - y = 0\na + b = c")
    assert {segment.language for segment in segments} == {"zh"}
