"""Valid dictionary entries can be spoken; errors name what is wrong in others."""

from __future__ import annotations

import pytest
from kokoro_onnx.config import DEFAULT_VOCAB

from synthesis.engines import ENGINES
from synthesis.engines.kokoro.english import phonemes_of_ipa
from synthesis.engines.kokoro.mandarin import say_syllables
from synthesis.text.ipa import SYMBOLS, VOWELS
from synthesis.text.readings import BadEntry, checked
from voices.dictionary.entry import Entry

INVENTORY = ENGINES["kokoro"].inventory()


def value(word: str, kind: str, written: str) -> str:
    return checked(Entry(word, kind, written), INVENTORY).value


@pytest.mark.parametrize(
    ("word", "kind", "written", "kept"),
    [
        ("重庆", "pinyin", "Chóngqìng", "chong2 qing4"),
        ("花儿", "pinyin", "huār", "hua1 er5"),
        ("女儿", "pinyin", "nǚ ér", "nv3 er2"),
        ("妈妈", "pinyin", "mā ma", "ma1 ma5"),
        ("Nike", "pinyin", "nài kè", "nai4 ke4"),
        ("A股", "pinyin", "ei1 gu3", "ei1 gu3"),
        ("tomato", "ipa", "/təˈmɑːtəʊ/", "təˈmɑːtəʊ"),
        ("tomato", "ipa", "[tə'mɑ:.təʊ]", "təˈmɑːtəʊ"),
        ("  New   York ", "respelling", " 纽约 ", "纽约"),
    ],
)
def test_entries_are_standardised(word: str, kind: str, written: str, kept: str) -> None:
    assert value(word, kind, written) == kept
    assert value(word, kind, kept) == kept


@pytest.mark.parametrize(
    ("word", "kind", "written", "code", "message"),
    [
        ("重庆", "pinyin", "chong2", "syllable_count", "“重庆” has 2 characters"),
        ("重庆", "pinyin", "chong qing", "no_tones", "“chong qing” has no tones"),
        ("重庆", "pinyin", "chong2 qing4x", "not_pinyin", "“x”"),
        ("今天", "pinyin", "jīn tiānr", "syllable_count", "3 syllables"),
        ("GPU", "ipa", "dʒiːǁ", "ipa_unknown", "“ǁ” (U+01C1)"),
        ("GPU", "ipa", "JEE", "ipa_unknown", "“J” (U+004A)"),
        ("GPU", "ipa", "tsk", "ipa_no_vowel", "no vowel"),
        ("GPU", "respelling", "...", "respelling_empty", "read aloud"),
        ("GPU", "respelling", "ＧＰＵ", "respelling_same", "as it is written"),
        ("GPU", "sound", "x", "unknown_kind", "“sound”"),
        ("", "ipa", "a", "word_missing", "missing"),
        ("GPU", "ipa", " ", "value_missing", "“GPU”"),
        ("字" * 41, "respelling", "x", "word_too_long", "40"),
        ("GPU", "respelling", "x" * 201, "value_too_long", "200"),
        ("G\u0007PU", "respelling", "x", "unprintable", "can't be shown"),
    ],
)
def test_refusals_name_what_is_wrong(
    word: str, kind: str, written: str, code: str, message: str
) -> None:
    with pytest.raises(BadEntry) as refused:
        value(word, kind, written)
    assert refused.value.code == code
    assert message in str(refused.value)


def test_kokoro_has_phonemes_for_all_of_its_inventory() -> None:
    for syllable in INVENTORY.syllables:
        for tone in "12345":
            assert set(say_syllables([syllable + tone])) <= set(DEFAULT_VOCAB)
    for british in (False, True):
        for symbol in SYMBOLS - {" ", "\u0329", "\u0303"}:
            phonemes = phonemes_of_ipa(symbol + "a", british=british)
            assert phonemes and set(phonemes) <= set(DEFAULT_VOCAB), symbol


def test_vowels_are_symbols() -> None:
    assert VOWELS < SYMBOLS
