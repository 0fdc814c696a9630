"""Pinyin in any spelling is parsed to one form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import pinyin_dict
from pypinyin.contrib.tone_convert import to_normal, to_tone

from synthesis.text.pinyin import SYLLABLES, NoTone, NotPinyin, syllables

RARE = frozenset(
    ("biang", "bong", "cei", "din", "fiao", "len", "nia", "nun", "wong", "ê", "m", "n", "ng")
) | {"hm", "hng"}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("chóng qìng", "chong2 qing4"),
        ("Chóngqìng", "chong2 qing4"),
        ("chong2qing4", "chong2 qing4"),
        ("  chong2   qing4 ", "chong2 qing4"),
        ("xī'ān", "xi1 an1"),
        ("xiān", "xian1"),
        ("nǚ'ér", "nv3 er2"),
        ("nv3 er2", "nv3 er2"),
        ("nu:3 er2", "nv3 er2"),
        ("nü3 er2", "nv3 er2"),
        ("lüè", "lve4"),
        ("lue4", "lve4"),
        ("jv1", "ju1"),
        ("mā ma", "ma1 ma5"),
        ("ma1 ma5", "ma1 ma5"),
        ("ma1 ma0", "ma1 ma5"),
        ("huār", "huar1"),
        ("ěr", "er3"),
    ],
)
def test_every_spelling_gives_the_same_syllables(written: str, read: str) -> None:
    assert " ".join(syllables(written)) == read


@pytest.mark.parametrize(
    ("written", "part"),
    [("chong2 xyz4", "xyz4"), ("hǎo好", "hǎo好"), ("ha6", "ha6"), ("mǎ3", "mǎ3"), ("1", "1")],
)
def test_an_invalid_syllable_is_named(written: str, part: str) -> None:
    with pytest.raises(NotPinyin) as refused:
        syllables(written)
    assert refused.value.part == part


def test_missing_tones_are_distinguished_from_neutral_ones() -> None:
    with pytest.raises(NoTone):
        syllables("chong qing")
    assert syllables("de5") == ["de5"]


def test_the_syllables_are_those_of_the_dictionary() -> None:
    known = {
        to_normal(reading, v_to_u=False)
        for readings in pinyin_dict.pinyin_dict.values()
        for reading in readings.split(",")
    }
    assert known - RARE == SYLLABLES


@given(st.lists(st.tuples(st.sampled_from(sorted(SYLLABLES)), st.sampled_from("1234")), min_size=1))
def test_marks_and_numbers_are_equivalent(word: list[tuple[str, str]]) -> None:
    numbered = [syllable + tone for syllable, tone in word]
    marked = " ".join(to_tone(syllable) for syllable in numbered)
    assert syllables(marked) == syllables("".join(numbered)) == numbered
