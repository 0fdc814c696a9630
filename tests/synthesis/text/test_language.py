"""The language of each run of a text follows from its script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.text.language import is_speakable, main_language, runs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hello world", [("en", "hello world")]),
        ("你好，世界。", [("zh", "你好，世界。")]),
        ("我用GPU训练。", [("zh", "我用"), ("en", "GPU"), ("zh", "训练。")]),
        ("共50元", [("zh", "共50元")]),
        ("I paid 50元", [("en", "I paid "), ("zh", "50元")]),
        ("iPhone 15 发布", [("en", "iPhone "), ("zh", "15 发布")]),
        ("有 3 apples", [("zh", "有 3 "), ("en", "apples")]),
        ("we use GPT-4 now，好", [("en", "we use GPT-4 now，"), ("zh", "好")]),
        ("我们用GPT-4。", [("zh", "我们用"), ("en", "GPT-"), ("zh", "4。")]),
        ("跑了10km", [("zh", "跑了10km")]),
        ("don’t café", [("en", "don’t café")]),
        ("“你好”", [("zh", "“你好”")]),
    ],
)
def test_runs_follow_the_script(text: str, expected: list[tuple[str, str]]) -> None:
    assert runs(text) == expected


def test_digits_alone_are_read_in_the_language_given() -> None:
    assert runs("2026", "zh") == [("zh", "2026")]
    assert runs("2026", "en") == [("en", "2026")]


@pytest.mark.parametrize(
    ("text", "language"),
    [("我们用GPU", "zh"), ("He said 你好 and left us", "en"), ("", "en"), ("5", "en")],
)
def test_a_mixed_text_has_one_main_language(text: str, language: str) -> None:
    assert main_language(text) == language


@pytest.mark.parametrize("text", ["a", "你", "7", "７", "é"])
def test_text_with_words_is_speakable(text: str) -> None:
    assert is_speakable(text)


@pytest.mark.parametrize("text", ["", " \n", "...", "😀", "，。", "—", "Привет", "ありがとう"])
def test_text_without_words_is_not_speakable(text: str) -> None:
    assert not is_speakable(text)


@given(st.text(max_size=60))
def test_runs_lose_nothing(text: str) -> None:
    assert "".join(run for _, run in runs(text)) == text
