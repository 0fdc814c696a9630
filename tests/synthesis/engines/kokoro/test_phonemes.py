"""Text becomes the phonemes that Kokoro speaks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from kokoro_onnx.config import DEFAULT_VOCAB

from synthesis.engines.kokoro.mandarin import Mandarin
from synthesis.engines.kokoro.phonemes import Phonemiser
from synthesis.text.span import Span


@pytest.fixture(scope="session")
def phonemise() -> Phonemiser:
    return Phonemiser(frozenset(DEFAULT_VOCAB))


@pytest.fixture(scope="session")
def mandarin() -> Mandarin:
    return Mandarin()


@pytest.mark.parametrize(
    ("text", "pinyin"),
    [
        # third tones in a row
        ("你好吗", "ni2 hao3 ma5"),
        ("展览馆", "zhan2 lan2 guan3"),
        ("我想买五把雨伞", "wo2 xiang3 mai3 wu2 ba3 yu2 san3"),
        # 不
        ("不好", "bu4 hao3"),
        ("不对", "bu2 dui4"),
        ("看不懂", "kan4 bu5 dong3"),
        # 一
        ("一天", "yi4 tian1"),
        ("一年", "yi4 nian2"),
        ("一起", "yi4 qi3"),
        ("一次", "yi2 ci4"),
        ("第一", "di4 yi1"),
        ("二十一天", "er4 shi2 yi1 tian1"),
        ("一百二十一", "yi4 bai3 er4 shi2 yi1"),
        ("一万", "yi2 wan4"),
        ("三点一四", "san1 dian3 yi1 si4"),
        ("一点七五", "yi1 dian3 qi1 wu3"),
        ("有一点", "you3 yi4 dian3"),
        ("一点三十分", "yi4 dian3 san1 shi2 fen1"),
        ("一九四九年", "yi1 jiu3 si4 jiu3 nian2"),
        ("一比二", "yi1 bi3 er4"),
        ("一月一日", "yi1 yue4 yi1 ri4"),
        # readings by word
        ("他在银行行长办公室", "ta1 zai4 yin2 hang2 hang2 zhang3 ban4 gong1 shi4"),
        ("重庆", "chong2 qing4"),
        ("重量", "zhong4 liang4"),
        # light syllables
        ("奶奶", "nai3 nai5"),
        ("人人", "ren2 ren2"),
        ("花儿", "hua1 er5"),
        ("女儿", "nv3 er2"),
        ("嗯", "en4"),
    ],
)
def test_mandarin_tones_as_spoken(mandarin: Mandarin, text: str, pinyin: str) -> None:
    assert " ".join(mandarin.syllables(text)) == pinyin


def test_mandarin_phonemes_carry_tones_and_pauses(phonemise: Phonemiser) -> None:
    assert phonemise([Span("zh", "你好，世界。")]) == "ni↗xau↓, ʂɨ↘ʨje↘."


@pytest.mark.parametrize(
    ("text", "american", "british"),
    [
        ("go", "ɡˈO", "ɡˈQ"),
        ("water", "wˈɔTəɹ", "wˈɔːtə"),
        ("judge", "ʤˈʌʤ", "ʤˈʌʤ"),
    ],
)
def test_english_is_in_kokoros_symbols(
    phonemise: Phonemiser, text: str, american: str, british: str
) -> None:
    assert phonemise([Span("en", text)]) == american
    assert phonemise([Span("en", text)], british=True) == british


@pytest.mark.parametrize(
    ("text", "phonemes"),
    [
        # small words by what follows
        ("the end of the day", "ði ˈɛnd ʌv ðə dˈA"),
        ("to eat, to", "tʊ ˈit, tˈu"),
        # heteronyms by their sentence, also with 's
        ("I will record a record", "ˌI wɪl ɹɪkˈɔɹd ɐ ɹˈɛkəɹd"),
        ("the project's end", "ðə pɹˈɑʤɛkts ˈɛnd"),
        # dictionaries, their words with endings, and espeak's guess
        ("well-known cats", "wˈɛlnˈOn kˈæts"),
        ("NASA", "nˈæsə"),
        ("Hermione", "həɹmˈIəni"),
        ("zqorgoed", "zˈikˈɔɹɡOd"),
    ],
)
def test_english_words_are_read_in_their_sentence(
    phonemise: Phonemiser, text: str, phonemes: str
) -> None:
    assert phonemise([Span("en", text)]) == phonemes


def test_a_reading_within_english_keeps_its_neighbours(phonemise: Phonemiser) -> None:
    spans = [Span("en", "I read the"), Span("en", "Apfel", "ˈæpfəl"), Span("en", "yesterday.")]
    assert phonemise(spans) == "ˌI ɹˈɛd ði ˈæpfəl jˈɛstəɹdˌA."


def test_british_readings_have_no_r_before_consonants(phonemise: Phonemiser) -> None:
    spans = [Span("en", "Polish the record, Euler")]
    assert phonemise(spans, british=True) == "pˈɒlɪʃ ðə ɹˈɛkəd, ˈYlə"


def test_mixed_languages_keep_their_order_in_one_utterance(phonemise: Phonemiser) -> None:
    spans = [Span("zh", "我们用"), Span("en", "GPU"), Span("zh", "来训练。")]
    assert phonemise(spans) == "wo↓mən jʊ↘ŋ ʤˌipˌijˈu lai↗ ɕy↘nljɛ↘n."


def test_phonemes_outside_the_vocabulary_are_dropped(phonemise: Phonemiser) -> None:
    spans = [Span("zh", "《书》——【一】……嗯～"), Span("en", 'He said: "no"; (naïve) [x] {y} «z»…')]
    assert set(phonemise(spans)) <= set(DEFAULT_VOCAB)


def test_repeated_marks_become_one(phonemise: Phonemiser) -> None:
    assert phonemise([Span("en", "no ,, no ... !")]) == "nˈO, nˈO!"


def test_punctuation_alone_gives_no_phonemes(phonemise: Phonemiser) -> None:
    assert phonemise([Span("en", "?!"), Span("zh", "。")]) == ""


def test_an_unsupported_language_is_an_error(phonemise: Phonemiser) -> None:
    with pytest.raises(ValueError, match="fr"):
        phonemise([Span("fr", "bonjour")])


def test_loading_is_silent() -> None:
    script = "from synthesis.engines.kokoro.mandarin import Mandarin; Mandarin()('你好')"
    root = Path(__file__).parents[4]
    run = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, check=True)
    assert run.stdout + run.stderr == b""
