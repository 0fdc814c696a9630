"""The lists of words by which pronunciation is measured."""

from __future__ import annotations

import pytest

from bench.words.__main__ import HALVES, Sample, samples


@pytest.mark.parametrize("half", HALVES)
def test_every_word_is_in_its_sentence(half: str) -> None:
    for language in ("en", "zh"):
        for sample in samples(language, half):
            assert sample.wanted(language).word == sample.word


@pytest.mark.parametrize("half", HALVES)
def test_every_character_has_a_syllable(half: str) -> None:
    for sample in samples("zh", half):
        assert all(len(each.split()) == len(sample.word) for each in sample.readings), sample


def test_no_sentence_is_in_both_halves() -> None:
    for language in ("en", "zh"):
        tuned, held = (
            {(each.sentence, each.word) for each in samples(language, half)} for half in HALVES
        )
        assert not tuned & held


def test_weak_vowels_may_be_either() -> None:
    sample = Sample("heteronyms", "Wait a minute.", "minute", ("mɪnət",))
    assert sample.is_right("mˈɪnɪt", "en")
    assert not sample.is_right("mInˈut", "en")
