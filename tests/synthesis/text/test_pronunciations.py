"""Words of a dictionary are found in a text as written, and spoken with their readings."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.text import Pronunciations, plan, spans
from synthesis.text.span import Span
from tests.growth import assert_linear
from voices.dictionary.entry import Entry


def respelled(text: str, *entries: Entry, language: str | None = None) -> str:
    """The text with each match replaced by its value in brackets."""
    parts, end = [], 0
    for match in Pronunciations(entries).matches(text, language):
        parts += [text[end : match.start], f"[{match.entry.value}]"]
        end = match.end
    return "".join([*parts, text[end:]])


def word(text: str, value: str, **rules) -> Entry:
    return Entry(text, "respelling", value, **rules)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("重庆", "[1]"),
        ("重庆大学的", "[2]的"),
        ("大重庆重庆", "大[1][1]"),
        ("庆大学", "庆[3]"),
        ("重慶", "[1]"),  # traditional
    ],
)
def test_the_earliest_match_wins_then_the_longest(text: str, expected: str) -> None:
    entries = [word("重庆", "1"), word("重庆大学", "2"), word("大学", "3")]
    assert respelled(text, *entries) == expected
    assert respelled(text, *reversed(entries)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AI", "[x]"),
        ("ai", "[x]"),
        ("ＡＩ", "[x]"),  # full width
        ("rain", "rain"),
        ("AI2", "AI2"),
        ("用AI写", "用[x]写"),
        ("(AI), AI's.", "([x]), [x]'s."),
    ],
)
def test_whole_word_entries_match_only_whole_words(text: str, expected: str) -> None:
    assert respelled(text, word("AI", "x")) == expected


def test_parts_of_words_match_if_allowed() -> None:
    assert respelled("unionised", word("ion", "x", whole_word=False)) == "un[x]ised"


def test_case_sensitive_entries_match_only_their_case() -> None:
    loud = word("WHO", "x", match_case=True)
    assert respelled("who WHO Who", loud) == "who [x] Who"
    assert respelled("who WHO", word("who", "y"), loud) == "[y] [x]"


def test_an_entry_may_apply_to_one_language() -> None:
    entries = [word("SQL", "zh", language="zh"), word("SQL", "any")]
    assert respelled("SQL", *entries, language="zh") == "[zh]"
    assert respelled("SQL", *entries, language="en") == "[any]"


def test_an_entry_that_does_not_apply_leaves_room_for_a_shorter_one() -> None:
    assert respelled("New York-er", word("New York-e", "x"), word("New York", "y")) == "[y]-er"


def test_words_of_one_letter_match() -> None:
    assert respelled("行 a行b", word("行", "x"), word("行b", "y", match_case=True)) == "[x] a[y]"


def test_new_entries_replace_those_with_the_same_key() -> None:
    old = Pronunciations([word("a", "1"), word("b", "2")])
    new = old.with_first([word("a", "3"), word("c", "4")])
    assert [entry.value for entry in new.entries] == ["3", "4", "2"]
    assert [entry.value for entry in old.entries] == ["1", "2"]


CHONGQING = Entry("重庆", "pinyin", "chong2 qing4")
SQL = Entry("SQL", "ipa", "ˈsiːkwəl")
BOOK = Pronunciations(
    [CHONGQING, SQL, Entry("Nike", "pinyin", "nai4 ke4"), word("WHO", "世界卫生组织")]
)


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        (
            "我3月去重庆。",
            (Span("zh", "我三月去"), Span("zh", "重庆", "chong2 qing4"), Span("zh", "。")),
        ),
        ("重庆", (Span("zh", "重庆", "chong2 qing4"),)),
        ("SQL", (Span("en", "SQL", "ˈsiːkwəl"),)),
        (
            "I like SQL's 3 rules.",
            (
                Span("en", "I like"),
                Span("en", "SQL's", "ˈsiːkwəlz"),
                Span("en", "three rules."),
            ),
        ),
        ("买Nike鞋", (Span("zh", "买"), Span("zh", "Nike", "nai4 ke4"), Span("zh", "鞋"))),
        ("WHO说，", (Span("zh", "世界卫生组织说，"),)),
        (
            "重庆5:30，\n重庆",
            (
                Span("zh", "重庆", "chong2 qing4"),
                Span("zh", "五点三十分，"),
                Span("zh", "重庆", "chong2 qing4"),
            ),
        ),
    ],
)
def test_readings_reach_the_spans(text: str, spoken: tuple[Span, ...]) -> None:
    assert spans(text, language="zh", pronunciations=BOOK) == spoken


def test_a_line_that_ends_in_a_reading_still_ends_a_sentence() -> None:
    assert Span("zh", ". 好") in spans("重庆\n好", pronunciations=BOOK)


def test_a_text_may_contain_stand_in_characters() -> None:
    assert spans("a\U000f0000b 重庆\U00100000", pronunciations=BOOK) == (
        Span("en", "ab"),
        Span("zh", "重庆", "chong2 qing4"),
    )


def test_the_plan_does_not_cut_a_word() -> None:
    text = (
        "我们全家人昨天晚上都坐在客厅里的那台旧电视机的前面等着。"
        "一起等着看我们最喜欢的节目加油！好男儿在七点半开始播放，看完了以后大家都很高兴。"
    )
    name = word("加油！好男儿", "一个节目")
    cut = [segment.text for segment in plan(text)]
    whole = [segment.text for segment in plan(text, Pronunciations([name]))]
    assert not any(name.word in part for part in cut)
    assert sum(name.word in part for part in whole) == 1


def test_the_estimate_is_for_the_reading() -> None:
    (short,) = plan("WHO说得好。")
    (long,) = plan("WHO说得好。", BOOK)
    assert long.estimate_ms > short.estimate_ms + 800


def test_an_unsupported_script_can_have_a_reading() -> None:
    assert plan("Привет!") == []
    (segment,) = plan("Привет!", Pronunciations([Entry("Привет", "ipa", "prɪˈvjet")]))
    assert segment.spans[0] == Span("en", "Привет", "prɪˈvjet")


LETTERS = st.sampled_from([*"abAB1 .,行长重庆大学。\n", "Ａ", "慶", "İ"])
WORDS = st.text(LETTERS, min_size=1, max_size=4).filter(lambda w: w.strip() == w)
ENTRIES = st.lists(
    st.builds(
        Entry,
        WORDS,
        st.just("respelling"),
        st.text("xy字", min_size=1, max_size=3),
        st.sampled_from(["", "zh", "en"]),
        st.booleans(),
        st.booleans(),
    ),
    max_size=12,
)


@given(ENTRIES, st.lists(LETTERS, max_size=40).map("".join))
def test_matches_are_in_order_and_correct(entries: list[Entry], text: str) -> None:
    book = Pronunciations(entries)
    end = 0
    for match in book.matches(text):
        assert end <= match.start < match.end <= len(text)
        end = match.end
        alone = Pronunciations([match.entry])
        assert match in alone.matches(text) or any(
            found.start < match.start < found.end for found in alone.matches(text)
        )


@given(ENTRIES, st.lists(LETTERS, max_size=60).map("".join))
def test_a_segment_has_the_matches_of_the_whole_text(entries: list[Entry], text: str) -> None:
    book = Pronunciations(entries)
    whole = [match.entry for match in book.matches(text)]
    parts = [m.entry for s in plan(text, book) for m in book.matches(s.text)]
    assert parts == [entry for entry in whole if entry in parts] or parts == whole


@given(ENTRIES, st.lists(LETTERS, max_size=60).map("".join))
def test_nothing_of_the_text_is_lost(entries: list[Entry], text: str) -> None:
    segments = plan(text, Pronunciations(entries))
    if segments:
        joined = "".join("".join(s.text.split()) for s in segments)
        assert joined == "".join(text.split())


def _random_words(count: int) -> tuple[list[Entry], str]:
    rng = random.Random(4)
    han = [chr(c) for c in range(0x4E00, 0x4E00 + 900)]
    words = {"".join(rng.choices(han, k=rng.randint(2, 5))) for _ in range(count)}
    return [word(expected, "x") for expected in sorted(words)], "".join(rng.choices(han, k=200_000))


def _words_that_almost_match(count: int) -> tuple[list[Entry], str]:
    entries = [word("a" * n + "b", "x", whole_word=False) for n in range(1, 39)]
    return entries + [word("a" * 20 + str(n), "x") for n in range(count)], "a" * 40_000


@pytest.mark.parametrize("made", [_random_words, _words_that_almost_match])
def test_time_grows_with_the_text_and_hardly_with_the_dictionary(made) -> None:
    (some, text), (many, _text) = made(600), made(4_800)
    few, full = Pronunciations(some), Pronunciations(many)
    assert_linear(full.matches, text[: len(text) // 8], text, times=8)
    assert_linear(lambda book: book.matches(text[:5_000]), few, full, times=1)
