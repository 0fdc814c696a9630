"""A text tells what its places were taken for, and what else they could be."""

import pytest
from hypothesis import given, settings

from synthesis.text import Pronunciations, ReadingStyle
from synthesis.text.language import main_language
from synthesis.text.saying.explained import Explained, explained
from tests.growth import assert_linear
from tests.synthesis.text.test_skipped import texts
from voices.dictionary.entry import Entry


def found(text: str, **how) -> dict[str, Explained]:
    return {e.written: e for e in explained(text, language=main_language(text), **how)}


@pytest.mark.parametrize(
    ("text", "written", "kind", "said", "others"),
    [
        ("On 03/04/2026.", "03/04/2026", "date", "March fourth, twenty twenty six",
         ["the third of April, twenty twenty six", "zero three zero four two zero two six"]),
        ("Eat 3/4 of it", "3/4", "fraction", "three quarters",
         ["the third of April", "March fourth", "three to four"]),
        ("We won 1-3 there", "1-3", "range", "one to three", ["one minus three", "one three"]),
        ("at 10:30 now", "10:30", "time", "ten thirty", ["ten to thirty"]),
        ("mix 1:2 of it", "1:2", "ratio", "one to two", ["one two"]),
        ("in 1990 then", "1990", "year", "nineteen ninety",
         ["one thousand nine hundred and ninety", "one nine nine zero"]),
        ("it is 5 m long", "5 m", "quantity", "five meters", ["five minutes", "five million"]),
        ("World War II ended", "II", "roman", "two", ["second", "I I"]),
        ("Mary I, queen", "I", "roman", "the first", ["one", "I"]),
        ("12 Main St. today", "St.", "abbreviation", "street", ["saint"]),
        ("near St. Mary", "St.", "abbreviation", "saint", ["street"]),
        ("比分是1-3，赢了", "1-3", "score", "一比三", ["一到三", "一减三", "一三"]),
        ("在1990年", "1990", "year", "一九九零", ["一千九百九十"]),
        ("吃3/4的饼", "3/4", "fraction", "四分之三", ["四月三日", "三月四日", "三到四"]),
        ("x² + 1 = 0", "x² + 1 = 0", "formula", "x squared plus one equals zero", []),
        ("$105 each", "$105", "money", "one hundred and five dollars", []),
    ],
)  # fmt: skip
def test_it_tells_what_it_took_a_place_for(text, written, kind, said, others):
    one = found(text)[written]
    assert (one.kind, one.said, [each.said for each in one.others]) == (kind, said, others)


def test_style_and_dictionary_are_told():
    text = "On 03/04/2026 in Ely"
    now = found(text, style=ReadingStyle("dmy"))["03/04/2026"]
    assert now.said.startswith("the third of April") and "March" in now.others[0].said
    book = Pronunciations([Entry("Ely", "respelling", "ee-lee")])
    assert found(text, pronunciations=book)["Ely"].kind == "given"


def test_plain_words_are_not_told():
    assert explained("The cat sat on the mat. 小猫坐着。") == ()


@given(texts)
@settings(max_examples=60, deadline=None)
def test_places_are_in_order_and_hold_what_is_written(text):
    at = 0
    for each in explained(text, language=main_language(text)):
        assert at <= each.start < each.end and text[each.start : each.end] == each.written
        assert each.said and each.said not in [other.said for other in each.others]
        at = each.end


def test_it_takes_time_in_proportion_to_the_text():
    short = "On 03/04/2026 we ate 3/4 at 10:30, x² + 1 = 0, 比分1-3。" * 100
    assert_linear(lambda text: explained(text), short, short * 4, times=4)
