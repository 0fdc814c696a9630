"""Words as they are written, and what is spoken of each."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.sentences import ENGLISH, MANDARIN, MIXED
from synthesis.text import Pronunciations
from synthesis.text.language import main_language
from synthesis.text.words import words
from voices.dictionary.entry import Entry

PIECES = [
    "Dr. Lee", "well-known", "the", "it's", "1994", "25 m", "$7.50", "3.5 million", "5:30 pm",
    "U.S.", "24/7", "the 1990s", "bob@example.com", "https://example.com/a-b", "C++", "naïve",
    "他们", "老师", "5月3日", "37.5元", "100%", "-5℃", "３个", "買蘋果", "24GB", "iPhone 15",
    "😀", "👩‍🏫", "—", "…", "，", "。", "(", "“Hi!”", "привет", "&", "~", "\n",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=10).map(" ".join) | st.lists(
    st.sampled_from(PIECES), min_size=1, max_size=6
).map("".join)


def written(text: str, **how) -> list[tuple[str, str]]:
    found = words(text, language=main_language(text), **how)
    return [(text[w.start : w.end], " ".join(s.text for s in w.spans)) for w in found]


def test_a_number_with_its_unit_is_one_word():
    assert written("In 1994 it ran 25 km for $3.5 million.") == [
        ("In", "In"),
        ("1994", "nineteen ninety four"),
        ("it", "it"),
        ("ran", "ran"),
        ("25 km", "twenty five kilometers"),
        ("for", "for"),
        ("$3.5 million", "three point five million dollars"),
    ]


def test_mandarin_is_cut_by_words_and_keeps_its_script():
    assert written("老師買了3個蘋果，占５０％。") == [
        ("老師", "老师"),
        ("買", "买"),
        ("了", "了"),
        ("3", "三"),
        ("個", "个"),
        ("蘋果", "苹果"),
        ("占", "占"),
        ("５０％", "百分之五十"),
    ]


def test_a_number_is_read_in_the_language_around_it():
    assert ("24GB", "二十四 GB") in written("这台GPU的显存有24GB。")
    assert ("24GB", "twenty four gigabytes") in written("It has 24GB of memory.")


@pytest.mark.parametrize(
    "word", ["Dr.", "U.S.", "it's", "well-known", "bob@example.com", "5:30 pm", "1990s", "24/7"]
)
def test_words_with_marks_in_them_are_whole(word: str):
    assert word in [text for text, _ in written(f"So {word} and more.")]


def test_an_entry_of_the_dictionary_is_one_word_with_its_reading():
    book = Pronunciations(
        [
            Entry("New York", "ipa", "nuː ˈjɔːk", "", True, False),
            Entry("重庆", "pinyin", "chong2 qing4", "", False, False),
            Entry("🎉", "respelling", "hurray", "", False, False),
        ]
    )
    found = written("To New York, and 重庆市! 🎉", pronunciations=book)
    assert ("New York", "New York") in found
    assert any("重庆" in text for text, _ in found)
    assert ("🎉", "hurray") in found
    readings = [s.reading for w in words("To New York", pronunciations=book) for s in w.spans]
    assert readings == ["", "nuː ˈjɔːk"]


@given(texts)
@settings(max_examples=150, deadline=None)
def test_words_are_in_order_and_apart_and_none_is_lost(text: str):
    found = words(text, language=main_language(text))
    edges = [edge for word in found for edge in (word.start, word.end)]
    assert edges == sorted(edges)
    assert all(text[w.start : w.end].strip() == text[w.start : w.end] != "" for w in found)
    covered = {at for word in found for at in range(word.start, word.end)}
    spoken = re.compile(r"[A-Za-z0-9０-９一-鿿]")
    assert not [c for at, c in enumerate(text) if spoken.match(c) and at not in covered]


def test_everyday_sentences_are_covered():
    for text in ENGLISH + MANDARIN + MIXED:
        covered = "".join(text for text, _ in written(text))
        assert re.findall(r"\w", covered) == re.findall(r"\w", text)
