"""Where sentences end, and where long ones may be cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.text.split import clauses, sentences, words


def strip_all(parts: list[str]) -> list[str]:
    return [part.strip() for part in parts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("你好。再见！真的吗？", ["你好。", "再见！", "真的吗？"]),
        ("他说：“走吧！”然后走了。", ["他说：“走吧！”", "然后走了。"]),
        ('She said "Go!" Then she left.', ['She said "Go!"', "Then she left."]),
        ("先做这个；再做那个。", ["先做这个；", "再做那个。"]),
        ("第一行\n第二行", ["第一行", "第二行"]),
        ("用GPU训练。Then we test it.", ["用GPU训练。", "Then we test it."]),
        ("We stop here.然后继续。", ["We stop here.", "然后继续。"]),
        # full stops that don't end a sentence
        ("Mr. Smith met Dr. Jones.", ["Mr. Smith met Dr. Jones."]),
        ("Fruit, e.g. apples, is good.", ["Fruit, e.g. apples, is good."]),
        ("Pi is 3.14 and more.", ["Pi is 3.14 and more."]),
        ("See Fig. 3 and No. 5.", ["See Fig. 3 and No. 5."]),
        ("The U.S. Army came.", ["The U.S. Army came."]),
        ("J. R. Tolkien wrote it.", ["J. R. Tolkien wrote it."]),
        ("Version 2.0.1 is out.", ["Version 2.0.1 is out."]),
        ("Well... maybe not.", ["Well... maybe not."]),
        ("1. First item", ["1. First item"]),
        ("Read example.com today.", ["Read example.com today."]),
        # abbreviations that end a sentence
        ("He left the U.S. The war was over.", ["He left the U.S.", "The war was over."]),
        ("Apples, pears, etc. We ate them.", ["Apples, pears, etc.", "We ate them."]),
        ("Are you older than I? Yes.", ["Are you older than I?", "Yes."]),
    ],
)
def test_text_is_split_into_sentences(text: str, expected: list[str]) -> None:
    assert strip_all(sentences(text)) == expected


def test_clauses_end_at_commas_but_not_inside_numbers() -> None:
    assert strip_all(clauses("On March 5, 2026, he paid 1,000, then left.")) == [
        "On March 5, 2026,",
        "he paid 1,000,",
        "then left.",
    ]
    assert clauses("首先，我们看：结果") == ["首先，", "我们看：", "结果"]


def test_words_longer_than_the_limit_are_cut() -> None:
    assert words("some verylongword", 8) == ["some ", "verylong", "word"]


@given(st.text(alphabet=st.sampled_from('ab .。!？\n,，、"”1UShe的但是'), max_size=60))
def test_cutting_loses_nothing(text: str) -> None:
    assert "".join(sentences(text)) == text
    assert "".join(clauses(text)) == text
    assert "".join(words(text, 5)) == text
    assert all(0 < len(word) <= 5 for word in words(text, 5))
